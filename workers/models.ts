import { localReaders, warmUpReaders } from "@/lib/emotion/local-readers";
import { isOffForGood, modalities } from "@/lib/emotion/policy";
import type { Readers } from "@/lib/emotion/readers";
import { SampleWriter } from "@/lib/emotion/samples";
import { readLines } from "@/lib/emotion/text/lines";
import { closeInferencePool, inferencePool, quickInferencePool } from "@/lib/models/shared-pool";
import type { FindCutSpeech } from "@/lib/recordings/recognise";
import { warmUpSearch } from "@/lib/search/service";
import { createSpeechEngine, type SpeechEngine } from "@/lib/speech/engine";
import { speechSettings } from "@/lib/speech/settings";
import { unfinishedSpeechFrom } from "@/lib/speech/vad";
import type { ReadWords } from "@/lib/transcripts/service";

let engine: SpeechEngine | undefined;
let readers: Readers | undefined;
const samples = new SampleWriter();

/** The engine this instance transcribes with. */
export function speechEngine(): SpeechEngine {
  if (!engine) throw new Error("The speech engine is asked for before it is loaded.");
  return engine;
}

/** What the words of lines say, each by itself. */
export const readWords: ReadWords = (texts) => readLines(inferencePool(), texts);

/** What reads faces and voices. */
export function emotionReaders(): Readers {
  readers ??= localReaders(quickInferencePool());
  return readers;
}

export const emotionSamples = (): SampleWriter => samples;

/** Voice activity at the end of a clip, on the inference threads. */
export const findCutSpeech: FindCutSpeech = ({ pcm, signal }) =>
  unfinishedSpeechFrom({ pool: inferencePool(), pcm, signal });

/** Loads the models, so that a worker that says it is there can begin at once. */
export async function loadModels(): Promise<void> {
  engine = await createSpeechEngine({
    settings: speechSettings(),
    pool: inferencePool(),
  });
  await engine.load();
  await warmUpSearch();
  if (!isOffForGood()) await warmUpReaders(quickInferencePool(), modalities());
}

/** Ends the inference threads, after what was read is written down. */
export async function closeModels(): Promise<void> {
  await samples.close();
  await closeInferencePool();
}
