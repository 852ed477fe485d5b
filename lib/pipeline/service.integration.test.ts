import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { authorizeForOperator } from "@/lib/meetings/access";
import { meetingCode, PIPELINE_STEPS } from "@/lib/meetings/schema";
import {
  createMeeting,
  endMeeting,
  getMeeting,
  markEntered,
  takeSeat,
} from "@/lib/meetings/service";
import { mergeTranscript, summariseMeeting } from "@/lib/pipeline/jobs";
import { retryFailed, runStep, sweep } from "@/lib/pipeline/service";
import { closeDb, db } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { closeQueues, queueOf } from "@/lib/platform/jobs";
import { closeRedis, redis } from "@/lib/platform/redis";
import { makeAccount } from "@/tests/support/session";

let meetingId: string;

const step = async (name: string) => {
  const meeting = await authorizeForOperator(meetingId);
  const { steps } = await getMeeting(meeting, { id: meeting.hostId });
  return steps.find((candidate) => candidate.step === name);
};

/** What a row looks like after nobody has touched it for a while. */
const age = () =>
  db().$executeRaw`UPDATE "PipelineStep" SET "updatedAt" = now() - interval '5 minutes'
    WHERE "meetingId" = ${meetingId}::uuid`;

const run = (name: "collect" | "transcribe", work: () => Promise<void>, lastAttempt = true) =>
  runStep({ meetingId, step: name, lastAttempt, work });

describe("the pipeline of a meeting", () => {
  beforeEach(async () => {
    const host = await makeAccount("Host");
    const meeting = await createMeeting({ host, title: "Release" });
    meetingId = meeting.id;
    const code = meetingCode.parse(meeting.code);
    const seat = await takeSeat({ code, name: "Host", user: host, knownSeatId: null });
    await markEntered({ meetingId, participantId: seat.id });
    await endMeeting({ meetingId, by: seat.id });
  });
  afterAll(async () => {
    await closeQueues();
    closeRedis();
    await closeDb();
  });

  it("waits in order when the meeting ends", async () => {
    const meeting = await authorizeForOperator(meetingId);
    const { steps, state } = await getMeeting(meeting, { id: meeting.hostId });
    expect(state).toBe("processing");
    expect(steps.map((s) => s.step)).toEqual([
      "collect",
      "transcribe",
      "merge",
      "index",
      "summarise",
    ]);
    expect(await queueOf(summariseMeeting).getJob(meetingId)).toBeTruthy();
  });

  it("does a step once however often it is delivered", async () => {
    let done = 0;
    const work = async () => {
      done += 1;
    };
    expect(await run("collect", work)).toBe("done");
    expect(await run("collect", work)).toBe("skipped");
    expect(done).toBe(1);
  });

  it("does no step before the one it builds on", async () => {
    expect(await run("transcribe", async () => undefined)).toBe("skipped");
    expect((await step("transcribe"))?.state).toBe("queued");
  });

  it("shows a failure in words fit for people, and goes on after a retry", async () => {
    const failing = run("collect", async () => {
      throw new AppError("unavailable", "The recordings could not be read.");
    });
    await expect(failing).rejects.toThrow();
    expect(await step("collect")).toMatchObject({
      state: "failed",
      message: "The recordings could not be read.",
    });
    expect(await retryFailed(meetingId)).toBe(true);
    expect((await step("collect"))?.state).toBe("queued");
    expect(await run("collect", async () => undefined)).toBe("done");
  });

  it("keeps what went wrong inside out of sight", async () => {
    const failing = run("collect", async () => {
      throw new Error("connect ECONNREFUSED 10.0.0.7:5432");
    });
    await expect(failing).rejects.toThrow();
    expect((await step("collect"))?.message).not.toContain("ECONNREFUSED");
  });

  it("does a step again when recordings changed meanwhile", async () => {
    const changing = run("collect", async () => {
      await db().meeting.update({ where: { id: meetingId }, data: { revision: { increment: 1 } } });
    });
    await expect(changing).rejects.toThrow("not yet");
    expect((await step("collect"))?.state).toBe("running");
    expect(await run("collect", async () => undefined)).toBe("done");
  });

  it("goes on after Redis lost everything", async () => {
    await run("collect", async () => undefined);
    await redis().flushall();
    expect(await queueOf(mergeTranscript).getJob(meetingId)).toBeFalsy();
    await age();
    await sweep();
    expect(await queueOf(mergeTranscript).getJob(meetingId)).toBeTruthy();
  });

  it("goes on however many meetings wait before it", async () => {
    const { hostId } = await db().meeting.findUniqueOrThrow({ where: { id: meetingId } });
    // Their ids are older, so they come first; none of them moves.
    const ids = Array.from(
      { length: 60 },
      (_, index) => `00000000-0000-7000-8000-${String(index).padStart(12, "0")}`,
    );
    const endedAt = new Date(Date.now() - 3_600_000);
    await db().meeting.createMany({
      data: ids.map((id) => ({
        id,
        code: id,
        title: "Waits",
        hostId,
        hostSecretHash: "",
        endedAt,
      })),
    });
    await db().pipelineStep.createMany({
      data: ids.flatMap((id) =>
        PIPELINE_STEPS.map((name, order) => ({ meetingId: id, step: name, order })),
      ),
    });
    const touched = new Date(Date.now() - 300_000);
    await db().pipelineStep.updateMany({
      where: { meetingId: { in: ids } },
      data: { updatedAt: touched },
    });
    await run("collect", async () => undefined);
    await redis().flushall();
    await age();
    await sweep();
    expect(await queueOf(mergeTranscript).getJob(meetingId)).toBeTruthy();
    await db().meeting.deleteMany({ where: { id: { in: ids } } });
  });

  it("is begun for a meeting whose end was written down just before a crash", async () => {
    await db().pipelineStep.deleteMany({ where: { meetingId } });
    await db()
      .$executeRaw`UPDATE "Meeting" SET "endedAt" = now() - interval '5 minutes' WHERE id = ${meetingId}::uuid`;
    await sweep();
    expect((await step("collect"))?.state).toBe("queued");
  });
});
