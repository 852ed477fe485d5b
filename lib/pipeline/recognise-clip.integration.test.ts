import { createHash, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EMOTIONS } from "@/lib/emotion/labels";
import { readLines } from "@/lib/emotion/text/lines";
import { authorizeForOperator } from "@/lib/meetings/access";
import { meetingCode, PIPELINE_STEPS } from "@/lib/meetings/schema";
import {
  createMeeting,
  endMeeting,
  getMeeting,
  loadSeat,
  markEntered,
  takeSeat,
} from "@/lib/meetings/service";
import { closeInferencePool, inferencePool } from "@/lib/models/shared-pool";
import { recogniseClip } from "@/lib/pipeline/recognise-clip";
import { runStep } from "@/lib/pipeline/service";
import { mergeStep } from "@/lib/pipeline/steps";
import { closeDb, db } from "@/lib/platform/db";
import { closeQueues } from "@/lib/platform/jobs";
import { closeRedis } from "@/lib/platform/redis";
import {
  closeClip,
  closeTrack,
  openTrack,
  putSlice,
  recordConsent,
  startRecording,
} from "@/lib/recordings/service";
import { RECORDING_NOTICE_VERSION } from "@/lib/room/schema";
import { createSpeechEngine, type SpeechEngine } from "@/lib/speech/engine";
import { getTranscript } from "@/lib/transcripts/service";
import { makeAccount } from "@/tests/support/session";

const SENTENCE = path.join(import.meta.dirname, "../../tests/fixtures/meeting/robin-3.opus");

let engine: SpeechEngine;

describe("words that a crashed tab sends after the end", () => {
  beforeAll(async () => {
    engine = await createSpeechEngine({ settings: { engine: "moonshine" }, pool: inferencePool() });
  });
  afterAll(async () => {
    await closeInferencePool();
    await closeQueues();
    closeRedis();
    await closeDb();
  });

  it("are taken, and the transcript is made again with them", async () => {
    const host = await makeAccount("Host");
    const meeting = await createMeeting({ host, title: "Release" });
    const code = meetingCode.parse(meeting.code);
    const { id: participantId } = await takeSeat({
      code,
      name: "Robin",
      user: host,
      knownSeatId: null,
    });
    await markEntered({ meetingId: meeting.id, participantId });
    await startRecording({ meetingId: meeting.id });
    const notice = {
      meetingId: meeting.id,
      participantId,
      noticeVersion: RECORDING_NOTICE_VERSION,
    };
    await recordConsent({ ...notice, agree: true });
    const startedAtMs = Date.now();
    await endMeeting({ meetingId: meeting.id, by: participantId });
    for (const step of PIPELINE_STEPS)
      await runStep({
        meetingId: meeting.id,
        step,
        lastAttempt: true,
        work: async () => undefined,
      });
    const authorized = await authorizeForOperator(meeting.id);
    expect((await getMeeting(authorized, host)).state).toBe("empty");

    const found = await loadSeat(participantId);
    if (!found) throw new Error("no such seat");
    const { startedAt, endedAt } = found.meeting;
    const seat = { participantId, meetingId: meeting.id, startedAt, endedAt };
    const trackId = randomUUID();
    await openTrack(seat, { trackId, mimeType: "audio/ogg;codecs=opus" });
    const bytes = await readFile(SENTENCE);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    await putSlice(seat, { trackId, clip: 0, slice: 0, startedAtMs, sha256, bytes });
    const whole = { trackId, clip: 0, startedAtMs, endedAtMs: startedAtMs + 4_000, slices: 1 };
    await closeClip(seat, { ...whole, cut: "pause" });
    await closeTrack(seat, trackId);
    const clip = await db().clip.findFirstOrThrow({ where: { trackId } });
    await recogniseClip({
      clipId: clip.id,
      engine,
      findCutSpeech: async () => null,
      lastAttempt: true,
      signal: new AbortController().signal,
    });

    expect((await getMeeting(authorized, host)).state).toBe("processing");
    await mergeStep({
      meetingId: meeting.id,
      lastAttempt: true,
      readWords: (texts) => readLines(inferencePool(), texts),
    });
    const { segments } = await getTranscript(authorized);
    expect(segments.map((segment) => segment.text).join(" ")).toContain("write the contract");
    // The words are read, too.
    expect(segments).toMatchObject(
      segments.map(() => ({
        emotion: expect.toBeOneOf([...EMOTIONS]),
        emotionScore: expect.any(Number),
      })),
    );
  });
});
