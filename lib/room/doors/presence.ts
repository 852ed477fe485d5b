import { endMeeting } from "@/lib/meetings/service";
import { nowMs } from "@/lib/platform/clock";
import { notFound } from "@/lib/platform/errors";
import { event } from "@/lib/platform/sockets";
import { roomHost, roomMember, seatHolder } from "@/lib/room/access";
import { lobbyRoom, meetingRoom, seatRoom } from "@/lib/room/keys";
import { withRoomLock } from "@/lib/room/lock";
import { present } from "@/lib/room/presenting";
import { clientEvents } from "@/lib/room/schema";
import { joinRoom, leaveRoom } from "@/lib/room/seats";
import { forgetRoom } from "@/lib/room/state";
import { tell } from "@/lib/room/tell";

const join = event({
  name: "room:join",
  ...clientEvents["room:join"],
  access: seatHolder,
  limit: { points: 30, seconds: 60 },
  handler: ({ data, principal, socket }) => joinRoom(principal.context, socket, data.media),
});

const leave = event({
  name: "room:leave",
  ...clientEvents["room:leave"],
  access: roomMember,
  limit: { points: 30, seconds: 60 },
  handler: async ({ principal }) => {
    await leaveRoom(principal.context, principal.member);
    return {};
  },
});

/** A newcomer to a full mesh sends about 30 signals to each of the others within seconds. */
const signal = event({
  name: "room:signal",
  ...clientEvents["room:signal"],
  access: roomMember,
  limit: { points: 1_200, seconds: 10 },
  handler: async ({ data, principal }) => {
    const { copy, feed } = principal.context;
    const { meetingId, record } = principal.member;
    const message = { from: record.person.id, payload: data.payload };
    const local = copy.find(meetingId, data.to);
    if (local) {
      local.socket.emit("room:signal", message);
      return {};
    }
    if (!(await feed.isHere(meetingId, data.to)))
      throw notFound("That person is not in this room.");
    copy.nsp.to(seatRoom(meetingId, data.to)).emit("room:signal", message);
    return {};
  },
});

const media = event({
  name: "room:media",
  ...clientEvents["room:media"],
  access: roomMember,
  limit: { points: 60, seconds: 10 },
  handler: async ({ data, principal: { context, member } }) => {
    member.record.person.media = data;
    await context.copy.saveOrLater(member);
    context.feed.changed(member.meetingId);
    return {};
  },
});

const clock = event({
  name: "room:clock",
  ...clientEvents["room:clock"],
  access: seatHolder,
  limit: { points: 60, seconds: 10 },
  handler: async () => ({ serverTimeMs: nowMs() }),
});

const end = event({
  name: "room:end",
  ...clientEvents["room:end"],
  access: roomHost,
  limit: { points: 10, seconds: 60 },
  handler: async ({ principal: { context, member } }) => {
    const { meetingId, record } = member;
    // Under the lock, so that nobody slips in between the end and the emptying of the room.
    await withRoomLock(meetingId, async () => {
      await endMeeting({ meetingId, by: record.person.id });
      await forgetRoom(meetingId);
    });
    const everybody = [meetingRoom(meetingId), lobbyRoom(meetingId)];
    tell(context.copy, everybody, "room:ended", { reason: "host-ended" });
    // The host's own socket goes too, once it carried the acknowledgement.
    setImmediate(() => context.copy.nsp.in(everybody).disconnectSockets(true));
    return {};
  },
});

const hand = event({
  name: "room:hand",
  ...clientEvents["room:hand"],
  access: roomMember,
  limit: { points: 20, seconds: 10 },
  handler: async ({ data, principal: { context, member } }) => {
    const { person } = member.record;
    // Raising it again keeps one's place.
    person.handRaisedAtMs = data.raised ? (person.handRaisedAtMs ?? nowMs()) : null;
    await context.copy.saveOrLater(member);
    context.feed.changed(member.meetingId);
    return {};
  },
});

const react = event({
  name: "room:react",
  ...clientEvents["room:react"],
  access: roomMember,
  limit: { points: 10, seconds: 5 },
  handler: async ({ data, principal: { context, member } }) => {
    const from = member.record.person.id;
    const { emoji } = data;
    tell(context.copy, meetingRoom(member.meetingId), "room:reaction", { from, emoji });
    return {};
  },
});

const presentDoor = event({
  name: "room:present",
  ...clientEvents["room:present"],
  access: roomMember,
  limit: { points: 20, seconds: 10 },
  handler: async ({ data, principal: { context, member } }) => {
    await present(context, member, data);
    return {};
  },
});

export const presenceDoors = [join, leave, signal, media, clock, end, hand, react, presentDoor];
