/** Names in Redis and of Socket.IO rooms. All of it may vanish at any moment and is made again. */

/** Hash of a room's people: participant id → seat record. */
export const peopleKey = (meetingId: string): string => `parley:room:${meetingId}:people`;
/** The last join order given in a room. */
export const orderKey = (meetingId: string): string => `parley:room:${meetingId}:order`;
/** Serialises joins, leaves and the end of a room. */
export const lockKey = (meetingId: string): string => `parley:room:${meetingId}:lock`;
/** Set of the meetings that have people in them. */
export const ROOMS_KEY = "parley:rooms";
/** Sorted set: meeting without people → when it is ended, epoch milliseconds. */
export const DUE_KEY = "parley:rooms:due";
/** Hash of those in front of a room's door: participant id → waiting record. */
export const lobbyKey = (meetingId: string): string => `parley:room:${meetingId}:lobby`;
/** Set of the meetings that have people in front of their door. */
export const LOBBIES_KEY = "parley:lobbies";
/** Sorted set: meeting whose host is gone and that nobody could take over → when it is ended. */
export const HOSTLESS_KEY = "parley:rooms:hostless";
/** A web copy's sign of life; expires soon after its death. */
export const copyKey = (copyId: string): string => `parley:rooms:copy:${copyId}`;
/** Held by the one copy that sweeps at a time. */
export const SWEEP_KEY = "parley:rooms:sweep";
/** Held by the one copy that compares with Postgres at a time. */
export const RECONCILE_KEY = "parley:rooms:reconcile";
/** Pub/sub channel on which copies tell each other which room changed. */
export const CHANGES_CHANNEL = "parley:rooms:changes";

/** Socket.IO room of everybody in a meeting. */
export const meetingRoom = (meetingId: string): string => `meeting:${meetingId}`;
/** Socket.IO room of one seat; the meeting is in the name, so no signal can leave its meeting. */
export const seatRoom = (meetingId: string, participantId: string): string =>
  `seat:${meetingId}:${participantId}`;
/** Socket.IO room of a meeting's hosts and co-hosts. */
export const moderatorsRoom = (meetingId: string): string => `moderators:${meetingId}`;
/** Socket.IO room of everybody in front of a meeting's door, who are in no room of the meeting. */
export const lobbyRoom = (meetingId: string): string => `lobby:${meetingId}`;
/** Socket.IO room of one seat in front of the door. */
export const lobbySeatRoom = (meetingId: string, participantId: string): string =>
  `lobby-seat:${meetingId}:${participantId}`;
