import {
  answerEmotion,
  changeVisibility,
  emotionConsentOf,
  emotionStatusOf,
  ticketFor,
} from "@/lib/emotion/service";
import { event } from "@/lib/platform/sockets";
import { type RoomPrincipal, roomMember, roomModerator } from "@/lib/room/access";
import { clientEvents } from "@/lib/room/schema";

const limit = { points: 20, seconds: 60 };

const seatOf = ({ member }: RoomPrincipal) => ({
  meetingId: member.meetingId,
  participantId: member.record.person.id,
});

const settings = event({
  name: "emotion:settings",
  ...clientEvents["emotion:settings"],
  access: roomModerator,
  limit,
  handler: ({ data, principal }) =>
    changeVisibility({ meetingId: principal.member.meetingId, visibility: data.visibility }),
});

const status = event({
  name: "get-emotion-status",
  ...clientEvents["get-emotion-status"],
  access: roomMember,
  limit,
  handler: async ({ principal }) => {
    const { meetingId, participantId } = seatOf(principal);
    const [found, consent] = await Promise.all([
      emotionStatusOf(meetingId),
      emotionConsentOf(participantId),
    ]);
    return { status: found, consent };
  },
});

const consent = event({
  name: "emotion:consent",
  ...clientEvents["emotion:consent"],
  access: roomMember,
  limit,
  handler: ({ data, principal }) => answerEmotion({ ...seatOf(principal), ...data }),
});

const ticket = event({
  name: "emotion:ticket",
  ...clientEvents["emotion:ticket"],
  access: roomMember,
  limit: { points: 30, seconds: 60 },
  handler: ({ principal }) => ticketFor(seatOf(principal)),
});

export const emotionRoomDoors = [settings, status, consent, ticket];
