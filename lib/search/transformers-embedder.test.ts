import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InferencePool } from "@/lib/models/pool";
import { resolveModel } from "@/lib/models/registry";
import type { Embedder } from "@/lib/search/embedder";
import { createTransformersEmbedder, prefixed } from "@/lib/search/transformers-embedder";

const MODEL = "all-minilm-l6-v2";
const installed = await resolveModel({ id: MODEL, locations: { dataDir: os.tmpdir() } }).then(
  () => true,
  () => false,
);
if (!installed) console.log(`Skipped: ${MODEL} is an upgrade that is not on this machine.`);

const dot = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);

let dataDir: string;
let pool: InferencePool;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), "parley-encoder-"));
  pool = new InferencePool({ locations: { dataDir } });
});
afterAll(async () => {
  await pool.close();
  await rm(dataDir, { recursive: true, force: true });
});

describe.skipIf(!installed)("all-MiniLM-L6-v2 with its real weights", { timeout: 120_000 }, () => {
  let embedder: Embedder;
  const embed = async (...texts: string[]) => embedder.embed(texts, { purpose: "document" });
  const likeness = async (a: string, b: string) => {
    const [first, second] = await embed(a, b);
    return first && second ? dot(first, second) : Number.NaN;
  };
  beforeAll(() => {
    embedder = createTransformersEmbedder(pool, MODEL);
  });

  it("gives 384 numbers of unit length", async () => {
    const [vector] = await embed("The launch moves to October.");
    expect(vector).toHaveLength(384);
    expect(vector && dot(vector, vector)).toBeCloseTo(1, 5);
  });

  it.each([
    ["The cat sits on the mat.", "A cat is sitting on a rug.", 0.763],
    ["How long does the battery last?", "It lasts six hours, and we promised eight.", 0.446],
    ["The cat sits on the mat.", "Quarterly revenue rose by nine percent.", 0.002],
  ])("finds %s and %s as alike as was measured", async (a, b, expected) => {
    // Eight-bit arithmetic differs a little from processor to processor.
    expect(await likeness(a, b)).toBeCloseTo(expected, 1);
  });

  it("gives a text the same vector in whatever company", async () => {
    const text = "We decided to ask a second supplier.";
    const [alone] = await embed(text);
    const [, inCompany] = await embed("A much longer text. ".repeat(30), text, "Short.");
    expect(inCompany).toEqual(alone);
  });

  it("reads a document and a query alike, and does not mind nothing", async () => {
    const [document] = await embed("budget");
    const [query] = await embedder.embed(["budget"], { purpose: "query" });
    expect(query).toEqual(document);
    const [nothing] = await embed("");
    expect(nothing?.every(Number.isFinite)).toBe(true);
  });

  it("looks at the beginning of what is too long", async () => {
    const long = "The committee discussed the budget of the library. ".repeat(200);
    const [vector] = await embed(long);
    expect(vector?.every(Number.isFinite)).toBe(true);
    expect(await likeness(long, `${long} And then a volcano.`)).toBeCloseTo(1, 5);
  });
});

describe("an embedding model that is not on this machine", { timeout: 60_000 }, () => {
  it("is named, with what to do", async () => {
    const embedder = createTransformersEmbedder(pool, "nomic-embed-text-v1.5");
    await expect(embedder.embed(["text"], { purpose: "query" })).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("MODELS_DIR/nomic-embed-text-v1.5"),
    });
  });

  it("is not waited for when its hub says nothing", async () => {
    const silent: Server = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const hubUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const patient = new InferencePool({
      locations: { dataDir, hubUrl, allowDownload: true, hubTimeoutMs: 300 },
    });
    try {
      const embedder = createTransformersEmbedder(patient, "nomic-embed-text-v1.5");
      await expect(embedder.embed(["text"], { purpose: "document" })).rejects.toMatchObject({
        code: "unavailable",
        message: expect.stringContaining("the hub was silent"),
      });
    } finally {
      await patient.close();
      silent.closeAllConnections();
      silent.close();
    }
  });
});

describe("what a model is told a text is for", () => {
  it("stands in front of it for Nomic, and nowhere for MiniLM", () => {
    expect(prefixed("nomic-embed-text-v1.5", "query", "budget")).toBe("search_query: budget");
    expect(prefixed("nomic-embed-text-v1.5", "document", "budget")).toBe("search_document: budget");
    expect(prefixed("all-minilm-l6-v2", "document", "budget")).toBe("budget");
  });
});
