import path from "node:path";
import type { PreTrainedModel, PreTrainedTokenizer } from "@xenova/transformers";
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

/** Inside the square root of layer normalisation, as PyTorch has it. */
const LAYER_NORM_EPSILON = 1e-5;

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
      const mean = meanOverTokens(last_hidden_state);
      const whole = layerNorm ? normaliseLayer(mean) : mean;
      vectors.set(unit(whole.subarray(0, dimensions)), index * dimensions);
    }
    return { vectors };
  },

  transfer: ({ vectors }) => [vectors.buffer as ArrayBuffer],
});

/** @param hidden of shape [1, tokens, width] */
function meanOverTokens(hidden: { dims: number[]; data: Float32Array }): Float32Array {
  const [, tokens = 0, width = 0] = hidden.dims;
  const mean = new Float32Array(width);
  for (let index = 0; index < tokens * width; index += 1) {
    mean[index % width] = (mean[index % width] ?? 0) + (hidden.data[index] ?? 0) / tokens;
  }
  return mean;
}

function normaliseLayer(vector: Float32Array): Float32Array {
  const mean = vector.reduce((sum, value) => sum + value, 0) / vector.length;
  const variance = vector.reduce((sum, value) => sum + (value - mean) ** 2, 0) / vector.length;
  const scale = 1 / Math.sqrt(variance + LAYER_NORM_EPSILON);
  return vector.map((value) => (value - mean) * scale);
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length > 0 ? vector.map((value) => value / length) : vector;
}
