import { createHash, randomUUID } from "node:crypto";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { meetingCode } from "@/lib/meetings/schema";
import { createMeeting, loadSeat, markEntered, takeSeat } from "@/lib/meetings/service";
import { closeInferencePool, inferencePool } from "@/lib/models/shared-pool";
import { closeDb, db } from "@/lib/platform/db";
import { closeQueues } from "@/lib/platform/jobs";
import { closeRedis } from "@/lib/platform/redis";
import { type FindCutSpeech, recogniseRecording } from "@/lib/recordings/recognise";
import {
  closeClip,
  openTrack,
  putSlice,
  type RecordingSeat,
  recordConsent,
  startRecording,
} from "@/lib/recordings/service";
import { RECORDING_NOTICE_VERSION } from "@/lib/room/schema";
import { decodeWhole, SAMPLE_RATE } from "@/lib/speech/decode";
import { createSpeechEngine, type SpeechEngine } from "@/lib/speech/engine";
import { unfinishedSpeechFrom } from "@/lib/speech/vad";
import { encodeWav } from "@/lib/speech/wav";
import { countWordErrors } from "@/lib/speech/wer";
import { makeAccount } from "@/tests/support/session";

const LINES = path.join(import.meta.dirname, "../../tests/fixtures/meeting");
const SENTENCE = "I am worried about the supplier, because he has not answered for two weeks.";

const findCutSpeech: FindCutSpeech = ({ pcm, signal }) =>
  unfinishedSpeechFrom({ pool: inferencePool(), pcm, signal });

let engine: SpeechEngine;
let speech: Float32Array;
let seat: RecordingSeat;
let trackId: string;

const consent = (agree: boolean) =>
  recordConsent({
    meetingId: seat.meetingId,
    participantId: seat.participantId,
    agree,
    noticeVersion: RECORDING_NOTICE_VERSION,
  });

/** Stores a clip as a recorder would, in one slice; answers its id. */
async function store(
  index: number,
  bytes: Uint8Array,
  timing: { startedAtMs: number; lengthMs: number; cut?: "pause" | "hard" },
): Promise<string> {
  const { startedAtMs, lengthMs, cut = "pause" } = timing;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  await putSlice(seat, { trackId, clip: index, slice: 0, startedAtMs, sha256, bytes });
  const whole = { trackId, clip: index, startedAtMs, endedAtMs: startedAtMs + lengthMs, slices: 1 };
  expect(await closeClip(seat, { ...whole, cut })).toEqual({ missing: [] });
  const clip = await db().clip.findFirstOrThrow({ where: { trackId, index } });
  return clip.id;
}

const recognise = (clipId: string) =>
  recogniseRecording({
    clipId,
    engine,
    findCutSpeech,
    lastAttempt: false,
    signal: new AbortController().signal,
  });

const wav = (pcm: Float32Array) => encodeWav(pcm, SAMPLE_RATE);
const msOf = (pcm: Float32Array) => Math.round((pcm.length / SAMPLE_RATE) * 1000);
const heardIn = (clipId: string) =>
  db().utterance.findMany({ where: { clipId }, orderBy: { startMs: "asc" } });

describe("recognising what was recorded", () => {
  beforeAll(async () => {
    engine = await createSpeechEngine({ settings: { engine: "moonshine" }, pool: inferencePool() });
    speech = (await decodeWhole({ source: path.join(LINES, "robin-2.opus") })).pcm;
  });
  beforeEach(async () => {
    const host = await makeAccount("Host");
    const meeting = await createMeeting({ host, title: "Release" });
    const code = meetingCode.parse(meeting.code);
    const taken = await takeSeat({ code, name: "Host", user: host, knownSeatId: null });
    await markEntered({ meetingId: meeting.id, participantId: taken.id });
    const found = await loadSeat(taken.id);
    if (!found) throw new Error("no such seat");
    seat = {
      participantId: taken.id,
      meetingId: meeting.id,
      startedAt: found.meeting.startedAt,
      endedAt: null,
    };
    trackId = randomUUID();
    await startRecording({ meetingId: meeting.id });
    // The recording has been on for a while.
    await db().recordingPeriod.updateMany({
      where: { meetingId: meeting.id },
      data: { startedAt: new Date(Date.now() - 60_000) },
    });
    await consent(true);
    await openTrack(seat, { trackId, mimeType: "audio/webm" });
  });
  afterAll(async () => {
    await closeInferencePool();
    await closeQueues();
    closeRedis();
    await closeDb();
  });

  it("writes down the words with their times, once however often it is delivered", async () => {
    const clipId = await store(0, wav(speech), { startedAtMs: Date.now(), lengthMs: msOf(speech) });
    await recognise(clipId);
    expect(await recognise(clipId)).toBeNull();
    const heard = await heardIn(clipId);
    expect(countWordErrors(SENTENCE, heard.map((part) => part.text).join(" "))).toMatchObject({
      substitutions: 0,
      deletions: 0,
      insertions: 0,
    });
    expect(heard[0]?.startMs).toBeGreaterThanOrEqual(0);
    expect(heard.at(-1)?.endMs).toBeLessThanOrEqual(msOf(speech) + 100);
  });

  it("fails a clip that no decoder reads, at once and with a sentence", async () => {
    const noise = new Uint8Array(4_000).map((_, index) => (index * 7919) % 251);
    const text = new TextEncoder().encode("This is not a recording, whatever its name says.");
    for (const [index, bytes] of [noise, text].entries()) {
      const clipId = await store(index, bytes, { startedAtMs: Date.now(), lengthMs: 4_000 });
      await recognise(clipId);
      const clip = await db().clip.findUniqueOrThrow({ where: { id: clipId } });
      expect(clip.state).toBe("failed");
      expect(clip.message).toMatch(/^[A-Z].*\.$/);
      expect(clip.message).not.toMatch(/ffmpeg|Error|\/tmp/);
    }
  });

  it("leaves out a person who took their consent back before it ran", async () => {
    const clipId = await store(0, wav(speech), { startedAtMs: Date.now(), lengthMs: msOf(speech) });
    await consent(false);
    await recognise(clipId);
    expect(await heardIn(clipId)).toEqual([]);
    expect((await db().clip.findUniqueOrThrow({ where: { id: clipId } })).state).toBe("done");
  });

  it("hears nothing in silence", async () => {
    const silence = new Float32Array(20 * SAMPLE_RATE);
    const clipId = await store(0, wav(silence), { startedAtMs: Date.now(), lengthMs: 20_000 });
    await recognise(clipId);
    expect(await heardIn(clipId)).toEqual([]);
  });

  it("loses and doubles no word where a clip is cut in the middle of speech", async () => {
    const lead = new Float32Array(4 * SAMPLE_RATE);
    const cutAt = Math.round(speech.length * 0.45);
    const first = new Float32Array([...lead, ...speech.subarray(0, cutAt)]);
    const second = new Float32Array(speech.subarray(cutAt));
    const startedAtMs = Date.now() - msOf(first) - msOf(second);
    const cut = "hard" as const;
    const one = await store(0, wav(first), { startedAtMs, lengthMs: msOf(first), cut });
    const two = await store(1, wav(second), {
      startedAtMs: startedAtMs + msOf(first),
      lengthMs: msOf(second),
    });
    await recognise(one);
    await recognise(two);
    const heard = [...(await heardIn(one)), ...(await heardIn(two))];
    const { substitutions, deletions, insertions } = countWordErrors(
      SENTENCE,
      heard.map((part) => part.text).join(" "),
    );
    expect(substitutions + deletions + insertions).toBeLessThanOrEqual(1);
  });
});
