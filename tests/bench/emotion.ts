import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { type CommandIo, parseCommandLine, UsageError } from "@/cli/command";
import { launchScripts } from "@/cli/launch-scripts";
import { createAccount } from "@/lib/auth/service";
import { decidePolicy, policyNow } from "@/lib/emotion/policy";
import { meetingCode } from "@/lib/meetings/schema";
import { createMeeting, takeSeat } from "@/lib/meetings/service";
import { closeDb, db } from "@/lib/platform/db";
import { closeQueues } from "@/lib/platform/jobs";
import { closeRedis } from "@/lib/platform/redis";
import { seatCookie } from "@/lib/room/seat-ticket";
import { percentile } from "@/lib/search/evaluation/metrics";
import { machine } from "@/tests/bench/machine";
import { ask, heard, memory, startProcess } from "@/tests/bench/processes";

const ROOM_SIZE = 5;
/** Rooms and models are warm, and the pace has settled, before anything is measured. */
const WARM_UP_SECONDS = 15;

const options = z.object({
  data: z.string(),
  participants: z.coerce.number().int().min(1).max(80).default(10),
  seconds: z.coerce.number().min(5).max(3_600).default(60),
  workers: z.coerce.number().int().min(1).max(8).default(1),
  /** Frames a second the first person floods with, instead of keeping to the pace; not measured. */
  flood: z.coerce.number().int().min(0).max(500).default(0),
});

type Sent = {
  samples: { latencyMs: number; atMs: number; mode: string | null }[];
  sent: number;
  refused: number;
  errors: number;
  fps: number[];
};

/**
 * Live emotion from capture to result: people who send real camera frames and real speech at the
 * server's pace, through the real sockets, queue and worker. Web copy, workers and clients are
 * processes of their own, on this machine. One line, with the first and the last third apart.
 */
export async function runEmotionBench(argv: string[], io: CommandIo): Promise<void> {
  const { values, positionals } = parseCommandLine(argv, {
    data: { type: "string" },
    participants: { type: "string" },
    seconds: { type: "string" },
    workers: { type: "string" },
    flood: { type: "string" },
  });
  const wanted = options.safeParse(values);
  if (!wanted.success || positionals.length > 0)
    throw new UsageError(
      "parley bench emotion --data DIR [--participants N] [--seconds S] [--workers W] [--flood FPS]",
    );
  const { ensureServices } = await launchScripts();
  const services = await ensureServices({ quiet: true });
  Object.assign(process.env, services.env);
  process.env.LOG_LEVEL ??= "warn";
  const email = `bench-${randomUUID()}@example.org`;
  const hostId = (await createAccount({ email, name: "Bench", password: randomUUID() })).id;
  const before = await policyNow();
  try {
    await decidePolicy({ policy: { available: true, purpose: "Bench", notice: "" }, by: hostId });
    io.out({ ...(await measure({ ...wanted.data, hostId, io })), ...machine() });
  } finally {
    await decidePolicy({ policy: before, by: hostId });
    await db().meeting.deleteMany({ where: { hostId } });
    await db().user.delete({ where: { id: hostId } });
    await closeQueues();
    closeRedis();
    await closeDb();
    await services.stop();
  }
}

async function measure(
  input: z.infer<typeof options> & { hostId: string; io: CommandIo },
): Promise<object> {
  const { participants, seconds, io } = input;
  const children: ChildProcess[] = [];
  const start = (file: string): ChildProcess => {
    const child = startProcess(file);
    children.push(child);
    return child;
  };
  try {
    const web = start("web-copy.ts");
    const { port } = await heard<{ port: number }>(web);
    const workers = Array.from({ length: input.workers }, () => start("emotion-worker.ts"));
    await Promise.all(workers.map((worker) => heard(worker)));
    const clients = start("emotion-clients.ts");
    await ask(clients, { do: "load", data: input.data, people: participants });
    const rooms = await makeRooms({ participants, hostId: input.hostId, port });
    await ask(clients, { do: "join", rooms });
    io.progress(`${participants} people are in`);
    await ask(clients, { do: "send", seconds: WARM_UP_SECONDS, floodFps: 0 });
    const idleMb = { web: await memory([web]), workers: await memory(workers) };
    const sent = await ask<Sent>(clients, { do: "send", seconds, floodFps: input.flood });
    const lastMb = { web: await memory([web]), workers: await memory(workers) };
    const { lateMs } = await ask<{ lateMs: number[] }>(clients, { do: "withdraw" });
    return { ...figuresOf(sent, input), rssMb: { first: idleMb, last: lastMb }, ...late(lateMs) };
  } finally {
    for (const child of children) child.kill("SIGKILL");
  }
}

const late = (lateMs: number[]) => ({
  withdrawalP50Ms: percentile(lateMs, 0.5),
  withdrawalMaxMs: Math.max(...lateMs),
});

function figuresOf(sent: Sent, { participants, workers, flood }: z.infer<typeof options>): object {
  const all = sent.samples.map(({ latencyMs }) => latencyMs);
  const third = Math.floor(all.length / 3);
  const p95 = (values: number[]): number => percentile(values, 0.95);
  const ofMode = (mode: string) =>
    sent.samples.filter((sample) => sample.mode === mode).map(({ latencyMs }) => latencyMs);
  return {
    participants,
    workers,
    floodFps: flood,
    results: all.length,
    p50Ms: percentile(all, 0.5),
    p90Ms: percentile(all, 0.9),
    p95Ms: p95(all),
    maxMs: Math.max(...all),
    p95FirstThirdMs: p95(all.slice(0, third)),
    p95LastThirdMs: p95(all.slice(-third)),
    sent: sent.sent,
    /** Replaced by something newer before they were read, or refused. */
    dropped: sent.sent - all.length,
    refused: sent.refused,
    errors: sent.errors,
    resultsPerMode: Object.fromEntries(
      ["both", "video_only", "audio_only"].map((mode) => [mode, ofMode(mode).length]),
    ),
    targetFps: sent.fps.reduce((sum, fps) => sum + fps, 0) / Math.max(1, sent.fps.length),
  };
}

/** Meetings of five; the first seat is its host's. */
async function makeRooms(input: { participants: number; hostId: string; port: number }) {
  const host = await db().user.findUniqueOrThrow({ where: { id: input.hostId } });
  const url = `http://127.0.0.1:${input.port}`;
  const rooms: object[][] = [];
  for (let left = input.participants; left > 0; left -= ROOM_SIZE) {
    const meeting = await createMeeting({ host, title: "Bench" });
    const code = meetingCode.parse(meeting.code);
    const seats: object[] = [];
    for (let index = 0; index < Math.min(ROOM_SIZE, left); index += 1) {
      const user = index === 0 ? host : null;
      const name = `Person ${index + 1}`;
      const seat = await takeSeat({ code, name, user, knownSeatId: null });
      const set = seatCookie({ code, participantId: seat.id, meetingId: meeting.id });
      seats.push({ url, cookie: set.split(";")[0] ?? "", code, id: seat.id });
    }
    rooms.push(seats);
  }
  return rooms;
}
