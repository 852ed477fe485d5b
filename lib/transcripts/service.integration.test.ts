import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { authorizeMeeting } from "@/lib/meetings/access";
import { addImportedSpeaker, createImportedMeeting } from "@/lib/meetings/service";
import { closeDb, db } from "@/lib/platform/db";
import { closeQueues } from "@/lib/platform/jobs";
import { closeRedis } from "@/lib/platform/redis";
import { assembleTranscript, getTranscript } from "@/lib/transcripts/service";
import { makeAccount } from "@/tests/support/session";

let host: Awaited<ReturnType<typeof makeAccount>>;
let meeting: Awaited<ReturnType<typeof createImportedMeeting>>;
let ana: string;
let ben: string;

type Said = [startMs: number, endMs: number, text: string];

/** A recognised clip that begins `startMs` after the meeting. */
async function clip(participantId: string, startMs: number, said: Said[], failed = false) {
  const trackId = randomUUID();
  await db().track.create({
    data: { id: trackId, meetingId: meeting.id, participantId, mimeType: "audio/webm" },
  });
  const startedAtMs = BigInt(meeting.startedAt.getTime() + startMs);
  await db().clip.create({
    data: {
      trackId,
      index: 0,
      startedAtMs,
      endedAtMs: startedAtMs + 12_000n,
      state: failed ? "failed" : "done",
      utterances: {
        create: said.map(([from, to, text]) => ({
          startMs: from,
          endMs: to,
          text,
          confidence: 0.9,
          engine: "test",
        })),
      },
    },
  });
}

const speaker = async (name: string) =>
  (await addImportedSpeaker({ meetingId: meeting.id, name, joinedAt: meeting.startedAt })).id;
const transcript = async () => getTranscript(await authorizeMeeting(meeting.id, host, "read"));

describe("a meeting's transcript", () => {
  beforeEach(async () => {
    host = await makeAccount("Host");
    meeting = await createImportedMeeting({ host, title: "Planning", durationMs: 60_000 });
    ana = await speaker("Ana");
    ben = await speaker("Ben");
  });
  afterAll(async () => {
    await closeQueues();
    closeRedis();
    await closeDb();
  });

  it("puts everybody's clips on the meeting's clock", async () => {
    await clip(ana, 20_000, [[500, 2500, "The last thing that was said."]]);
    await clip(ben, 0, [[1000, 3000, "The first thing that was said."]]);
    await clip(ana, 4_000, [[0, 2000, "The second thing that was said."]]);
    await assembleTranscript(meeting.id);
    const { segments, speakers, statistics } = await transcript();
    expect(segments.map(({ position, startMs, text }) => [position, startMs, text])).toEqual([
      [0, 1000, "The first thing that was said."],
      [1, 4000, "The second thing that was said."],
      [2, 20_500, "The last thing that was said."],
    ]);
    expect(speakers.map(({ name }) => name)).toEqual(["Ana", "Ben"]);
    expect(statistics.map(({ name, turns }) => [name, turns])).toEqual([
      ["Ana", 1],
      ["Ben", 1],
    ]);
  });

  it("is the same after a second run, and after two at once", async () => {
    await clip(ana, 0, [
      [0, 2000, "We begin with the budget."],
      [2500, 5000, "Then we talk about the team."],
    ]);
    const first = await assembleTranscript(meeting.id);
    const again = await Promise.all([
      assembleTranscript(meeting.id),
      assembleTranscript(meeting.id),
    ]);
    expect(first.segments).toHaveLength(2);
    for (const run of again) expect(run).toEqual(first);
    expect((await transcript()).segments).toEqual(first.segments);
  });

  it("keeps the ids of unchanged lines when a late clip arrives", async () => {
    await clip(ana, 10_000, [[0, 2000, "We begin with the budget."]]);
    const { segments: before } = await assembleTranscript(meeting.id);
    await clip(ben, 0, [[0, 2000, "Hello everybody, I am here."]]);
    const { segments: after } = await assembleTranscript(meeting.id);
    expect(after.map(({ text }) => text)).toEqual([
      "Hello everybody, I am here.",
      "We begin with the budget.",
    ]);
    expect(after[1]?.id).toBe(before[0]?.id);
  });

  it.each(["declined", "withdrawn"] as const)(
    "has no word of a person whose consent is %s",
    async (recording) => {
      await clip(ana, 0, [[0, 2000, "We begin with the budget."]]);
      await clip(ben, 3000, [[0, 2000, "I did not want to be recorded."]]);
      await clip(ben, 9000, [], true);
      await assembleTranscript(meeting.id);
      await db().participant.update({ where: { id: ben }, data: { recording } });
      await assembleTranscript(meeting.id);
      const { segments, statistics, gaps } = await transcript();
      expect(segments.map(({ participantId }) => participantId)).toEqual([ana]);
      expect(statistics.map(({ name }) => name)).toEqual(["Ana"]);
      expect(gaps).toEqual([]);
    },
  );

  it("tells what could not be read", async () => {
    await clip(ana, 0, [], true);
    await assembleTranscript(meeting.id);
    expect(await transcript()).toMatchObject({
      segments: [],
      gaps: ["12 seconds of Ana could not be read."],
    });
  });

  it("does not exist for a stranger", async () => {
    const stranger = await makeAccount("Stranger");
    await expect(authorizeMeeting(meeting.id, stranger, "read")).rejects.toMatchObject({
      code: "not-found",
    });
    await expect(assembleTranscript(randomUUID())).rejects.toMatchObject({ code: "not-found" });
  });
});
