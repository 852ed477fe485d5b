import { readFile } from "node:fs/promises";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { SESSION_OPTIONS } from "@/lib/models/tasks/onnx";
import { defineTask } from "@/lib/models/tasks/task";
import { USE_LITE_DIMENSIONS, USE_LITE_MAX_TOKENS } from "@/lib/models/use-lite/convert";
import { convertedUseLite } from "@/lib/models/use-lite/converted";
import { createTokenizer, vocabularySchema } from "@/lib/models/use-lite/tokenizer";

/** Tokens of one run, padding included: what keeps memory flat and one core busy. */
const BATCH_TOKENS = 2048;

export interface EmbedInput {
  texts: string[];
}

export interface EmbedOutput {
  /** One vector of unit length per text, in order, one after the other. */
  vectors: Float32Array;
}

interface UseLite {
  session: InferenceSession;
  tokenize: (text: string) => number[];
}

interface Tokenized {
  index: number;
  tokens: number[];
}

/** Universal Sentence Encoder Lite: texts to 512 numbers each. Longer texts are cut at 128 tokens. */
export const embedUseLite = defineTask({
  async load({ model, cacheDirectory }): Promise<UseLite> {
    const { file } = await model("use-lite-en");
    const bytes = await convertedUseLite({ file, cacheDirectory });
    const vocabulary = vocabularySchema.parse(
      JSON.parse(await readFile(file("vocab.json"), "utf8")),
    );
    const session = await InferenceSession.create(bytes, SESSION_OPTIONS);
    return { session, tokenize: createTokenizer(vocabulary) };
  },

  async run(
    { session, tokenize },
    { texts }: EmbedInput,
    { cancelled, abandoned },
  ): Promise<EmbedOutput> {
    const vectors = new Float32Array(texts.length * USE_LITE_DIMENSIONS);
    const tokenized = texts.map((text, index) => ({
      index,
      tokens: tokenize(text).slice(0, USE_LITE_MAX_TOKENS),
    }));
    for (const batch of batches(tokenized)) {
      if (cancelled()) throw abandoned();
      const output = await session.run(feedsFor(batch));
      const data = output.sentence_embedding?.data as Float32Array;
      batch.forEach(({ index }, row) => {
        const from = row * USE_LITE_DIMENSIONS;
        vectors.set(data.subarray(from, from + USE_LITE_DIMENSIONS), index * USE_LITE_DIMENSIONS);
      });
    }
    return { vectors };
  },

  transfer: ({ vectors }) => [vectors.buffer as ArrayBuffer],
});

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
