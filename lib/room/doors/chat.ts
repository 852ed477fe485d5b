import { CHAT_PER_TEN_SECONDS } from "@/lib/chat/schema";
import {
  type ChatMember,
  deleteMessage,
  editMessage,
  reactTo,
  readHistory,
  readSince,
  seenPosition,
  sendMessage,
} from "@/lib/chat/service";
import { event } from "@/lib/platform/sockets";
import { type RoomPrincipal, roomMember } from "@/lib/room/access";
import { meetingRoom } from "@/lib/room/keys";
import { clientEvents } from "@/lib/room/schema";
import { tell } from "@/lib/room/tell";

const CHANGES = { points: 30, seconds: 10 };
const READS = { points: 60, seconds: 10 };

const memberOf = ({ member }: RoomPrincipal): ChatMember => ({
  meetingId: member.meetingId,
  participantId: member.record.person.id,
});

type Outcome = Awaited<ReturnType<typeof sendMessage>>;

/** Tells the whole room what changed, if anything did, and yields the answer. */
function answer({ context, member }: RoomPrincipal, { message, isNews }: Outcome) {
  if (isNews) tell(context.copy, meetingRoom(member.meetingId), "chat:message", message);
  return { message };
}

const send = event({
  name: "chat:send",
  ...clientEvents["chat:send"],
  access: roomMember,
  limit: { points: CHAT_PER_TEN_SECONDS, seconds: 10 },
  handler: async ({ data, principal }) =>
    answer(principal, await sendMessage(memberOf(principal), data)),
});

const edit = event({
  name: "chat:edit",
  ...clientEvents["chat:edit"],
  access: roomMember,
  limit: CHANGES,
  handler: async ({ data, principal }) =>
    answer(principal, await editMessage(memberOf(principal), data.messageId, data.text)),
});

const remove = event({
  name: "chat:delete",
  ...clientEvents["chat:delete"],
  access: roomMember,
  limit: CHANGES,
  handler: async ({ data, principal }) =>
    answer(principal, await deleteMessage(memberOf(principal), data.messageId)),
});

const react = event({
  name: "chat:react",
  ...clientEvents["chat:react"],
  access: roomMember,
  limit: CHANGES,
  handler: async ({ data, principal }) =>
    answer(principal, await reactTo(memberOf(principal), data)),
});

const history = event({
  name: "chat:history",
  ...clientEvents["chat:history"],
  access: roomMember,
  limit: READS,
  handler: ({ data, principal: { member } }) => readHistory(member.meetingId, data.before),
});

const since = event({
  name: "chat:since",
  ...clientEvents["chat:since"],
  access: roomMember,
  limit: READS,
  handler: ({ data, principal: { member } }) => readSince(member.meetingId, data.version),
});

const seen = event({
  name: "chat:seen",
  ...clientEvents["chat:seen"],
  access: roomMember,
  limit: READS,
  handler: async ({ data, principal: { context, member } }) => {
    const position = await seenPosition(member.meetingId, data.position);
    // Read after the question: what one has seen never goes back.
    const { person } = member.record;
    if (position <= person.chatSeen) return {};
    member.record.person = { ...person, chatSeen: position };
    await context.copy.saveOrLater(member);
    context.feed.changed(member.meetingId);
    return {};
  },
});

export const chatDoors = [send, edit, remove, react, history, since, seen];
