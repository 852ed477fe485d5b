import { EMOTIONS, type Emotion, type EmotionScores, likeliest } from "@/lib/emotion/labels";
import { SURE_FROM } from "@/lib/emotion/schema";
import { readVoiceWindow, type WindowReading } from "@/lib/emotion/voice/read-window";
import type { SpeakerContext } from "@/lib/emotion/voice/speaker";
import { windowsOf } from "@/lib/emotion/voice/windows";
import type { InferencePool } from "@/lib/models/pool";
import { concatenate, decodeAudio, SAMPLE_RATE } from "@/lib/speech/decode";

/** A file up to this long is taken for one utterance and read as a whole, samples. */
const UTTERANCE_SAMPLES = 8 * SAMPLE_RATE;

/** A window in which somebody speaks. */
export interface SpokenReading {
  /** Seconds from the file's start. */
  start: number;
  end: number;
  label: Emotion;
  scores: EmotionScores;
  unsure: boolean;
  anomaly: boolean;
}

/** How the one voice of a file sounds. */
export interface VoiceFileReading {
  durationSeconds: number;
  /** Null, like the scores, when nobody speaks. */
  label: Emotion | null;
  scores: EmotionScores | null;
  unsure: boolean;
  /** There is a sound, but it is no ordinary speech. */
  anomaly: boolean;
  windows: SpokenReading[];
  /** What is known of the speaker afterwards. */
  context: SpeakerContext | null;
}

export interface VoiceFileRequest {
  pool: InferencePool;
  file: string;
  /** What is known of the speaker. When absent nothing is learned of them on the way either. */
  context?: SpeakerContext | null | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Reads a file of one voice in windows of 2 s, one a second, in bounded memory. A short file is one
 * utterance, read whole; of a longer one the windows' scores are averaged.
 *
 * @throws {AudioError} the file cannot be read
 * @throws as `InferencePool.run`
 */
export async function readVoiceFile(request: VoiceFileRequest): Promise<VoiceFileReading> {
  const beginning: Float32Array[] = [];
  let length = 0;
  async function* blocks() {
    for await (const block of decodeAudio({ source: request.file, signal: request.signal })) {
      if (length <= UTTERANCE_SAMPLES) beginning.push(block);
      length += block.length;
      yield block;
    }
  }
  const { windows, sound, context } = await readWindows(blocks(), request);
  const [first, last] = [windows[0], windows.at(-1)];
  const found = { durationSeconds: rounded(length / SAMPLE_RATE), windows, context };
  if (!first || !last) {
    return { ...found, label: null, scores: null, unsure: false, anomaly: sound };
  }
  const whole =
    length <= UTTERANCE_SAMPLES &&
    (await readWhole(
      concatenate(beginning).slice(first.start * SAMPLE_RATE, last.end * SAMPLE_RATE),
      request,
    ));
  const scores = whole || averageOf(windows);
  const { label, probability } = likeliest(scores);
  const odd = windows.filter(({ anomaly }) => anomaly).length;
  return {
    ...found,
    label,
    scores,
    unsure: probability < SURE_FROM,
    anomaly: odd > windows.length / 2,
  };
}

async function readWindows(
  blocks: AsyncIterable<Float32Array>,
  { pool, signal, context }: VoiceFileRequest,
): Promise<{ windows: SpokenReading[]; sound: boolean; context: SpeakerContext | null }> {
  const windows: SpokenReading[] = [];
  let known = context ?? null;
  let sound = false;
  for await (const { start, end, pcm } of windowsOf(blocks)) {
    const reading = await readVoiceWindow({ pool, pcm, context: known, signal });
    if (context !== undefined) known = reading.context;
    if (reading.speech) windows.push(spoken(reading, { start, end }));
    else sound ||= reading.anomaly;
  }
  return { windows, sound, context: known };
}

function spoken(
  { label, scores, unsure, anomaly }: Extract<WindowReading, { speech: true }>,
  { start, end }: { start: number; end: number },
): SpokenReading {
  return {
    start: rounded(start / SAMPLE_RATE),
    end: rounded(end / SAMPLE_RATE),
    label,
    scores,
    unsure,
    anomaly,
  };
}

/** @returns null when the whole has too little speech, though a window of it had enough */
async function readWhole(
  pcm: Float32Array,
  { pool, context = null, signal }: VoiceFileRequest,
): Promise<EmotionScores | null> {
  const reading = await readVoiceWindow({ pool, pcm, context, signal });
  return reading.speech ? reading.scores : null;
}

/** Of the windows with ordinary speech; of all when there are none. */
function averageOf(windows: readonly SpokenReading[]): EmotionScores {
  const ordinary = windows.filter(({ anomaly }) => !anomaly);
  const counted = ordinary.length > 0 ? ordinary : windows;
  const share = (emotion: Emotion) =>
    counted.reduce((sum, { scores }) => sum + scores[emotion], 0) / counted.length;
  return Object.fromEntries(EMOTIONS.map((emotion) => [emotion, share(emotion)])) as EmotionScores;
}

const rounded = (seconds: number) => Math.round(seconds * 1000) / 1000;
