import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTextEmotionReader } from "@/lib/emotion/text/reader";
import { writeTinyClassifier } from "@/lib/emotion/text/testing/tiny-classifier";
import { InferencePool } from "@/lib/models/pool";

let folder: string;
let pool: InferencePool;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "parley-classifier-"));
  pool = new InferencePool({ locations: { dataDir: path.join(folder, "data") } });
  await writeTinyClassifier(path.join(folder, "somebody/moods"), {
    joy: ["great"],
    annoyance: ["awful"],
    anger: ["angry"],
    neutral: ["meeting"],
  });
  await writeTinyClassifier(path.join(folder, "somebody/manners"), {
    toxic: ["awful"],
    polite: ["please"],
  });
});

afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const readerOf = (model: string) =>
  createTextEmotionReader({ pool, settings: { model, modelsDir: folder } });

describe("another model for words, through Transformers.js", { timeout: 120_000 }, () => {
  it("reads from a local folder, its classes added up in ours", async () => {
    const reader = readerOf("somebody/moods");
    expect(reader.id).toBe("somebody/moods");
    const [great, awful, short] = await reader.read([
      "This is a great meeting, great!",
      "That was awful, simply awful and wrong.",
      "Awful!",
    ]);
    expect(great?.label).toBe("joy");
    expect(awful?.label).toBe("anger");
    expect(awful?.scores.anger).toBeGreaterThan(0.9);
    expect(short).toMatchObject({ label: "neutral", short: true });
  });

  it("is refused when it tells something else than emotions", async () => {
    const reading = readerOf("somebody/manners").read(["Would you please be quiet now?"]);
    await expect(reading).rejects.toMatchObject({ code: "unsupported" });
  });
});
