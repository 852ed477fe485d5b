import type { Namespace, Socket } from "socket.io";
import { forbidden } from "@/lib/platform/errors";
import type { SocketAccess } from "@/lib/platform/sockets";
import type { Member, SocketSeat } from "@/lib/room/room-copy";
import type { RoomContext } from "@/lib/room/seats";

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

/** The meeting's host, in the room. */
export const roomHost: SocketAccess<RoomPrincipal> = {
  name: "room-host",
  check: (socket) => {
    const principal = memberBehind(socket);
    if (principal.member.record.person.role !== "host")
      throw forbidden("Only the host of this meeting can do that.");
    return principal;
  },
  key: ({ member }) => member.record.person.id,
};
