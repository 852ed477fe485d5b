import { readFile } from "node:fs/promises";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { convertedModel } from "@/lib/models/converted";
import { cutOnnx } from "@/lib/models/onnx/cut";
import { SESSION_OPTIONS } from "@/lib/models/tasks/onnx";
import { speechProbability } from "@/lib/models/tasks/speech-probability";
import { defineTask, type RunContext } from "@/lib/models/tasks/task";
import {
  findVoice,
  gainFor,
  quantile,
  VOICE_FEATURES,
  VOICE_MAX_SAMPLES,
  voiceOf,
} from "@/lib/models/tasks/voice-window";

/** What the first three layers of Moonshine Tiny's encoder give out, [1, time, 288] each. */
const LAYERS = [0, 1, 2].map((layer) => `/layers.${layer}/Add_1_output_0`);
const SAMPLE_RATE = 16_000;
const GATE_LARGEST_GAIN = 10;
/** Raised whenever the cut file changes, so that a cached one is made again. */
const CUT_VERSION = 1;
/** Shorter voices are filled up with zeros: 0.2 s. */
const MIN_SAMPLES = 3200;
/** Silero's probabilities are told by this quantile: a quarter of the window must be speech. */
const SPEECH_QUANTILE = 0.75;

export interface ReadVoiceInput {
  /** 16 kHz mono; 1 to 3 s is best, what is over 20 s is not heard. */
  pcm: Float32Array;
  /** Below this probability of speech there are no features. 0 looks at anything. */
  minSpeech: number;
}

export interface ReadVoiceOutput {
  /** 75th percentile of Silero's probabilities of speech, 0..1; 1 when nobody asked. */
  speech: number;
  /** How long the voice is without the quiet around it; 0 when there is too little speech. */
  seconds: number;
  /** 864 numbers; null when there is too little speech. */
  features: Float32Array | null;
}

interface VoiceReader {
  encoder: InferenceSession;
  detector: InferenceSession;
}

/**
 * What a voice sounds like, apart from its words: the means over time of the first three layers of
 * Moonshine Tiny's encoder, where the speech recogniser still hears how something is said.
 */
export const readVoice = defineTask({
  async load(context): Promise<VoiceReader> {
    const { file } = await context.model("moonshine-tiny");
    const bytes = await convertedModel({
      id: "moonshine-tiny-voice",
      version: CUT_VERSION,
      cacheDirectory: context.cacheDirectory,
      convert: async () => cutOnnx(await readFile(file("encoder_model.onnx")), LAYERS),
    });
    const nothing = { pcm: new Float32Array(0), memory: null };
    const detector = await speechProbability.load(context, nothing);
    return { encoder: await InferenceSession.create(bytes, SESSION_OPTIONS), detector };
  },

  async run(reader, { pcm, minSpeech }: ReadVoiceInput, context): Promise<ReadVoiceOutput> {
    const heard = pcm.subarray(0, VOICE_MAX_SAMPLES);
    const speech = minSpeech > 0 ? await speechIn(reader.detector, raised(heard), context) : 1;
    if (speech < minSpeech || heard.length === 0) return { speech, seconds: 0, features: null };
    const voice = voiceOf(heard);
    const seconds = voice.length / SAMPLE_RATE;
    return { speech, seconds, features: await featuresOf(reader.encoder, voice) };
  },

  transfer: ({ features }) => (features ? [features.buffer as ArrayBuffer] : []),
});

/** Silero does not hear who speaks softly: they are raised, by at most 20 dB. */
function raised(pcm: Float32Array): Float32Array {
  const gain = Math.min(gainFor(findVoice(pcm).loudness), GATE_LARGEST_GAIN);
  return gain > 1 ? pcm.map((sample) => sample * gain) : pcm;
}

async function speechIn(
  detector: InferenceSession,
  pcm: Float32Array,
  context: RunContext,
): Promise<number> {
  const { probabilities } = await speechProbability.run(detector, { pcm, memory: null }, context);
  return quantile(probabilities, SPEECH_QUANTILE);
}

async function featuresOf(encoder: InferenceSession, voice: Float32Array): Promise<Float32Array> {
  const input = new Float32Array(Math.max(MIN_SAMPLES, voice.length));
  input.set(voice);
  const layers = await encoder.run({
    input_values: new Tensor("float32", input, [1, input.length]),
  });
  const features = new Float32Array(VOICE_FEATURES);
  const width = VOICE_FEATURES / LAYERS.length;
  LAYERS.forEach((name, index) => {
    const values = layers[name]?.data as Float32Array;
    features.set(meanOverTime(values, width), index * width);
  });
  return features;
}

/** @param values [time, width] */
function meanOverTime(values: Float32Array, width: number): Float32Array {
  const sums = new Float64Array(width);
  values.forEach((value, index) => {
    sums[index % width] = (sums[index % width] ?? 0) + value;
  });
  return Float32Array.from(sums, (sum) => (sum * width) / values.length);
}
