import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { authorizeMeeting } from "@/lib/meetings/access";
import { addImportedSpeaker, createImportedMeeting } from "@/lib/meetings/service";
import { closeDb, db } from "@/lib/platform/db";
import { closeQueues } from "@/lib/platform/jobs";
import { closeRedis } from "@/lib/platform/redis";
import { importTrack } from "@/lib/recordings/service";
import { decodeWhole, SAMPLE_RATE } from "@/lib/speech/decode";
import { encodeWav } from "@/lib/speech/wav";
import { segmentAudio } from "@/lib/transcripts/listen";
import { makeAccount } from "@/tests/support/session";

let host: Awaited<ReturnType<typeof makeAccount>>;
let meeting: Awaited<ReturnType<typeof createImportedMeeting>>;
let ana: string;

/** Quiet, but for a tone of one second that begins at `toneAt` seconds. */
function recording(seconds: number, toneAt: number): Uint8Array {
  const pcm = new Float32Array(seconds * SAMPLE_RATE);
  for (let at = 0; at < SAMPLE_RATE; at++)
    pcm[toneAt * SAMPLE_RATE + at] = 0.5 * Math.sin((2 * Math.PI * 440 * at) / SAMPLE_RATE);
  return encodeWav(pcm, SAMPLE_RATE);
}

/** A file of Ana's that begins `offsetMs` after the meeting. */
const record = (bytes: Uint8Array, offsetMs: number, durationMs: number) =>
  importTrack({
    meetingId: meeting.id,
    participantId: ana,
    meetingStartedAt: meeting.startedAt,
    offsetMs,
    durationMs,
    trackId: randomUUID(),
    mimeType: "audio/wav",
    bytes,
  });

async function line(startMs: number, endMs: number): Promise<string> {
  const { id } = await db().segment.create({
    data: {
      meetingId: meeting.id,
      participantId: ana,
      position: startMs,
      startMs,
      endMs,
      text: "A tone.",
      confidence: 1,
    },
  });
  return id;
}

/** How a line sounds: its length, and where the tone lies in it; seconds. */
async function heard(segmentId: string): Promise<{ seconds: number; from: number; to: number }> {
  const wav = await segmentAudio(await authorizeMeeting(meeting.id, host, "read"), segmentId);
  const { pcm, seconds } = await decodeWhole({ source: wav });
  const isLoud = (sample: number): boolean => Math.abs(sample) > 0.1;
  return {
    seconds,
    from: pcm.findIndex(isLoud) / SAMPLE_RATE,
    to: pcm.findLastIndex(isLoud) / SAMPLE_RATE,
  };
}

describe("the sound of a line", () => {
  beforeEach(async () => {
    host = await makeAccount("Host");
    meeting = await createImportedMeeting({ host, title: "Planning", durationMs: 400_000 });
    const speaker = { meetingId: meeting.id, name: "Ana", joinedAt: meeting.startedAt };
    ana = (await addImportedSpeaker(speaker)).id;
  });
  afterAll(async () => {
    await closeQueues();
    closeRedis();
    await closeDb();
  });

  it("begins a moment before its first word, in a file that begins later than the meeting", async () => {
    await record(recording(6, 3), 10_000, 6_000);
    const { seconds, from, to } = await heard(await line(13_000, 14_000));
    expect(seconds).toBeCloseTo(1.4, 1);
    expect(from).toBeCloseTo(0.15, 1);
    expect(to).toBeCloseTo(1.15, 1);
  });

  it("is found deep inside a long file", async () => {
    await record(recording(300, 250), 0, 300_000);
    const { from, to } = await heard(await line(250_000, 251_000));
    expect(from).toBeCloseTo(0.15, 1);
    expect(to).toBeCloseTo(1.15, 1);
  });

  it("goes on in the next clip where its own ends", async () => {
    await record(recording(4, 3), 0, 4_000);
    await record(recording(4, 0), 4_000, 4_000);
    const { from, to } = await heard(await line(3_000, 5_000));
    expect(to - from).toBeCloseTo(2, 1);
  });

  it("is not there for somebody else, in another meeting, nor after the consent was taken back", async () => {
    await record(recording(6, 3), 0, 6_000);
    const id = await line(3_000, 4_000);
    const stranger = await makeAccount("Stranger");
    await expect(authorizeMeeting(meeting.id, stranger, "read")).rejects.toThrow();
    const other = await createImportedMeeting({ host, title: "Other", durationMs: 1_000 });
    const elsewhere = await authorizeMeeting(other.id, host, "read");
    await expect(segmentAudio(elsewhere, id)).rejects.toMatchObject({ code: "not-found" });
    await db().participant.update({ where: { id: ana }, data: { recording: "withdrawn" } });
    await expect(heard(id)).rejects.toMatchObject({ code: "not-found" });
  });
});
