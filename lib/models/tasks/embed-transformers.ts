import path from "node:path";
import type { PreTrainedModel, PreTrainedTokenizer } from "@xenova/transformers";
import { sentenceVector } from "@/lib/models/sentence-vector";
import { defineTask } from "@/lib/models/tasks/task";

export interface EmbedTransformersInput {
  /** A sentence encoder of the registry in Transformers.js layout, such as "all-minilm-l6-v2". */
  modelId: string;
  /** Tokens of a text that are looked at. */
  maxTokens: number;
  /** Numbers kept of a vector: all the model gives, or the first of a model trained to be cut. */
  dimensions: number;
  /** Whether the whole vector is brought to mean 0 and variance 1 before it is cut. */
  layerNorm: boolean;
  /** With the prefix the model wants already in front. */
  texts: string[];
}

export interface EmbedTransformersOutput {
  /** One vector of unit length per text, in order, one after the other. */
  vectors: Float32Array;
}

interface Encoder {
  tokenizer: PreTrainedTokenizer;
  model: PreTrainedModel;
}

/**
 * Sentence encoders through Transformers.js, from files that the registry has verified: the mean
 * over the tokens, of unit length.
 */
export const embedTransformers = defineTask({
  key: ({ modelId }: EmbedTransformersInput) => modelId,

  async load({ model }, { modelId }: EmbedTransformersInput): Promise<Encoder> {
    const { directory } = await model(modelId);
    // Imported here because it is large and most threads never need it.
    const { AutoModel, AutoTokenizer, env } = await import("@xenova/transformers");
    env.allowRemoteModels = false;
    env.allowLocalModels = true;
    env.localModelPath = path.dirname(directory);
    const name = path.basename(directory);
    return {
      tokenizer: await AutoTokenizer.from_pretrained(name),
      model: await AutoModel.from_pretrained(name, {
        dtype: "q8",
        device: "cpu",
        session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 },
      }),
    };
  },

  async run(
    { tokenizer, model },
    { texts, maxTokens, dimensions, layerNorm }: EmbedTransformersInput,
    { cancelled, abandoned },
  ): Promise<EmbedTransformersOutput> {
    const vectors = new Float32Array(texts.length * dimensions);
    // One at a time: 8-bit weights scale by what else is in the batch, so that a text would get
    // another vector in other company; and padding costs more than a batch gains on one core.
    for (const [index, text] of texts.entries()) {
      if (cancelled()) throw abandoned();
      const tokens = await tokenizer(text, { truncation: true, max_length: maxTokens });
      const { last_hidden_state } = await model(tokens);
      const vector = sentenceVector(last_hidden_state, { dimensions, layerNorm });
      vectors.set(vector, index * dimensions);
    }
    return { vectors };
  },

  transfer: ({ vectors }) => [vectors.buffer as ArrayBuffer],
});
