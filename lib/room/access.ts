import type { Namespace, Socket } from "socket.io";
import { roleNow } from "@/lib/meetings/hosting";
import { forbidden } from "@/lib/platform/errors";
import { consume } from "@/lib/platform/rate-limit";
import type { SocketAccess } from "@/lib/platform/sockets";
import type { RoomContext } from "@/lib/room/context";
import type { Member, SocketSeat } from "@/lib/room/room-copy";
import { isModerator, type RoomRole } from "@/lib/room/schema";

/** One context per attached namespace; doors are declared once and find theirs by their socket. */
const contexts = new WeakMap<Namespace, RoomContext>();

export const setRoomContext = (nsp: Namespace, context: RoomContext): void =>
  void contexts.set(nsp, context);

function contextOf(socket: Socket): RoomContext {
  const context = contexts.get(socket.nsp);
  if (!context) throw new Error("rooms are not attached to this server");
  return context;
}

export interface RoomPrincipal {
  context: RoomContext;
  member: Member;
}

/** Anybody whose handshake proved a seat; not yet in the room. */
export const seatHolder: SocketAccess<{ context: RoomContext; seat: SocketSeat }> = {
  name: "seat-holder",
  check: (socket) => ({ context: contextOf(socket), seat: socket.data.seat as SocketSeat }),
  key: ({ seat }) => seat.participantId,
};

function memberBehind(socket: Socket): RoomPrincipal {
  const context = contextOf(socket);
  const member = context.copy.memberOf(socket);
  if (!member) throw forbidden("You are not in this room. Please join it first.");
  return { context, member };
}

/** Somebody who is in the room, by this process's memory, at this very message. */
export const roomMember: SocketAccess<RoomPrincipal> = {
  name: "room-member",
  check: memberBehind,
  key: ({ member }) => member.record.person.id,
};

export interface ModeratorPrincipal extends RoomPrincipal {
  role: RoomRole;
}

/** Roles are asked of Postgres; whoever has none must not keep it busy. */
const ROLE_LIMIT = { points: 120, seconds: 10, by: "principal" } as const;

/**
 * Authority is checked at the truth: what this process remembers of a role may be older than the
 * moment it was taken away.
 */
async function withRole(
  socket: Socket,
  has: (role: RoomRole) => boolean,
  refusal: string,
): Promise<ModeratorPrincipal> {
  const principal = memberBehind(socket);
  const { meetingId, record } = principal.member;
  await consume("room:role", ROLE_LIMIT, record.person.id);
  const role = await roleNow(meetingId, record.person.id);
  if (!role || !has(role)) throw forbidden(refusal);
  return { ...principal, role };
}

/** The meeting's host, or who stands in for them, in the room. */
export const roomHost: SocketAccess<ModeratorPrincipal> = {
  name: "room-host",
  check: (socket) =>
    withRole(socket, (role) => role === "host", "Only the host of this meeting can do that."),
  key: ({ member }) => member.record.person.id,
};

/** A host or co-host, in the room. */
export const roomModerator: SocketAccess<ModeratorPrincipal> = {
  name: "room-moderator",
  check: (socket) =>
    withRole(socket, isModerator, "Only the hosts and co-hosts of this meeting can do that."),
  key: ({ member }) => member.record.person.id,
};
