import { grantKey, memoryKey, slotKey } from "@/lib/emotion/keys";
import type { Modality } from "@/lib/emotion/schema";
import { nowMs } from "@/lib/platform/clock";
import { redis } from "@/lib/platform/redis";

/** What nobody came to read is worthless after this, milliseconds. */
const SLOT_MS = 3_000;
/** A delivery that nobody took by then is lost with its worker: another one is asked for. */
const DELIVERY_MS = 1_000;
/** What readers remember of somebody who stopped sending, milliseconds. */
const MEMORY_MS = 10 * 60_000;

/** Newest wins, if this very answer allows it and the device is on. */
const PUT = `
local grant = redis.call('HMGET', KEYS[1], 'stamp', ARGV[1], ARGV[1] .. 'Off')
if not grant[1] then return 'unknown' end
if grant[1] ~= ARGV[2] or grant[2] ~= '1' or grant[3] == '1' then return 'refused' end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3], ARGV[1] .. 'At', ARGV[4])
redis.call('PEXPIRE', KEYS[2], ${SLOT_MS})
local asked = redis.call('HGET', KEYS[2], 'askedAt')
if asked and tonumber(ARGV[5]) - tonumber(asked) < ${DELIVERY_MS} then return 'waiting' end
redis.call('HSET', KEYS[2], 'askedAt', ARGV[5])
return 'deliver'`;

/** Takes what waits, with what is remembered; only what is allowed now. */
const TAKE = `
local slot = redis.call('HMGET', KEYS[2], 'face', 'faceAt', 'voice', 'voiceAt', 'askedAt')
redis.call('DEL', KEYS[2])
local grant = redis.call('HMGET', KEYS[1], 'meetingId', 'visibility', 'startedAtMs', 'stamp',
  'face', 'faceOff', 'voice', 'voiceOff')
if grant[5] ~= '1' or grant[6] == '1' then slot[1] = false end
if grant[7] ~= '1' or grant[8] == '1' then slot[3] = false end
local memory = redis.call('HMGET', KEYS[3], 'face', 'voice')
return { slot[1], slot[2], slot[3], slot[4], slot[5],
  grant[1], grant[2], grant[3], grant[4], memory[1], memory[2] }`;

/** Keeps what was read, unless it is no longer allowed; answers what may be told. */
const KEEP = `
local grant = redis.call('HMGET', KEYS[1], 'stamp', 'face', 'faceOff', 'voice', 'voiceOff')
if grant[1] ~= ARGV[1] then return { 0, 0 } end
local face = grant[2] == '1' and grant[3] ~= '1'
local voice = grant[4] == '1' and grant[5] ~= '1'
if face and ARGV[2] ~= '' then redis.call('HSET', KEYS[2], 'face', ARGV[2]) end
if voice and ARGV[3] ~= '' then redis.call('HSET', KEYS[2], 'voice', ARGV[3]) end
redis.call('PEXPIRE', KEYS[2], ${MEMORY_MS})
return { face and 1 or 0, voice and 1 or 0 }`;

/** A device is on or off: what is off is forgotten at once and refused until it is on again. */
const SWITCH = `
if redis.call('HGET', KEYS[1], 'stamp') ~= ARGV[1] then return 0 end
for index, part in ipairs({ 'face', 'voice' }) do
  redis.call('HSET', KEYS[1], part .. 'Off', ARGV[index + 1])
  if ARGV[index + 1] == '1' then
    redis.call('HDEL', KEYS[2], part, part .. 'At')
    redis.call('HDEL', KEYS[3], part)
  end
end
return 1`;

const keysOf = (participantId: string): [string, string, string] => [
  grantKey(participantId),
  slotKey(participantId),
  memoryKey(participantId),
];

/**
 * Puts the newest frame or sound into somebody's slot. `deliver` asks the caller to enqueue a job,
 * `waiting` says that one is on its way, `refused` that the person does not allow it (any more),
 * `unknown` that Redis has lost what they allow.
 */
export async function putIntoSlot(input: {
  participantId: string;
  stamp: string;
  modality: Modality;
  bytes: Uint8Array;
  capturedAtMs: number;
}): Promise<"deliver" | "waiting" | "refused" | "unknown"> {
  const [grant, slot] = keysOf(input.participantId);
  const { modality, stamp, bytes, capturedAtMs } = input;
  const answer = await redis().eval(
    PUT,
    2,
    grant,
    slot,
    modality,
    stamp,
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    capturedAtMs,
    nowMs(),
  );
  return answer as "deliver" | "waiting" | "refused" | "unknown";
}

export interface Taken {
  /** JPEG bytes and when they were captured; null when no frame waits. */
  face: { bytes: Buffer; atMs: number } | null;
  /** 16-bit samples and when the last was captured. */
  voice: { bytes: Buffer; atMs: number } | null;
  /** When the delivery was asked for, epoch milliseconds. */
  askedAtMs: number;
  meetingId: string;
  visibility: string;
  startedAtMs: number;
  stamp: string;
  memory: Record<Modality, string | null>;
}

/** Takes what waits for a person out of their slot; null when nothing does. */
export async function takeFromSlot(participantId: string): Promise<Taken | null> {
  const answer = (await redis().callBuffer(
    "EVAL",
    TAKE,
    3,
    ...keysOf(participantId),
  )) as (Buffer | null)[];
  const text = (index: number): string => answer[index]?.toString() ?? "";
  const part = (index: number) => {
    const bytes = answer[index];
    return bytes ? { bytes, atMs: Number(text(index + 1)) } : null;
  };
  const face = part(0);
  const voice = part(2);
  if (!face && !voice) return null;
  return {
    face,
    voice,
    askedAtMs: Number(text(4)),
    meetingId: text(5),
    visibility: text(6),
    startedAtMs: Number(text(7)),
    stamp: text(8),
    memory: { face: text(9) || null, voice: text(10) || null },
  };
}

/** Keeps what readers remember, and answers which parts may still be told. */
export async function keepMemory(input: {
  participantId: string;
  stamp: string;
  face: string | null;
  voice: string | null;
}): Promise<Record<Modality, boolean>> {
  const [grant, , memory] = keysOf(input.participantId);
  const [face, voice] = (await redis().eval(
    KEEP,
    2,
    grant,
    memory,
    input.stamp,
    input.face ?? "",
    input.voice ?? "",
  )) as [number, number];
  return { face: face === 1, voice: voice === 1 };
}

/** Notes which devices are on. False when the answer it was stated under is no longer in force. */
export async function switchDevices(input: {
  participantId: string;
  stamp: string;
  face: boolean;
  voice: boolean;
}): Promise<boolean> {
  const done = await redis().eval(
    SWITCH,
    3,
    ...keysOf(input.participantId),
    input.stamp,
    input.face ? "0" : "1",
    input.voice ? "0" : "1",
  );
  return done === 1;
}
