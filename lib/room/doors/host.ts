import { event } from "@/lib/platform/sockets";
import { type ModeratorPrincipal, roomHost, roomModerator } from "@/lib/room/access";
import { admitWaiting, changeRoomSettings, denyWaiting } from "@/lib/room/doorkeeping";
import { handOver, setRole } from "@/lib/room/hosts";
import { lowerHand, mute, removePerson, stopShare } from "@/lib/room/moderation";
import { clientEvents } from "@/lib/room/schema";

/** People act by hand; a person who clicks through a full lobby stays far below. */
const limit = { points: 60, seconds: 10 };

/** Whose order it is, and in which meeting. */
const orderOf = ({ member: { meetingId, record } }: ModeratorPrincipal) => ({
  meetingId,
  by: record.person,
});

const settings = event({
  name: "host:settings",
  ...clientEvents["host:settings"],
  access: roomModerator,
  limit,
  handler: ({ data, principal: { context, member } }) =>
    changeRoomSettings(context, member.meetingId, data),
});

const admit = event({
  name: "host:admit",
  ...clientEvents["host:admit"],
  access: roomModerator,
  limit,
  handler: async ({ data, principal: { context, member } }) => {
    await admitWaiting(context, member.meetingId, data.id);
    return {};
  },
});

const deny = event({
  name: "host:deny",
  ...clientEvents["host:deny"],
  access: roomModerator,
  limit,
  handler: async ({ data, principal: { context, member } }) => {
    await denyWaiting(context, member.meetingId, data.id);
    return {};
  },
});

const muteDoor = event({
  name: "host:mute",
  ...clientEvents["host:mute"],
  access: roomModerator,
  limit,
  handler: async ({ data, principal }) => {
    await mute(principal.context, { ...orderOf(principal), id: data.id });
    return {};
  },
});

const lowerHandDoor = event({
  name: "host:lower-hand",
  ...clientEvents["host:lower-hand"],
  access: roomModerator,
  limit,
  handler: async ({ data, principal }) => {
    await lowerHand(principal.context, { ...orderOf(principal), id: data.id });
    return {};
  },
});

const stopShareDoor = event({
  name: "host:stop-share",
  ...clientEvents["host:stop-share"],
  access: roomModerator,
  limit,
  handler: async ({ data, principal }) => {
    await stopShare(principal.context, { ...orderOf(principal), id: data.id });
    return {};
  },
});

const remove = event({
  name: "host:remove",
  ...clientEvents["host:remove"],
  access: roomModerator,
  limit,
  handler: async ({ data, principal }) => {
    const { context, role } = principal;
    await removePerson(context, { ...orderOf(principal), role, id: data.id });
    return {};
  },
});

const role = event({
  name: "host:role",
  ...clientEvents["host:role"],
  access: roomHost,
  limit,
  handler: async ({ data, principal: { context, member } }) => {
    await setRole(context, { meetingId: member.meetingId, ...data });
    return {};
  },
});

const handOverDoor = event({
  name: "host:hand-over",
  ...clientEvents["host:hand-over"],
  access: roomHost,
  limit,
  handler: async ({ data, principal: { context, member } }) => {
    const { meetingId, record } = member;
    await handOver(context, { meetingId, from: record.person.id, to: data.id });
    return {};
  },
});

export const hostDoors = [
  settings,
  admit,
  deny,
  muteDoor,
  lowerHandDoor,
  stopShareDoor,
  remove,
  role,
  handOverDoor,
];
