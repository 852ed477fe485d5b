import { closeInferencePool, inferencePool } from "@/lib/models/shared-pool";
import type { FindCutSpeech } from "@/lib/recordings/recognise";
import { warmUpSearch } from "@/lib/search/service";
import { createSpeechEngine, type SpeechEngine } from "@/lib/speech/engine";
import { speechSettings } from "@/lib/speech/settings";
import { unfinishedSpeechFrom } from "@/lib/speech/vad";

let engine: SpeechEngine | undefined;

/** The engine this instance transcribes with. */
export function speechEngine(): SpeechEngine {
  if (!engine) throw new Error("The speech engine is asked for before it is loaded.");
  return engine;
}

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
}

export const closeModels = closeInferencePool;
