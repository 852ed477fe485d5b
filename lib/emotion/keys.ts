/** Names in Redis and of Socket.IO rooms. All of it may vanish at any moment and is made again. */

/** Hash: what one person allows now. Made from Postgres; see lib/emotion/grants.ts. */
export const grantKey = (participantId: string): string => `parley:emotion:grant:${participantId}`;
/** Hash: one person's newest frame and sound that nobody read yet. */
export const slotKey = (participantId: string): string => `parley:emotion:slot:${participantId}`;
/** Hash: what readers remember of one person from reading to reading. */
export const memoryKey = (participantId: string): string =>
  `parley:emotion:memory:${participantId}`;
/** Hash: participant id → what they add to their meeting's picture. */
export const groupKey = (meetingId: string): string => `parley:emotion:group:${meetingId}`;
/** Held by the worker that tells a meeting's picture this second. */
export const groupTurnKey = (meetingId: string): string => `parley:emotion:group-turn:${meetingId}`;
/** Set of the people of a meeting who have a grant. */
export const grantedKey = (meetingId: string): string => `parley:emotion:granted:${meetingId}`;
/** Lists of the last latencies by modality, milliseconds. */
export const latencyKey = (modality: "face" | "voice" | "all"): string =>
  `parley:emotion:latency:${modality}`;
/** Sorted set: participant id → when they were last read. */
export const ACTIVE_KEY = "parley:emotion:active";
/** The last waiting times of deliveries, milliseconds. */
export const WAITS_KEY = "parley:emotion:waits";
/** Frames a second asked of everybody. */
export const RATE_KEY = "parley:emotion:rate";
/** Held by the web copy that adjusts the rate this second. */
export const RATE_TURN_KEY = "parley:emotion:rate-turn";

/** Socket.IO rooms of `/emotion`. */
export const personRoom = (participantId: string): string => `person:${participantId}`;
export const hostsRoom = (meetingId: string): string => `hosts:${meetingId}`;
export const everybodyRoom = (meetingId: string): string => `everybody:${meetingId}`;
