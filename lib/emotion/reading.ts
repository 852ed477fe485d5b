import { z } from "zod";
import { groupOf } from "@/lib/emotion/group";
import {
  everybodyRoom,
  grantKey,
  groupKey,
  groupTurnKey,
  hostsRoom,
  personRoom,
} from "@/lib/emotion/keys";
import { type EmotionScores, likeliest } from "@/lib/emotion/labels";
import { readTaken, scoreList } from "@/lib/emotion/read";
import type { Readers } from "@/lib/emotion/readers";
import type { SampleWriter } from "@/lib/emotion/samples";
import {
  type EmotionResult,
  emotionScores,
  emotionVisibility,
  GROUP_WINDOW_MS,
} from "@/lib/emotion/schema";
import { type Taken, takeFromSlot } from "@/lib/emotion/slots";
import { averageOver } from "@/lib/emotion/smoothing";
import { noteTiming, type Timing } from "@/lib/emotion/statistics";
import { tellReading } from "@/lib/emotion/tell";
import { nowMs } from "@/lib/platform/clock";
import { toAppError } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";
import { redis } from "@/lib/platform/redis";

/** A meeting's picture is told at most this often, milliseconds. */
const GROUP_EVERY_MS = 1_000;

const contribution = z.object({ atMs: z.number(), scores: emotionScores });

/**
 * Reads what waits in one person's slot and tells who may know: the person always, hosts where the
 * meeting says so, everybody else at most the whole. `skipped` when nothing waits any more.
 */
export async function readSlot(input: {
  participantId: string;
  readers: Readers;
  samples: SampleWriter;
}): Promise<"done" | "skipped"> {
  const { participantId, readers } = input;
  const taken = await takeFromSlot(participantId);
  if (!taken) return "skipped";
  const waitedMs = Math.max(0, nowMs() - taken.askedAtMs);
  const latencies: Timing["latencies"] = {};
  const result = await readTaken({
    participantId,
    taken,
    readers,
    onTiming: (modality, atMs) => {
      latencies[modality] = nowMs() - atMs;
    },
  }).catch((error: unknown) => {
    const known = toAppError(error);
    if (known.code === "internal") throw error;
    tellReading([personRoom(participantId)], "emotion.error", known.toBody());
    return null;
  });
  if (!result) return "skipped";
  tell(result, taken);
  latencies.all = nowMs() - newest(taken);
  keep(result, taken, input.samples);
  await Promise.all([
    noteTiming({ participantId, waitedMs, latencies }),
    tellGroup(result, taken),
  ]).catch((error: unknown) => log("emotion").warn({ err: error }, "figures not noted"));
  return "done";
}

const newest = (taken: Taken): number => Math.max(taken.face?.atMs ?? 0, taken.voice?.atMs ?? 0);

function tell(result: EmotionResult, { meetingId, visibility }: Taken): void {
  const rooms = [personRoom(result.participantId)];
  if (visibility === "host") rooms.push(hostsRoom(meetingId));
  tellReading(rooms, "emotion.result", result);
}

function keep(result: EmotionResult, taken: Taken, samples: SampleWriter): void {
  const visibility = emotionVisibility.safeParse(taken.visibility);
  if (!result.mode || !result.scores || !visibility.success || taken.startedAtMs === 0) return;
  const second = Math.floor((result.atMs - taken.startedAtMs) / 1000);
  if (second < 0) return;
  const { label } = likeliest(result.scores);
  samples.add({
    meetingId: taken.meetingId,
    participantId: result.participantId,
    atMs: second * 1000,
    mode: result.mode,
    label,
    score: result.score,
    scores: scoreList(result.scores),
    anomalyFace: result.face?.anomaly ?? null,
    anomalyVoice: result.voice?.anomaly ?? null,
    visibility: visibility.data,
    stamp: taken.stamp,
  });
}

/** Adds a result to its meeting's picture and, once a second, tells that to who may see it. */
async function tellGroup(result: EmotionResult, taken: Taken): Promise<void> {
  const { meetingId, visibility } = taken;
  if (visibility !== "host" && visibility !== "aggregate") return;
  const key = groupKey(meetingId);
  if (result.scores) await contribute(taken, result, result.scores);
  const turn = await redis().set(groupTurnKey(meetingId), "1", "PX", GROUP_EVERY_MS, "NX");
  if (turn !== "OK") return;
  const people: EmotionScores[] = [];
  for (const text of Object.values(await redis().hgetall(key))) {
    const known = contribution.safeParse(JSON.parse(text));
    if (known.success && nowMs() - known.data.atMs <= GROUP_WINDOW_MS)
      people.push(known.data.scores);
  }
  const room = visibility === "host" ? hostsRoom(meetingId) : everybodyRoom(meetingId);
  tellReading([room], "emotion.group", groupOf(people));
}

/** Adds to the picture, unless the answer it was read under is no longer in force. */
const CONTRIBUTE = `
if redis.call('HGET', KEYS[1], 'stamp') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
redis.call('PEXPIRE', KEYS[2], ${2 * GROUP_WINDOW_MS})
return 1`;

async function contribute(
  { meetingId, stamp }: Taken,
  { participantId, atMs }: EmotionResult,
  scores: EmotionScores,
): Promise<void> {
  const key = groupKey(meetingId);
  const stored = await redis().hget(key, participantId);
  const before = stored ? contribution.safeParse(JSON.parse(stored)).data : undefined;
  const next = averageOver(before ?? null, { scores, atMs }, GROUP_WINDOW_MS);
  await redis().eval(
    CONTRIBUTE,
    2,
    grantKey(participantId),
    key,
    stamp,
    participantId,
    JSON.stringify(next),
  );
}
