import { readFile } from "node:fs/promises";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { SESSION_OPTIONS } from "@/lib/models/tasks/onnx";
import type { LoadContext } from "@/lib/models/tasks/task";
import { USE_LITE_DIMENSIONS, USE_LITE_MAX_TOKENS } from "@/lib/models/use-lite/convert";
import { convertedUseLite } from "@/lib/models/use-lite/converted";
import { INNER_FEATURES } from "@/lib/models/use-lite/taps";
import { createTokenizer, vocabularySchema } from "@/lib/models/use-lite/tokenizer";

/**
 * Tokens of one run, padding included. Measured on turns of meetings, in CPU time per turn: 4.2 ms
 * with 128 or 256, 5.0 with 512, 8 with 2,048, whose numbers no longer fit the processor's cache.
 */
const BATCH_TOKENS = 256;

/** Outputs of the model and their widths. */
const WIDTHS = {
  sentence_embedding: USE_LITE_DIMENSIONS,
  inner_features: INNER_FEATURES,
} as const;

interface Tokenized {
  index: number;
  tokens: readonly number[];
}

/** Universal Sentence Encoder Lite, loaded. */
export class UseLiteEncoder {
  constructor(
    private readonly session: InferenceSession,
    private readonly split: (text: string) => number[],
  ) {}

  /** Token ids, at most 128. */
  tokenize(text: string): number[] {
    return this.split(text).slice(0, USE_LITE_MAX_TOKENS);
  }

  /**
   * One output of the model for many texts.
   *
   * @param tokenized token ids per text
   * @param step called before each batch; throws to stop
   * @returns a row per text, in order, one after the other
   */
  async encode({
    tokenized,
    output,
    step,
  }: {
    tokenized: readonly (readonly number[])[];
    output: keyof typeof WIDTHS;
    step?: () => void;
  }): Promise<Float32Array> {
    const width = WIDTHS[output];
    const rows = new Float32Array(tokenized.length * width);
    for (const batch of batches(tokenized.map((tokens, index) => ({ index, tokens })))) {
      step?.();
      const data = (await this.session.run(feedsFor(batch), [output]))[output]?.data;
      batch.forEach(({ index }, row) => {
        const values = (data as Float32Array).subarray(row * width, (row + 1) * width);
        rows.set(values, index * width);
      });
    }
    return rows;
  }
}

const loaded = new Map<string, Promise<UseLiteEncoder>>();

/** The encoder, loaded once per thread for all tasks that use it. */
export function openUseLite(context: LoadContext): Promise<UseLiteEncoder> {
  const key = context.cacheDirectory;
  const loading = loaded.get(key) ?? load(context);
  loaded.set(key, loading);
  // A failed load is forgotten, so that a model installed meanwhile is found.
  return loading.catch((error: unknown) => {
    loaded.delete(key);
    throw error;
  });
}

async function load({ model, cacheDirectory }: LoadContext): Promise<UseLiteEncoder> {
  const { file } = await model("use-lite-en");
  const bytes = await convertedUseLite({ file, cacheDirectory });
  const vocabulary = vocabularySchema.parse(JSON.parse(await readFile(file("vocab.json"), "utf8")));
  const session = await InferenceSession.create(bytes, SESSION_OPTIONS);
  return new UseLiteEncoder(session, createTokenizer(vocabulary));
}

/** Texts of similar length together, so that little padding is computed. */
function batches(tokenized: readonly Tokenized[]): Tokenized[][] {
  const byLength = [...tokenized].sort((a, b) => a.tokens.length - b.tokens.length);
  const all: Tokenized[][] = [];
  let batch: Tokenized[] = [];
  for (const entry of byLength) {
    if (batch.length > 0 && (batch.length + 1) * entry.tokens.length > BATCH_TOKENS) {
      all.push(batch);
      batch = [];
    }
    batch.push(entry);
  }
  if (batch.length > 0) all.push(batch);
  return all;
}

function feedsFor(batch: readonly Tokenized[]): Record<string, Tensor> {
  const width = Math.max(1, batch.at(-1)?.tokens.length ?? 1);
  const shape = [batch.length, width];
  const ids = new BigInt64Array(batch.length * width);
  const mask = new BigInt64Array(batch.length * width);
  batch.forEach(({ tokens }, row) => {
    tokens.forEach((token, column) => {
      ids[row * width + column] = BigInt(token);
      mask[row * width + column] = 1n;
    });
  });
  return {
    input_ids: new Tensor("int64", ids, shape),
    attention_mask: new Tensor("int64", mask, shape),
  };
}
