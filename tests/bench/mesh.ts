import { readFileSync } from "node:fs";
import path from "node:path";
import type { CDPSession } from "@playwright/test";
import { z } from "zod";
import { type CommandIo, parseCommandLine, UsageError } from "@/cli/command";
import { dataPath } from "@/lib/platform/env";
import { machine } from "@/tests/bench/machine";
import { meetingWatch, type WatchReading } from "@/tests/bench/meeting-watch";
import { arrive, type Person } from "@/tests/e2e/people";
import { enter, newMeeting, signUp } from "@/tests/e2e/steps";

const instance = z.object({
  url: z.url().optional(),
  groups: z.array(z.object({ name: z.string(), pid: z.number() })).default([]),
});

const options = z.object({
  people: z.coerce.number().int().min(2).max(8).default(4),
  minutes: z.coerce.number().min(0.1).max(120).default(10),
});

/**
 * A meeting of real browsers, one process each, on the running instance: the longest time a picture
 * stood still, concealed sound in percent, and how the memory of pages and servers moves. A line a
 * minute and one for the whole.
 */
export async function runMeshBench(argv: string[], io: CommandIo): Promise<void> {
  const { values, positionals } = parseCommandLine(argv, {
    people: { type: "string" },
    minutes: { type: "string" },
  });
  const wanted = options.safeParse(values);
  if (!wanted.success || positionals.length > 0)
    throw new UsageError("parley bench mesh [--people 2-8] [--minutes M]");
  const running = readInstance();
  process.env.PARLEY_URL = running.url;
  const people: Person[] = [];
  try {
    const sessions = await gather(people, wanted.data.people);
    io.progress(`${people.length} browsers are in the room`);
    await soak({ people, sessions, minutes: wanted.data.minutes, running, io });
  } finally {
    await Promise.all(people.map((person) => person.leave()));
  }
}

/** Brings everybody into one room, each with a watch that sees every frame. */
async function gather(people: Person[], count: number): Promise<CDPSession[]> {
  let link = "";
  for (let index = 0; index < count; index += 1) {
    const person = await arrive(`Person ${index + 1}`);
    people.push(person);
    // Run from source, functions are named through a helper that pages lack.
    await person.context.addInitScript({ content: "globalThis.__name ??= (named) => named;" });
    await person.context.addInitScript(meetingWatch);
    if (index === 0) {
      await signUp(person.page, person.name);
      link = await newMeeting(person.page, "Soak");
    }
    await enter(person, link);
  }
  await Promise.all(
    people.map(({ page }) =>
      page.waitForFunction(
        (others) => window.meetingWatch.read().pictures === others,
        people.length - 1,
        { timeout: 60_000 },
      ),
    ),
  );
  return Promise.all(people.map(({ context, page }) => context.newCDPSession(page)));
}

async function soak(input: {
  people: Person[];
  sessions: CDPSession[];
  minutes: number;
  running: z.infer<typeof instance>;
  io: CommandIo;
}): Promise<void> {
  const { people, sessions, minutes, running, io } = input;
  await Promise.all(people.map(({ page }) => page.evaluate(() => window.meetingWatch.restart())));
  const minuteMs = Math.min(60_000, minutes * 60_000);
  const lines: Awaited<ReturnType<typeof measure>>[] = [];
  for (let minute = 0; minute <= Math.round((minutes * 60_000) / minuteMs); minute += 1) {
    if (minute > 0) await new Promise((resolve) => setTimeout(resolve, minuteMs));
    const line = await measure({ people, sessions, running });
    lines.push(line);
    io.out({ minute, ...line });
  }
  const [first] = lines;
  const last = lines.at(-1);
  if (!first || !last) return;
  io.out({
    people: people.length,
    minutes,
    longestStallMs: last.longestStallMs,
    framesPerSecond: last.framesPerSecond,
    concealedPercent: last.concealedPercent,
    pageHeapMb: { first: first.pageHeapMb, last: last.pageHeapMb },
    serverMb: { first: first.serverMb, last: last.serverMb },
    ...machine(),
  });
}

async function measure(input: {
  people: Person[];
  sessions: CDPSession[];
  running: z.infer<typeof instance>;
}) {
  const readings: WatchReading[] = await Promise.all(
    input.people.map(({ page }) => page.evaluate(() => window.meetingWatch.read())),
  );
  const heard = readings.reduce((sum, { samples }) => sum + samples, 0);
  const concealed = readings.reduce((sum, { concealedSamples }) => sum + concealedSamples, 0);
  return {
    longestStallMs: Math.round(Math.max(...readings.map(({ longestStallMs }) => longestStallMs))),
    framesPerSecond: readings.map(({ framesPerSecond }) => rounded(framesPerSecond)),
    concealedPercent: rounded((100 * concealed) / Math.max(1, heard)),
    pageHeapMb: await Promise.all(input.sessions.map(heapMb)),
    serverMb: Object.fromEntries(
      input.running.groups.map(({ name, pid }) => [name, residentMb(pid)]),
    ),
  };
}

/** What is left of a page's heap after a collection, MB. */
async function heapMb(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.enable");
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return rounded(usedSize / 1e6);
}

/** Resident memory of a process, MB; null where the system does not tell. */
function residentMb(pid: number): number | null {
  try {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes ? rounded(Number(kilobytes) / 1000) : null;
  } catch {
    return null;
  }
}

function readInstance(): z.infer<typeof instance> {
  const file = path.resolve(dataPath("instance.json"));
  try {
    return instance.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    throw new UsageError("Start Parley first (npm start): the browsers meet on it.");
  }
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
