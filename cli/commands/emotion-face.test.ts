import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { CommandIo } from "@/cli/command";
import { emotionFace } from "@/cli/commands/emotion-face";
import { drawing, MIENS } from "@/lib/models/face/testing/drawings";

let folder: string;
const SMILE = drawing({ faces: [{ x: 320, y: 165, radius: 100, mien: MIENS.smile }] });

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "parley-emotion-face-"));
  vi.stubEnv("PARLEY_DATA", folder);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function run(...argv: string[]) {
  const lines: unknown[] = [];
  const io: CommandIo = { out: (json) => lines.push(json), progress: () => undefined };
  const error: unknown = await emotionFace(argv, io).then(
    () => null,
    (reason: unknown) => reason,
  );
  return { lines, error };
}

describe("parley emotion face", { timeout: 120_000 }, () => {
  it("reads pictures of any size and kind, and still the good ones beside bad ones", async () => {
    const place = (name: string) => path.join(folder, name);
    const [large, lying, empty, notes] = ["large.png", "lying.jpg", "empty.jpg", "notes.jpg"].map(
      place,
    );
    if (!large || !lying || !empty || !notes) throw new Error("no places");
    const picture = sharp(Buffer.from(SMILE)).blur(1.2);
    await picture.clone().resize(2560, 1440).png().toFile(large);
    // A telephone's picture: stored lying on its side, with a note to turn it upright.
    await picture.clone().rotate(-90).jpeg().withMetadata({ orientation: 6 }).toFile(lying);
    await writeFile(empty, "");
    await writeFile(notes, "These are notes.");
    const { lines, error } = await run(large, empty, lying, notes, place("none.jpg"));
    const face = (scale: number) => ({
      box: {
        x: expect.toSatisfy((x: number) => Math.abs(x / scale - 235) < 25),
        y: expect.toSatisfy((y: number) => Math.abs(y / scale - 98) < 25),
        width: expect.toSatisfy((width: number) => Math.abs(width / scale - 175) < 25),
        height: expect.toSatisfy((height: number) => Math.abs(height / scale - 175) < 25),
      },
      score: expect.any(Number),
      label: "joy",
      scores: expect.objectContaining({ joy: expect.any(Number), disgust: expect.any(Number) }),
    });
    expect(lines).toEqual([
      { file: large, faces: [face(4)] },
      { file: lying, faces: [face(1)] },
    ]);
    expect(error).toMatchObject({ name: "UsageError" });
    expect(String(error)).toContain("empty.jpg is empty");
    expect(String(error)).toContain("notes.jpg is of no kind that can be read");
    expect(String(error)).toContain("none.jpg is not there");
  });

  it("gives no face, so no label, for a picture of nobody", async () => {
    const file = path.join(folder, "wall.png");
    await sharp(Buffer.from(drawing({ faces: [] })))
      .png()
      .toFile(file);
    expect(await run(file)).toEqual({ lines: [{ file, faces: [] }], error: null });
  });

  it("asks for a picture", async () => {
    expect(String((await run()).error)).toContain("at least one picture");
  });
});
