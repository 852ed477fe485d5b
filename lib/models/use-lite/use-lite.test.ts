import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InferencePool } from "@/lib/models/pool";
import { resolveModel } from "@/lib/models/registry";
import { convertedUseLite } from "@/lib/models/use-lite/converted";
import reference from "@/lib/models/use-lite/reference.fixture.json" with { type: "json" };
import { createTokenizer, vocabularySchema } from "@/lib/models/use-lite/tokenizer";

/**
 * The reference holds what the published TensorFlow.js model and tokenizer give for our own
 * sentences: token ids, and vectors as base64 of float32.
 */
const LARGEST_DIFFERENCE = 2e-6;
/** The encoder is converted for the new folder, on a machine that may be busy with other tests. */
const LOADING_TIMEOUT_MS = 300_000;

/** The ids that are never found in text. */
const MARKERS = ["<unk>", "<s>", "</s>", "<1>", "<2>", "<3>"].map((name): [string, number] => [
  name,
  0,
]);

let dataDir: string;
let pool: InferencePool;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), "parley-use-lite-"));
  pool = new InferencePool({ locations: { dataDir } });
  const loading = { texts: ["A sentence that loads the model."] };
  await pool.run("embed-use-lite", loading, { timeoutMs: LOADING_TIMEOUT_MS });
}, LOADING_TIMEOUT_MS);
afterAll(async () => {
  await pool.close();
  await rm(dataDir, { recursive: true });
});

const useLite = () => resolveModel({ id: "use-lite-en", locations: { dataDir } });

function vectorOf(base64: string): Float32Array {
  return new Float32Array(new Uint8Array(Buffer.from(base64, "base64")).buffer);
}

describe("the tokenizer of Universal Sentence Encoder Lite", { timeout: 120_000 }, () => {
  it("gives the ids of the published one, for names, numbers, accents, emoji and addresses", async () => {
    const { file } = await useLite();
    const vocabulary = vocabularySchema.parse(
      JSON.parse(await readFile(file("vocab.json"), "utf8")),
    );
    const tokenize = createTokenizer(vocabulary);
    for (const { text, tokens } of reference) expect(tokenize(text)).toEqual(tokens);
  });

  it("prefers the division with the highest probability", () => {
    const spelled = ["\u2581", "l", "o", "g"].map((piece): [string, number] => [piece, -9]);
    const longer: [string, number][] = [
      ["lo", -7],
      ["\u2581log", -20],
      ["\u2581lo", -12],
    ];
    // -12 - 9 for "▁lo g" loses against -20 for "▁log".
    expect(createTokenizer([...MARKERS, ...spelled, ...longer])("log")).toEqual([11]);
  });

  it("makes one unknown token of a run of signs it does not know, and none of nothing", () => {
    const tokenize = createTokenizer([...MARKERS, ["a", -1]]);
    expect(tokenize("日本a")).toEqual([0, 6]);
    expect(tokenize("")).toEqual([]);
  });
});

describe("the converted Universal Sentence Encoder Lite", { timeout: 120_000 }, () => {
  it("gives the vectors of the published model, whatever else is in the batch", async () => {
    const texts = reference.map(({ text }) => text);
    const { vectors } = await pool.run("embed-use-lite", { texts });
    reference.forEach(({ vector }, row) => {
      const ours = vectors.subarray(row * 512, (row + 1) * 512);
      const differences = vectorOf(vector).map((value, index) =>
        Math.abs(value - (ours[index] ?? 9)),
      );
      expect(Math.max(...differences)).toBeLessThan(LARGEST_DIFFERENCE);
    });
  });

  it("gives a vector of unit length for an empty text too, and nothing for no texts", async () => {
    const { vectors } = await pool.run("embed-use-lite", { texts: [""] });
    expect(Math.hypot(...vectors)).toBeCloseTo(1, 5);
    expect((await pool.run("embed-use-lite", { texts: [] })).vectors).toHaveLength(0);
  });

  it("is converted once, and again when the kept file was damaged", async () => {
    const cacheDirectory = path.join(dataDir, "conversion");
    const { file } = await useLite();
    const first = await convertedUseLite({ file, cacheDirectory });
    const [name = ""] = await readdir(cacheDirectory);
    expect(Buffer.compare(first, await readFile(path.join(cacheDirectory, name)))).toBe(0);

    await writeFile(path.join(cacheDirectory, name), first.subarray(0, 1000));
    const again = await convertedUseLite({ file, cacheDirectory });
    expect(Buffer.compare(first, again)).toBe(0);
    expect(await readdir(cacheDirectory)).toEqual([name]);
  });
});
