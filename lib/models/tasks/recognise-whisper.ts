import path from "node:path";
import type { AutomaticSpeechRecognitionPipeline, Tensor } from "@xenova/transformers";
import { defineTask } from "@/lib/models/tasks/task";

export interface RecogniseWhisperInput {
  /** A model of the registry in Transformers.js layout, such as "whisper-base". */
  modelId: string;
  /** 16 kHz mono speech, at most 30 s: Whisper sees no more at once. */
  pcm: Float32Array;
  /** ISO 639-1, such as "de"; English when absent. */
  language?: string | undefined;
}

export interface RecogniseWhisperOutput {
  /** Seconds from the input's start; an end is null when the model gave none. */
  chunks: { start: number; end: number | null; text: string }[];
  /** Mean natural log of the most likely token's probability over all steps. */
  avgLogprob: number;
}

type Transformers = typeof import("@xenova/transformers");

interface Whisper {
  transformers: Transformers;
  recognise: AutomaticSpeechRecognitionPipeline;
}

/** Whisper through Transformers.js, from local files that the registry has verified. */
export const recogniseWhisper = defineTask({
  key: ({ modelId }: RecogniseWhisperInput) => modelId,

  async load({ model }, { modelId }: RecogniseWhisperInput): Promise<Whisper> {
    const { directory } = await model(modelId);
    // Imported here because it is large and most threads never need it.
    const transformers = await import("@xenova/transformers");
    transformers.env.allowRemoteModels = false;
    transformers.env.allowLocalModels = true;
    transformers.env.localModelPath = path.dirname(directory);
    const recognise = await transformers.pipeline(
      "automatic-speech-recognition",
      path.basename(directory),
      {
        dtype: "q8",
        device: "cpu",
        session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 },
      },
    );
    return { transformers, recognise };
  },

  async run(
    { transformers, recognise },
    { pcm, language }: RecogniseWhisperInput,
    { cancelled, abandoned },
  ): Promise<RecogniseWhisperOutput> {
    const meter = confidenceMeter(transformers);
    const output = await recognise(pcm, {
      return_timestamps: true,
      logits_processor: meter.processors,
      stopping_criteria: stopWhen(transformers, cancelled),
      language: language ?? "en",
      task: "transcribe",
    });
    if (cancelled()) throw abandoned();
    const chunks = (output.chunks ?? []).map(({ text, timestamp: [start, end] }) => ({
      start,
      end: Number.isFinite(end) ? end : null,
      text: text.trim(),
    }));
    return { chunks, avgLogprob: meter.average() };
  },
});

/** Watches the decoder's logits and changes nothing. */
function confidenceMeter({ LogitsProcessor, LogitsProcessorList }: Transformers) {
  let sum = 0;
  let steps = 0;
  class Meter extends LogitsProcessor {
    override _call(_inputIds: bigint[][], logits: Tensor): Tensor {
      const scores = logits.data as Float32Array;
      let highest = Number.NEGATIVE_INFINITY;
      for (const score of scores) if (score > highest) highest = score;
      let total = 0;
      for (const score of scores) total += Math.exp(score - highest);
      sum -= Math.log(total);
      steps += 1;
      return logits;
    }
  }
  const processors = new LogitsProcessorList();
  processors.push(new Meter());
  return { processors, average: () => sum / Math.max(1, steps) };
}

function stopWhen({ StoppingCriteria }: Transformers, cancelled: () => boolean) {
  class Cancelled extends StoppingCriteria {
    override _call(inputIds: number[][]): boolean[] {
      return inputIds.map(() => cancelled());
    }
  }
  return new Cancelled();
}
