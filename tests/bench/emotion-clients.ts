import { io, type Socket } from "socket.io-client";
import { z } from "zod";
import { SoundWindow } from "@/lib/emotion/client/sound-window";
import { EMOTION_NAMESPACE, VOICE_HOP_MS, VOICE_SAMPLE_RATE } from "@/lib/emotion/schema";
import { ROOM_NAMESPACE } from "@/lib/room/schema";
import { type BenchMedia, benchMedia } from "@/tests/bench/emotion-media";

const seat = z.object({ url: z.url(), cookie: z.string(), code: z.string(), id: z.string() });
type Seat = z.infer<typeof seat>;
const task = z.discriminatedUnion("do", [
  z.object({ do: z.literal("load"), data: z.string(), people: z.number() }),
  /** Everybody comes in; the first of each room is its host and switches emotion on. */
  z.object({ do: z.literal("join"), rooms: z.array(z.array(seat)) }),
  /** Everybody sends at the server's pace. */
  z.object({ do: z.literal("send"), seconds: z.number(), floodFps: z.number() }),
  z.object({ do: z.literal("withdraw") }),
]);

const BLOCK = VOICE_SAMPLE_RATE / 10;
const BLOCK_MS = 100;

type Sample = { id: string; latencyMs: number; atMs: number; mode: string | null };

let media: BenchMedia = { clips: [], speech: [] };
const people: { seat: Seat; room: Socket; emotion: Socket; fps: number }[] = [];
let samples: Sample[] = [];
const counts = { sent: 0, refused: 0, errors: 0 };

/** As browsers do: intervals vary by a quarter (lib/emotion/client/capture.ts). */
const about = (ms: number): number => ms * (0.75 + Math.random() / 2);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const socketTo = (url: string, namespace: string, auth: object, cookie = ""): Socket =>
  io(`${url}${namespace}`, {
    transports: ["websocket"],
    forceNew: true,
    reconnection: false,
    auth,
    extraHeaders: { origin: url, cookie },
  });

const connected = (socket: Socket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("connect_error", reject);
  });

