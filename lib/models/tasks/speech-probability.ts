import { type InferenceSession, Tensor } from "onnxruntime-node";
import { openSession } from "@/lib/models/tasks/onnx";
import { defineTask } from "@/lib/models/tasks/task";
import { VAD_FRAME_SAMPLES } from "@/lib/models/tasks/vad-frame";

/** Samples of the previous frame that Silero v5 wants in front of each frame. */
const CONTEXT_SAMPLES = 64;
const STATE_SIZE = 2 * 1 * 128;
const SAMPLE_RATE = 16_000n;
/** Peak below which a frame is digital silence (-80 dBFS), which the model need not see. */
const DIGITAL_SILENCE = 1e-4;

/** What Silero carries from one block of a stream to the next. */
export interface VadMemory {
  state: Float32Array;
  context: Float32Array;
}

export interface SpeechProbabilityInput {
  /** 16 kHz mono; a whole number of frames, except at a stream's end, where zeros are assumed. */
  pcm: Float32Array;
  /** Null at a stream's start. */
  memory: VadMemory | null;
}

export interface SpeechProbabilityOutput {
  /** One probability of speech per frame, 0..1. */
  probabilities: Float32Array;
  memory: VadMemory;
}

/** Silero VAD v5 over a block of audio. */
export const speechProbability = defineTask({
  async load({ model }): Promise<InferenceSession> {
    const { file } = await model("silero-vad-v5");
    return openSession(file("silero_vad_v5.onnx"));
  },

  async run(
    session,
    { pcm, memory }: SpeechProbabilityInput,
    { cancelled, abandoned },
  ): Promise<SpeechProbabilityOutput> {
    const frames = Math.ceil(pcm.length / VAD_FRAME_SAMPLES);
    const probabilities = new Float32Array(frames);
    const sr = new Tensor("int64", BigInt64Array.of(SAMPLE_RATE), []);
    let state = memory?.state ?? new Float32Array(STATE_SIZE);
    let context = memory?.context ?? new Float32Array(CONTEXT_SAMPLES);
    for (let frame = 0; frame < frames; frame += 1) {
      if (cancelled()) throw abandoned();
      const from = frame * VAD_FRAME_SAMPLES;
      const samples = pcm.subarray(from, from + VAD_FRAME_SAMPLES);
      const input = new Float32Array(CONTEXT_SAMPLES + VAD_FRAME_SAMPLES);
      input.set(context);
      input.set(samples, CONTEXT_SAMPLES);
      context = input.slice(VAD_FRAME_SAMPLES);
      if (isDigitalSilence(input)) {
        state = new Float32Array(STATE_SIZE);
        continue;
      }
      const output = await session.run({
        input: new Tensor("float32", input, [1, input.length]),
        state: new Tensor("float32", state, [2, 1, 128]),
        sr,
      });
      probabilities[frame] = samplesOf(output.output)[0] ?? 0;
      state = samplesOf(output.stateN);
    }
    return { probabilities, memory: { state: state.slice(), context } };
  },

  transfer: ({ probabilities }) => [probabilities.buffer as ArrayBuffer],
});

function samplesOf(tensor: Tensor | undefined): Float32Array {
  if (!tensor) throw new Error("The voice activity model gave an output of another shape.");
  return tensor.data as Float32Array;
}

function isDigitalSilence(samples: Float32Array): boolean {
  for (const sample of samples) {
    if (sample > DIGITAL_SILENCE || sample < -DIGITAL_SILENCE) return false;
  }
  return true;
}
