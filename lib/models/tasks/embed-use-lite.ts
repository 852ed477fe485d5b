import { defineTask } from "@/lib/models/tasks/task";
import { openUseLite } from "@/lib/models/use-lite/encoder";

export interface EmbedInput {
  texts: string[];
}

export interface EmbedOutput {
  /** One vector of unit length per text, in order, one after the other. */
  vectors: Float32Array;
}

/** Universal Sentence Encoder Lite: texts to 512 numbers each. Longer texts are cut at 128 tokens. */
export const embedUseLite = defineTask({
  load: openUseLite,

  async run(encoder, { texts }: EmbedInput, { cancelled, abandoned }): Promise<EmbedOutput> {
    const vectors = await encoder.encode({
      tokenized: texts.map((text) => encoder.tokenize(text)),
      output: "sentence_embedding",
      step: () => {
        if (cancelled()) throw abandoned();
      },
    });
    return { vectors };
  },

  transfer: ({ vectors }) => [vectors.buffer as ArrayBuffer],
});
