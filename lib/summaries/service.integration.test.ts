import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { authorizeMeeting } from "@/lib/meetings/access";
import { addImportedSpeaker, createImportedMeeting } from "@/lib/meetings/service";
import { closeDb, db } from "@/lib/platform/db";
import { closeQueues } from "@/lib/platform/jobs";
import { closeRedis } from "@/lib/platform/redis";
import type { Embed } from "@/lib/summaries/extractive";
import { getSummary, summariseMeeting } from "@/lib/summaries/service";
import { makeAccount } from "@/tests/support/session";

/** All texts are alike: enough here, where ranking is not what is tested. */
const embed: Embed = async (texts) => texts.map(() => Float32Array.of(1, 0));

let host: Awaited<ReturnType<typeof makeAccount>>;
let meeting: Awaited<ReturnType<typeof createImportedMeeting>>;

async function say(texts: string[]) {
  const { id: participantId } = await addImportedSpeaker({
    meetingId: meeting.id,
    name: "Ana Lima",
    joinedAt: meeting.startedAt,
  });
  await db().segment.deleteMany({ where: { meetingId: meeting.id } });
  await db().segment.createMany({
    data: texts.map((text, position) => ({
      meetingId: meeting.id,
      participantId,
      position,
      startMs: position * 4000,
      endMs: position * 4000 + 3000,
      text,
      confidence: 0.9,
    })),
  });
}

const summary = async () => getSummary(await authorizeMeeting(meeting.id, host, "read"));

describe("a meeting's summary", () => {
  beforeEach(async () => {
    host = await makeAccount("Host");
    meeting = await createImportedMeeting({ host, title: "Planning", durationMs: 60_000 });
  });
  afterAll(async () => {
    await closeQueues();
    closeRedis();
    await closeDb();
  });

  it("is not there before it is written", async () => {
    await expect(summary()).rejects.toMatchObject({ code: "not-found" });
  });

  it("cites segments that exist", async () => {
    await say([
      "We agreed on the second design of the box.",
      "I will send the files to the printer.",
    ]);
    await summariseMeeting(meeting.id, { embed });
    const { body, kind } = await summary();
    expect(kind).toBe("extractive");
    expect(body.decisions).toHaveLength(1);
    expect(body.actionItems).toMatchObject([{ who: "Ana Lima" }]);
    const segments = await db().segment.findMany({ where: { meetingId: meeting.id } });
    const known = new Map(segments.map((segment) => [segment.id, segment.position]));
    const cited = [...body.overview, ...body.keyPoints, ...body.decisions, ...body.actionItems];
    for (const { segmentId, position } of cited.flatMap(({ citations }) => citations))
      expect(known.get(segmentId)).toBe(position);
  });

  it("is replaced when it is written again, and empty when nothing was said", async () => {
    await say(["We talked about the box for a long while today."]);
    await summariseMeeting(meeting.id, { embed });
    await say([]);
    await summariseMeeting(meeting.id, { embed });
    expect((await summary()).body).toEqual({
      overview: [],
      keyPoints: [],
      decisions: [],
      actionItems: [],
      topics: [],
    });
  });
});
