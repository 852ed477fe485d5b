import { z } from "zod";
import type { Matrix, TextHead } from "@/lib/models/text-head/head";

/**
 * A head in one file, little-endian: the length of the header (uint32), the header (JSON), then the
 * blocks it lists, one after the other. Matrices are 8-bit with a float32 scale per row, vectors
 * float32, rarities of n-grams one byte (twentieths).
 */
const FORMAT = "parley-text-head-1";
const IDF_STEPS = 20;
const LARGEST_INT8 = 127;

const block = z.object({
  name: z.string(),
  kind: z.enum(["int8", "float32", "uint32", "idf"]),
  rows: z.number().int().positive(),
  columns: z.number().int().positive(),
});
type Block = z.infer<typeof block>;

const header = z.object({
  format: z.literal(FORMAT, { error: "is no file of a text head" }),
  labels: z.array(z.string()),
  groups: z.array(z.array(z.string())),
  mixture: z.object({ ngrams: z.number(), dense: z.number(), convolution: z.number() }),
  temperature: z.number().positive(),
  /** For people: licence, what it was trained on, how well it does. */
  notes: z.record(z.string(), z.unknown()),
  blocks: z.array(block),
});

/** @param notes licence, origin and figures, kept in the header */
export function encodeTextHead(head: TextHead, notes: Record<string, unknown>): Uint8Array {
  const blocks: Block[] = [];
  const parts: Uint8Array[] = [];
  const put = (description: Block, ...arrays: ArrayBufferView[]) => {
    blocks.push(description);
    for (const { buffer, byteOffset, byteLength } of arrays) {
      parts.push(new Uint8Array(buffer, byteOffset, byteLength));
    }
  };
  const vector = (name: string, values: Float32Array) =>
    put({ name, kind: "float32", rows: 1, columns: values.length }, values);
  const matrix = (name: string, { rows, columns, values }: Matrix) =>
    put({ name, kind: "int8", rows, columns }, ...quantised({ rows, columns, values }));

  const { ngrams, dense, convolution } = head;
  const count = ngrams.hashes.length;
  put({ name: "ngrams.hashes", kind: "uint32", rows: 1, columns: count }, ngrams.hashes);
  put(
    { name: "ngrams.idf", kind: "idf", rows: 1, columns: count },
    Uint8Array.from(ngrams.idf, (value) => Math.round(value * IDF_STEPS)),
  );
  matrix("ngrams.weights", ngrams.weights);
  vector("ngrams.bias", ngrams.bias);
  vector("dense.mean", dense.mean);
  vector("dense.deviation", dense.deviation);
  matrix("dense.hidden", dense.hidden);
  vector("dense.hiddenBias", dense.hiddenBias);
  matrix("dense.output", dense.output);
  vector("dense.outputBias", dense.outputBias);
  matrix("convolution.table", convolution.table);
  convolution.kernels.forEach(({ weights, bias }, index) => {
    matrix(`convolution.kernel${index}`, weights);
    vector(`convolution.bias${index}`, bias);
  });
  matrix("convolution.output", convolution.output);
  vector("convolution.outputBias", convolution.outputBias);

  const { labels, groups, mixture, temperature } = head;
  const description = { format: FORMAT, labels, groups, mixture, temperature, notes, blocks };
  const text = Buffer.from(JSON.stringify(description));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text, ...parts]);
}

/** @throws when the bytes are no head, or not a whole one */
export function decodeTextHead(bytes: Uint8Array): TextHead {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 4 + view.readUInt32LE(0);
  const { labels, groups, mixture, temperature, blocks } = header.parse(
    JSON.parse(view.toString("utf8", 4, start)),
  );
  const found = new Map<string, { block: Block; bytes: Uint8Array }>();
  let offset = start;
  for (const entry of blocks) {
    const size = sizeOf(entry);
    // Copied, because typed arrays want their own alignment.
    found.set(entry.name, {
      block: entry,
      bytes: Uint8Array.from(view.subarray(offset, offset + size)),
    });
    offset += size;
  }
  if (offset !== view.length) throw new Error(`The head has ${view.length} bytes, not ${offset}.`);

  const get = (name: string) => {
    const entry = found.get(name);
    if (!entry) throw new Error(`The head has no part called ${name}.`);
    return entry;
  };
  const vector = (name: string) => new Float32Array(get(name).bytes.buffer);
  const matrix = (name: string) => restored(get(name));
  return {
    labels,
    groups,
    mixture,
    temperature,
    ngrams: {
      hashes: new Uint32Array(get("ngrams.hashes").bytes.buffer),
      idf: Float32Array.from(get("ngrams.idf").bytes, (value) => value / IDF_STEPS),
      weights: matrix("ngrams.weights"),
      bias: vector("ngrams.bias"),
    },
    dense: {
      mean: vector("dense.mean"),
      deviation: vector("dense.deviation"),
      hidden: matrix("dense.hidden"),
      hiddenBias: vector("dense.hiddenBias"),
      output: matrix("dense.output"),
      outputBias: vector("dense.outputBias"),
    },
    convolution: {
      table: matrix("convolution.table"),
      kernels: [0, 1, 2].map((index) => ({
        weights: matrix(`convolution.kernel${index}`),
        bias: vector(`convolution.bias${index}`),
      })),
      output: matrix("convolution.output"),
      outputBias: vector("convolution.outputBias"),
    },
  };
}

function sizeOf({ kind, rows, columns }: Block): number {
  const count = rows * columns;
  if (kind === "int8") return rows * 4 + count;
  return kind === "idf" ? count : count * 4;
}

function quantised({ rows, columns, values }: Matrix): [Float32Array, Int8Array] {
  const scales = new Float32Array(rows);
  const steps = new Int8Array(values.length);
  for (let row = 0; row < rows; row += 1) {
    const from = row * columns;
    const one = values.subarray(from, from + columns);
    const largest = one.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
    scales[row] = largest / LARGEST_INT8;
    steps.set(
      one.map((value) => Math.round(value / (scales[row] as number))),
      from,
    );
  }
  return [scales, steps];
}

function restored({
  block: { rows, columns },
  bytes,
}: {
  block: Block;
  bytes: Uint8Array;
}): Matrix {
  const scales = new Float32Array(bytes.buffer, 0, rows);
  const steps = new Int8Array(bytes.buffer, rows * 4);
  const values = Float32Array.from(
    steps,
    (step, place) => step * (scales[Math.floor(place / columns)] as number),
  );
  return { rows, columns, values };
}
