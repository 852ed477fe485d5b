import { afterAll, describe, expect, it } from "vitest";
import { EMOTIONS } from "@/lib/emotion/labels";
import { closeDb, db } from "@/lib/platform/db";
import { closeQueues } from "@/lib/platform/jobs";
import { closeRedis } from "@/lib/platform/redis";
import { getDiscrepancies } from "@/lib/summaries/service";
import { saidMeeting } from "@/lib/summaries/testing/meeting";
import { makeAccount } from "@/tests/support/session";

// Read at its first use, which is in a test.
process.env.EMOTION = "off";

describe("where emotion is off for good", () => {
  afterAll(async () => {
    await closeQueues();
    closeRedis();
    await closeDb();
  });

  it("there are no discrepancies, whatever was read before", async () => {
    const host = await makeAccount("Host");
    const text = "I am so happy about this plan";
    const meeting = await saidMeeting(host, [
      { who: "Ana", text, at: 10, until: 15, emotion: "joy", score: 0.9 },
    ]);
    await db().instanceSetting.upsert({
      where: { key: "emotion" },
      create: { key: "emotion", value: { available: true, purpose: "To see.", notice: "" } },
      update: { value: { available: true, purpose: "To see.", notice: "" } },
    });
    await db().emotionSample.createMany({
      data: Array.from({ length: 5 }, (_, i) => ({
        meetingId: meeting.id,
        participantId: meeting.people.get("Ana") ?? "",
        atMs: 10_000 + i * 1000,
        mode: "both",
        label: "anger",
        score: 0.9,
        scores: EMOTIONS.map((one) => (one === "anger" ? 0.9 : 0.1 / 6)),
        visibility: "host" as const,
      })),
    });
    expect(await getDiscrepancies(await meeting.as(host, "read"), host)).toEqual({
      measured: false,
      items: [],
    });
  });
});
