import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Fault, UploadStore } from "@/tests/browser/upload-store";
import { backoffMs } from "./persist";
import { recoverLeftovers } from "./recover-leftovers";
import { MemorySpool } from "./spool";
import { UploadApi } from "./upload-api";
import { Uploader } from "./uploader";

const CODE = "abcd-efgh-jkmn";
const STARTED = 1_795_000_000_000;

let server: Server;
let store: UploadStore;
let spool: MemorySpool;
let origin: string;

beforeEach(async () => {
  store = new UploadStore();
  spool = new MemorySpool();
  server = createServer((request, response) => {
    store.handle(request, response).catch((error) => response.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const makeUploader = (): Uploader =>
  new Uploader({ spool, api: (code) => new UploadApi({ code, origin }), random: () => 0 });

const begin = (uploader: Uploader): string => {
  const id = crypto.randomUUID();
  uploader.begin({ id, code: CODE, mimeType: "audio/webm;codecs=opus", createdAtMs: STARTED });
  return id;
};

const bytesOf = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer as ArrayBuffer;

/** Two clips of three slices each, then the end of the track. */
const sendAll = (uploader: Uploader, trackId: string): void => {
  for (const clip of [0, 1]) {
    const startedAtMs = STARTED + clip * 10_000;
    for (const slice of [0, 1, 2]) {
      const heardUntilMs = startedAtMs + (slice + 1) * 1_000;
      const bytes = bytesOf(`clip ${clip} slice ${slice}`);
      uploader.addSlice({ trackId, clip, slice, startedAtMs, heardUntilMs, bytes });
    }
    const endedAtMs = startedAtMs + 3_000;
    uploader.finishClip({ trackId, clip, startedAtMs, endedAtMs, cut: "pause", slices: 3 });
  }
  uploader.finishTrack(trackId);
};

const received = (): string[] => store.allClips().map((clip) => store.file(clip).toString());
const EVERYTHING = [
  "clip 0 slice 0clip 0 slice 1clip 0 slice 2",
  "clip 1 slice 0clip 1 slice 1clip 1 slice 2",
];

/** Does `fault` to the first `times` requests whose path matches, and then nothing more. */
const firstTimes = (times: number, match: RegExp, fault: ReturnType<Fault>): Fault => {
  let left = times;
  return ({ path }) => (match.test(path) && left-- > 0 ? fault : null);
};

describe("sending a recording", () => {
  it("brings every slice, closes clips and track, and leaves nothing on the device", async () => {
    const uploader = makeUploader();
    sendAll(uploader, begin(uploader));
    await uploader.flush();
    expect(received()).toEqual(EVERYTHING);
    expect(store.allClips().every(({ closed }) => closed?.slices === 3)).toBe(true);
    expect([...store.tracks.values()][0]?.closed).toBe(true);
    expect(uploader.progress).toMatchObject({ pending: 0, refusal: null });
    expect(await spool.tracks()).toEqual([]);
  });

  it.each([
    ["a connection that breaks", firstTimes(3, /slices/, "hang-up")],
    ["an answer that never comes back", firstTimes(3, /slices|close/, "hang-up-after")],
    ["a server that fails", firstTimes(4, /./, { status: 503 })],
    [
      "a server that asks for patience",
      firstTimes(1, /slices/, { status: 429, headers: { "retry-after": "1" } }),
    ],
    ["a server that lost what it had", firstTimes(2, /slices/, "lose")],
  ])("survives %s", async (_, fault) => {
    store.fault = fault;
    const uploader = makeUploader();
    sendAll(uploader, begin(uploader));
    await uploader.flush();
    expect(received()).toEqual(EVERYTHING);
    expect(store.allClips().every(({ closed }) => closed)).toBe(true);
    expect(uploader.progress).toMatchObject({ pending: 0, refusal: null, retrying: false });
  });

  it("gives up with the server's sentence when it is refused, and keeps no speech", async () => {
    const message = "You have not agreed to be recorded, so nothing was stored.";
    store.fault = () => ({ status: 403, message });
    const uploader = makeUploader();
    sendAll(uploader, begin(uploader));
    await uploader.flush();
    expect(uploader.progress).toMatchObject({ pending: 0, refusal: message });
    expect(await spool.tracks()).toEqual([]);
    expect(store.requests.length).toBeLessThanOrEqual(3);
  });

  it("goes on with the other clips when one is refused", async () => {
    store.fault = ({ path }) => (path.includes("/clips/0/slices/1") ? { status: 409 } : null);
    const uploader = makeUploader();
    sendAll(uploader, begin(uploader));
    await uploader.flush();
    expect(received()).toContain(EVERYTHING[1]);
    expect([...store.tracks.values()][0]?.closed).toBe(true);
  });

  it("never opens a track in which nothing was said", async () => {
    const uploader = makeUploader();
    uploader.finishTrack(begin(uploader));
    await uploader.flush();
    expect(store.requests).toEqual([]);
  });

  it("counts what is still to be sent", async () => {
    store.fault = firstTimes(1, /slices/, { status: 503 });
    const uploader = makeUploader();
    const seen: number[] = [];
    uploader.on("progress", ({ pending }) => seen.push(pending));
    sendAll(uploader, begin(uploader));
    expect(uploader.progress.pending).toBe(9);
    await uploader.flush();
    expect(Math.max(...seen)).toBe(9);
    expect(seen.at(-1)).toBe(0);
  });

  it("throws away what was not sent when consent is taken back", async () => {
    store.fault = () => ({ status: 503 });
    const uploader = makeUploader();
    const trackId = begin(uploader);
    sendAll(uploader, trackId);
    await uploader.discard(trackId);
    store.fault = () => null;
    await uploader.flush();
    expect(received()).toEqual([]);
    expect(await spool.tracks()).toEqual([]);
    expect(uploader.progress.refusal).toBeNull();
  });

  it("waits between attempts, longer each time, up to a limit", () => {
    const waits = [1, 2, 3, 8, 30].map((failures) => backoffMs(failures, () => 1));
    expect(waits).toEqual([500, 1_000, 2_000, 15_000, 15_000]);
    expect(backoffMs(1, () => 0)).toBe(250);
  });
});

describe("what an earlier page left behind", () => {
  const leave = async (input: { code: string; createdAtMs: number }): Promise<string> => {
    const id = crypto.randomUUID();
    await spool.putTrack({ id, mimeType: "audio/webm;codecs=opus", ...input });
    await spool.putClip({
      trackId: id,
      clip: 0,
      startedAtMs: STARTED,
      heardUntilMs: STARTED + 2_000,
      ending: null,
    });
    // The third slice was never stored: what comes behind the gap cannot be decoded.
    for (const slice of [0, 1, 3]) {
      await spool.putSlice({ trackId: id, clip: 0, slice, bytes: bytesOf(`left ${slice} `) });
    }
    return id;
  };

  it("is sent by the next visit to the same meeting, up to where it was heard", async () => {
    await leave({ code: CODE, createdAtMs: STARTED });
    const uploader = makeUploader();
    const taken = await recoverLeftovers({ code: CODE, spool, uploader, nowMs: STARTED + 60_000 });
    await uploader.flush();
    expect(taken).toBe(1);
    expect(received()).toEqual(["left 0 left 1 "]);
    expect(store.allClips()[0]?.closed).toMatchObject({ endedAtMs: STARTED + 2_000, slices: 2 });
    expect(await spool.tracks()).toEqual([]);
  });

  it("waits for its own meeting, and is deleted after a week", async () => {
    const other = await leave({ code: "zzzz-zzzz-zzzz", createdAtMs: STARTED });
    await leave({ code: CODE, createdAtMs: STARTED - 8 * 24 * 3_600_000 });
    const uploader = makeUploader();
    const taken = await recoverLeftovers({ code: CODE, spool, uploader, nowMs: STARTED });
    await uploader.flush();
    expect(taken).toBe(0);
    expect(store.requests).toEqual([]);
    expect((await spool.tracks()).map(({ id }) => id)).toEqual([other]);
  });
});