async function request<T>(socket: Socket, name: string, data: object): Promise<T> {
  const answer = await socket.timeout(30_000).emitWithAck(name, data);
  if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`);
  return answer.data as T;
}

async function join(rooms: Seat[][]): Promise<void> {
  for (const seats of rooms) {
    for (const [index, one] of seats.entries()) {
      const room = socketTo(one.url, ROOM_NAMESPACE, { code: one.code }, one.cookie);
      await connected(room);
      await request(room, "room:join", { media: { microphone: true, camera: true } });
      if (index === 0) await request(room, "emotion:settings", { visibility: "host" });
      const { status } = await request<{ status: { noticeVersion: string } }>(
        room,
        "get-emotion-status",
        {},
      );
      const { noticeVersion } = status;
      await request(room, "emotion:consent", { face: true, voice: true, noticeVersion });
      const { ticket } = await request<{ ticket: string }>(room, "emotion:ticket", {});
      const emotion = socketTo(one.url, EMOTION_NAMESPACE, { ticket });
      const person = { seat: one, room, emotion, fps: 1 };
      emotion.on("server.status", (told: { targetFps: number }) => {
        person.fps = told.targetFps;
      });
      emotion.on("backpressure", (told: { suggestedFps: number }) => {
        person.fps = told.suggestedFps;
      });
      emotion.on("emotion.error", () => {
        counts.errors += 1;
      });
      emotion.on(
        "emotion.result",
        (told: { participantId: string; atMs: number; mode: string }) => {
          // A host hears everybody's; each counts once, at whom it is about.
          if (told.participantId !== one.id) return;
          const now = Date.now();
          samples.push({ id: one.id, latencyMs: now - told.atMs, atMs: now, mode: told.mode });
        },
      );
      await connected(emotion);
      people.push(person);
    }
  }
}

async function sendFrames(person: (typeof people)[number], index: number, until: number) {
  const frames = media.clips[index % media.clips.length] ?? [];
  // People do not start at the same moment.
  await pause(Math.random() * 1000);
  for (let at = 0; Date.now() < until; at += 1) {
    const startedAt = Date.now();
    const jpeg = frames[at % frames.length];
    counts.sent += 1;
    const answer = await person.emotion
      .timeout(10_000)
      .emitWithAck("emotion.frame", { jpeg, capturedAtMs: startedAt })
      .catch(() => ({ ok: false }));
    if (!answer.ok) counts.refused += 1;
    await pause(Math.max(0, about(1000 / person.fps) - (Date.now() - startedAt)));
  }
}

async function sendSound(person: (typeof people)[number], index: number, until: number) {
  const track = media.speech[index % media.speech.length] ?? new Float32Array(BLOCK);
  const window = new SoundWindow();
  await pause(Math.random() * 1000);
  const from = Date.now();
  let hopMs: number = VOICE_HOP_MS;
  for (let block = 0; Date.now() < until; block += 1) {
    const at = (block * BLOCK) % (track.length - BLOCK);
    window.add(track.subarray(at, at + BLOCK));
    const pcm = window.fresh >= (hopMs / 1000) * VOICE_SAMPLE_RATE ? window.take() : null;
    if (pcm) {
      hopMs = about(Math.max(VOICE_HOP_MS, 1000 / person.fps));
      counts.sent += 1;
      const answer = await person.emotion
        .timeout(10_000)
        .emitWithAck("audio_chunk", { pcm, capturedAtMs: Date.now() })
        .catch(() => ({ ok: false }));
      if (!answer.ok) counts.refused += 1;
    }
    await pause(Math.max(0, (block + 1) * BLOCK_MS - (Date.now() - from)));
  }
}

/** Somebody who does not care what was asked for, and waits for no answer. */
async function flood(person: (typeof people)[number], fps: number, until: number) {
  const [jpeg] = media.clips[0] ?? [];
  while (Date.now() < until) {
    person.emotion.emit("emotion.frame", { jpeg, capturedAtMs: Date.now() });
    await pause(1000 / fps);
  }
}

async function send(seconds: number, floodFps: number) {
  samples = [];
  Object.assign(counts, { sent: 0, refused: 0, errors: 0 });
  const until = Date.now() + seconds * 1000;
  const [first, ...others] = people;
  const calm = floodFps > 0 ? others : people;
  await Promise.all([
    ...calm.flatMap((person, index) => [
      sendFrames(person, index, until),
      sendSound(person, index, until),
    ]),
    ...(floodFps > 0 && first ? [flood(first, floodFps, until)] : []),
  ]);
  await pause(2_000);
  if (floodFps > 0) samples = samples.filter(({ id }) => id !== first?.seat.id);
  return { samples, ...counts, fps: people.map(({ fps }) => fps) };
}

/** How long after taking everything back a result still came, milliseconds; 0 when none did. */
async function withdraw() {
  const lateMs: number[] = [];
  for (const { seat: one, room, emotion } of people) {
    const sentAt = Date.now();
    let last = 0;
    emotion.on("emotion.result", (told: { participantId: string }) => {
      if (told.participantId === one.id) last = Date.now() - sentAt;
    });
    const gone = new Promise<void>((resolve) => emotion.once("disconnect", () => resolve()));
    await request(room, "emotion:consent", { face: false, voice: false, noticeVersion: "any" });
    await gone;
    lateMs.push(Math.max(last, Date.now() - sentAt));
    room.disconnect();
  }
  people.length = 0;
  return { lateMs };
}

async function perform(wanted: z.infer<typeof task>): Promise<object> {
  if (wanted.do === "load") {
    media = await benchMedia(wanted.data, wanted.people);
    return { clips: media.clips.length };
  }
  if (wanted.do === "join") return join(wanted.rooms).then(() => ({}));
  if (wanted.do === "send") return send(wanted.seconds, wanted.floodFps);
  return withdraw();
}

process.on("message", (raw) => {
  perform(task.parse(raw)).then(
    (result) => process.send?.(result),
    (error: Error) => process.send?.({ error: error.message }),
  );
});
process.on("disconnect", () => process.exit(0));
