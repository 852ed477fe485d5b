import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { type CommandIo, parseCommandLine, UsageError } from "@/cli/command";
import { launchScripts } from "@/cli/launch-scripts";
import { createAccount } from "@/lib/auth/service";
import { meetingCode } from "@/lib/meetings/schema";
import { createMeeting, takeSeat } from "@/lib/meetings/service";
import { closeDb, db } from "@/lib/platform/db";
import { closeQueues } from "@/lib/platform/jobs";
import { closeRedis } from "@/lib/platform/redis";
import { seatCookie } from "@/lib/room/seat-ticket";
import { percentile } from "@/lib/search/evaluation/metrics";
import { machine } from "@/tests/bench/machine";
import { ask, heard, memory, startProcess } from "@/tests/bench/processes";

const ROOM_SIZE = 6;
/** So many come in before anything is measured: a server just started has compiled nothing yet. */
const WARM_UP_PEOPLE = 60;
const JOINS_PER_SECOND = 50;
const RELAY_PER_SECOND = 500;
const RELAY_SECONDS = 10;

const numbers = (raw: string) => raw.split(",").map(Number);
const options = z.object({
  copies: z
    .string()
    .default("1,2")
    .transform(numbers)
    .pipe(z.array(z.number().int().min(1).max(4))),
  steps: z
    .string()
    .default("100,250,500,1000")
    .transform(numbers)
    .pipe(z.array(z.number().int().min(2).max(5_000)))
    .refine((steps) => steps.every((step, at) => at === 0 || step > (steps[at - 1] ?? 0) + 1)),
});

type Seat = { cookie: string; code: string; id: string };
type Joined = { latencies: number[] };
type Relayed = { latencies: number[]; sent: number };

/**
 * How the live room's signaling holds up: rooms of six, people coming in at 50 a second and staying
 * from step to step, then 500 messages a second over all rooms. Copies of the server and the
 * clients are processes of their own, on this machine; both have seen a few people come and go
 * before. Joins are timed from the wish to connect to the welcome. A line a step, then one with
 * the memory a socket costs.
 */
export async function runSignalingBench(argv: string[], io: CommandIo): Promise<void> {
  const { values, positionals } = parseCommandLine(argv, {
    copies: { type: "string" },
    steps: { type: "string" },
  });
  const wanted = options.safeParse(values);
  if (!wanted.success || positionals.length > 0)
    throw new UsageError("parley bench signaling [--copies 1,2] [--steps 100,250,500,1000]");
  const { ensureServices } = await launchScripts();
  const services = await ensureServices({ quiet: true });
  Object.assign(process.env, services.env);
  process.env.LOG_LEVEL ??= "warn";
  const hostId = await createHost();
  try {
    for (const copies of wanted.data.copies)
      await climb({ copies, steps: wanted.data.steps, hostId, io });
  } finally {
    await db().meeting.deleteMany({ where: { hostId } });
    await db().user.delete({ where: { id: hostId } });
    await closeQueues();
    closeRedis();
    await closeDb();
    await services.stop();
  }
}

async function climb(input: { copies: number; steps: number[]; hostId: string; io: CommandIo }) {
  const { copies, steps, hostId, io } = input;
  const servers: ChildProcess[] = [];
  const clients = startProcess("signaling-clients.ts");
  try {
    const urls: string[] = [];
    for (let index = 0; index < copies; index += 1) {
      const server = startProcess("web-copy.ts");
      servers.push(server);
      const { port } = await heard<{ port: number }>(server);
      urls.push(`http://127.0.0.1:${port}`);
    }
    const comeIn = async (people: number): Promise<Joined> => {
      const rooms = await makeRooms({ people, hostId });
      let turn = 0;
      const placed = rooms.map((seats) =>
        seats.map((seat) => ({ ...seat, url: urls[turn++ % urls.length] })),
      );
      return ask(clients, { do: "join", rooms: placed, perSecond: JOINS_PER_SECOND });
    };
    await comeIn(WARM_UP_PEOPLE);
    await ask(clients, { do: "leave" });
    const idleMb = await memory(servers);
    let sockets = 0;
    let rssMb = idleMb;
    for (const step of steps) {
      const joined = await comeIn(step - sockets);
      sockets = step;
      const relayed = await ask<Relayed>(clients, {
        do: "relay",
        perSecond: RELAY_PER_SECOND,
        seconds: RELAY_SECONDS,
      });
      rssMb = await memory(servers);
      io.out({
        sockets,
        copies,
        joinP50Ms: rounded(percentile(joined.latencies, 0.5)),
        joinP95Ms: rounded(percentile(joined.latencies, 0.95)),
        relayP50Ms: rounded(percentile(relayed.latencies, 0.5)),
        relayP95Ms: rounded(percentile(relayed.latencies, 0.95)),
        sent: relayed.sent,
        lost: relayed.sent - relayed.latencies.length,
        rssMb: rounded(rssMb),
      });
    }
    io.out({
      copies,
      joinsPerSecond: JOINS_PER_SECOND,
      messagesPerSecond: RELAY_PER_SECOND,
      idleMb: rounded(idleMb),
      kilobytesPerSocket: rounded(((rssMb - idleMb) * 1000) / sockets),
      ...machine(),
    });
  } finally {
    clients.kill();
    for (const server of servers) server.kill("SIGKILL");
  }
}

const createHost = async (): Promise<string> => {
  const email = `bench-${randomUUID()}@example.org`;
  return (await createAccount({ email, name: "Bench", password: randomUUID() })).id;
};

/** Meetings of six with the seats of all their people. */
async function makeRooms(input: { people: number; hostId: string }): Promise<Seat[][]> {
  const host = await db().user.findUniqueOrThrow({ where: { id: input.hostId } });
  const rooms: Seat[][] = [];
  for (let left = input.people; left > 1; left -= ROOM_SIZE) {
    const meeting = await createMeeting({ host, title: "Bench" });
    const code = meetingCode.parse(meeting.code);
    const size = left - ROOM_SIZE === 1 ? ROOM_SIZE + 1 : Math.min(ROOM_SIZE, left);
    if (size > ROOM_SIZE) left -= 1;
    rooms.push(
      await Promise.all(
        Array.from({ length: size }, async (_, index) => {
          const name = `Person ${index + 1}`;
          const seat = await takeSeat({ code, name, user: null, knownSeatId: null });
          const set = seatCookie({ code, participantId: seat.id, meetingId: meeting.id });
          return { cookie: set.split(";")[0] ?? "", code, id: seat.id };
        }),
      ),
    );
  }
  return rooms;
}

const rounded = (value: number): number => Math.round(value * 10) / 10;
