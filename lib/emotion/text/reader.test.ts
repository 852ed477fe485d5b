import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTextEmotionReader, type TextEmotionReader } from "@/lib/emotion/text/reader";
import { shownEmotion } from "@/lib/emotion/text/reading";
import { InferencePool } from "@/lib/models/pool";

/** Our own sentences, as people say them in meetings. */
const SAID = {
  anger: "I hate this stupid tool, it is so annoying.",
  disgust: "The way they treated that customer is disgusting.",
  fear: "I'm terrified they will close our office.",
  joy: "That's fantastic news, congratulations to the whole team!",
  neutral: "The database migration runs on Friday night.",
  sadness: "I'm really sorry to hear that your father passed away.",
  surprise: "Wow, I did not expect those numbers at all!",
};

/** The encoder is converted for the new folder, on a machine that may be busy with other tests. */
const LOADING_TIMEOUT_MS = 300_000;

let folder: string;
let pool: InferencePool;
let reader: TextEmotionReader;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "parley-text-emotion-"));
  pool = new InferencePool({ locations: { dataDir: folder } });
  reader = createTextEmotionReader({ pool, settings: {} });
  const loading = { texts: ["A sentence that loads the model."] };
  await pool.run("read-text-emotion", loading, { timeoutMs: LOADING_TIMEOUT_MS });
}, LOADING_TIMEOUT_MS);

afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

describe("the reader of words", { timeout: 120_000 }, () => {
  it("hears what was plainly said, and shows it", async () => {
    const readings = await reader.read(Object.values(SAID));
    expect(readings.map(({ label }) => label)).toEqual(Object.keys(SAID));
    expect(readings.map(shownEmotion).filter((shown) => shown === "unsure").length).toBeLessThan(3);
    for (const { scores } of readings) {
      const sum = Object.values(scores).reduce((total, score) => total + score);
      expect(sum).toBeCloseTo(1, 5);
    }
  });

  it("says the same of a text whatever is read with it", async () => {
    const [alone] = await reader.read([SAID.fear]);
    const among = await reader.read([...Object.values(SAID), "Okay.", `${SAID.joy} ${SAID.anger}`]);
    expect(among[2]?.label).toBe(alone?.label);
    expect(among[2]?.scores.fear).toBeCloseTo(alone?.scores.fear ?? 0, 4);
  });

  it("does not look at fewer than four words, unless asked to", async () => {
    const texts = ["Um, thank you so much", "Thank you, uh, wonderful!", "", "Mm-hmm."];
    const readings = await reader.read(texts);
    expect(readings.map(({ short }) => short)).toEqual([false, true, true, true]);
    expect(readings[1]).toMatchObject({ label: "neutral", scores: { neutral: 1, joy: 0 } });
    const [, read, empty] = await reader.read(texts, { evenShort: true });
    expect(read).toMatchObject({ label: "joy", short: false });
    expect(empty?.short).toBe(true);
  });

  it("stops when nobody waits any more", async () => {
    const signal = AbortSignal.abort(new Error("gone"));
    await expect(reader.read([SAID.joy], { signal })).rejects.toThrow("gone");
    expect(await reader.read([])).toEqual([]);
  });
});
