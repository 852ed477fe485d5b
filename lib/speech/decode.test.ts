import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeAudio, decodeWhole, SAMPLE_RATE } from "@/lib/speech/decode";
import { findFfmpeg } from "@/lib/speech/ffmpeg";
import { sniffFormat } from "@/lib/speech/sniff";
import { fixturePath, noise, spokenFixtures } from "@/lib/speech/testing/fixtures";
import { encodeWav } from "@/lib/speech/wav";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "parley-decode-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function file(name: string, bytes: Uint8Array | string): Promise<string> {
  const place = path.join(folder, name);
  await writeFile(place, bytes);
  return place;
}

async function spokenBytes(): Promise<Buffer> {
  const [fixture] = await spokenFixtures();
  if (!fixture) throw new Error("no fixture");
  return readFile(fixturePath(fixture));
}

/** A video of one black frame, without sound (own work, made with ffmpeg, 2 x 2 pixels). */
async function silentVideo(): Promise<string> {
  const { execFile } = await import("node:child_process");
  const { promisify } = await import("node:util");
  const place = path.join(folder, "silent.webm");
  const { path: ffmpeg } = await findFfmpeg();
  const input = ["-f", "lavfi", "-i", "color=black:s=16x16:d=0.2"];
  await promisify(execFile)(ffmpeg, [...input, "-c:v", "libvpx", "-y", place]);
  return place;
}

describe("reading audio", () => {
  it("finds an ffmpeg that runs and says which", async () => {
    const ffmpeg = await findFfmpeg();
    expect(ffmpeg.version).toMatch(/^ffmpeg version/);
    expect(["ffmpeg-static", "@ffmpeg-installer/ffmpeg", "the system"]).toContain(ffmpeg.source);
  });

  it("gives 16 kHz mono samples as long as the recording", async () => {
    const [fixture] = await spokenFixtures();
    const { pcm, seconds, damaged } = await decodeWhole({ source: await spokenBytes() });
    expect(seconds * 1000).toBeCloseTo(fixture?.durationMs ?? 0, -2);
    expect(pcm.length / SAMPLE_RATE).toBeCloseTo(seconds, 5);
    expect(pcm.some((sample) => Math.abs(sample) > 0.05)).toBe(true);
    expect(damaged).toBe(false);
  });

  it("keeps samples as they are", async () => {
    const original = noise({ ms: 500, level: 0.5 });
    const { pcm } = await decodeWhole({ source: encodeWav(original, SAMPLE_RATE) });
    expect(pcm).toHaveLength(original.length);
    const worst = Math.max(...pcm.map((sample, i) => Math.abs(sample - (original[i] ?? 0))));
    expect(worst).toBeLessThan(1e-4);
  });

  it("knows formats by their bytes, not their names", () => {
    const bytes = (...parts: (string | number[])[]) =>
      Buffer.concat(parts.map((part) => Buffer.from(part as string)));
    expect(sniffFormat(bytes([0x1a, 0x45, 0xdf, 0xa3]))).toBe("webm");
    expect(sniffFormat(bytes("RIFF", [0, 0, 0, 0], "WAVE"))).toBe("wav");
    expect(sniffFormat(bytes("OggS"))).toBe("ogg");
    expect(sniffFormat(bytes("fLaC"))).toBe("flac");
    expect(sniffFormat(bytes([0, 0, 0, 32], "ftypM4A "))).toBe("mp4");
    expect(sniffFormat(bytes("ID3", [3]))).toBe("mp3");
    expect(sniffFormat(bytes([0xff, 0xfb, 0x90, 0x64]))).toBe("mp3");
    expect(sniffFormat(bytes([0xff, 0xf1, 0x50, 0x80]))).toBe("aac");
    expect(sniffFormat(bytes("#EXTM3U\nhttp://example.org/a.ts"))).toBeNull();
    expect(sniffFormat(bytes("ffconcat version 1.0"))).toBeNull();
    expect(sniffFormat(bytes("RIFF", [0, 0, 0, 0], "AVI "))).toBeNull();
    expect(sniffFormat(new Uint8Array())).toBeNull();
  });
});

describe("audio that cannot be used", () => {
  const problemOf = (source: string | Uint8Array, options = {}) =>
    decodeWhole({ source, ...options }).then(
      () => "none",
      (error: { problem?: string; message: string }) => `${error.problem}: ${error.message}`,
    );

  it("is named when it has no bytes", async () => {
    expect(await problemOf(await file("nothing.webm", ""))).toMatch(
      /^empty: nothing\.webm is empty/,
    );
  });

  it("is named when it is a text under another name", async () => {
    const text = await file("notes.webm", "Minutes of the meeting: nobody came.");
    expect(await problemOf(text)).toMatch(/^unsupported: notes\.webm is not an audio file.*WebM/);
  });

  it("is named when there is no such file", async () => {
    expect(await problemOf(path.join(folder, "gone.wav"))).toMatch(/^not-found: .*gone\.wav/);
    expect(await problemOf(folder)).toMatch(/^not-found: /);
  });

  it.each([
    ["webm", [0x1a, 0x45, 0xdf, 0xa3]],
    ["flac", [...Buffer.from("fLaC")]],
    ["m4a", [0, 0, 0, 32, ...Buffer.from("ftypM4A ")]],
    ["ogg", [...Buffer.from("OggS")]],
  ])("is called damaged when only the start of a %s file is right", async (extension, head) => {
    const rubbish = Buffer.from(noise({ ms: 100, level: 1 }).buffer);
    const damaged = await file(`broken.${extension}`, Buffer.concat([Buffer.from(head), rubbish]));
    expect(await problemOf(damaged)).toMatch(/^corrupt: broken\.\w+ is damaged/);
  });

  it("is read as far as it can be when its end is missing", async () => {
    const whole = await spokenBytes();
    const cut = await file("cut.opus", whole.subarray(0, whole.length / 2));
    const { seconds } = await decodeWhole({ source: cut });
    expect(seconds).toBeGreaterThan(0.5);
  });

  it("is named when it has no sound track", async () => {
    expect(await problemOf(await silentVideo())).toBe("no-audio: silent.webm has no sound track.");
  });

  it("is named when it holds no sample", async () => {
    const empty = await file("empty.wav", encodeWav(new Float32Array(), SAMPLE_RATE));
    expect(await problemOf(empty)).toMatch(/^(no-audio|corrupt): empty\.wav/);
  });

  it("is refused beyond the allowed length and size", async () => {
    const long = encodeWav(new Float32Array(SAMPLE_RATE * 3), SAMPLE_RATE);
    expect(await problemOf(long, { name: "Talk", maxSeconds: 2 })).toMatch(
      /^too-long: Talk is longer/,
    );
    expect(await problemOf(long, { name: "Talk", maxBytes: 100 })).toMatch(
      /^too-large: Talk is larger/,
    );
  });

  it("is let go at once when nobody wants it any more", async () => {
    const controller = new AbortController();
    const source = encodeWav(new Float32Array(SAMPLE_RATE * 600), SAMPLE_RATE);
    const reading = (async () => {
      for await (const _block of decodeAudio({ source, signal: controller.signal })) {
        controller.abort(new Error("left"));
      }
    })();
    await expect(reading).rejects.toThrow("left");
  });
});
