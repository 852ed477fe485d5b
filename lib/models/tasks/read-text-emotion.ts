import { readFile } from "node:fs/promises";
import { defineTask, type LoadContext } from "@/lib/models/tasks/task";
import { decodeTextHead } from "@/lib/models/text-head/file";
import { mixParts } from "@/lib/models/text-head/head";
import { TextHeadRunner } from "@/lib/models/text-head/runner";
import { openUseLite, type UseLiteEncoder } from "@/lib/models/use-lite/encoder";

export interface ReadTextEmotionInput {
  texts: string[];
}

export interface ReadTextEmotionOutput {
  labels: string[];
  /** Probabilities, a row of labels per text, one after the other. */
  probabilities: Float32Array;
}

interface State {
  encoder: UseLiteEncoder;
  runner: TextHeadRunner;
}

/** Emotions of English texts: a small head over Universal Sentence Encoder Lite. */
export const readTextEmotion = defineTask({
  async load(context: LoadContext): Promise<State> {
    const { file } = await context.model("text-emotion-en");
    const head = decodeTextHead(await readFile(file("head.bin")));
    const [encoder, runner] = await Promise.all([openUseLite(context), TextHeadRunner.load(head)]);
    return { encoder, runner };
  },

  async run(
    { encoder, runner },
    { texts }: ReadTextEmotionInput,
    { cancelled, abandoned },
  ): Promise<ReadTextEmotionOutput> {
    const tokenized = texts.map((text) => encoder.tokenize(text));
    const step = () => {
      if (cancelled()) throw abandoned();
    };
    const features = await encoder.encode({ tokenized, output: "inner_features", step });
    const parts = await runner.parts({ texts, tokenized, features });
    return { labels: runner.head.labels, probabilities: mixParts(parts, runner.head) };
  },

  transfer: ({ probabilities }) => [probabilities.buffer as ArrayBuffer],
});
