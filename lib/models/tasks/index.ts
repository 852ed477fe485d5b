import { classifyText } from "@/lib/models/tasks/classify-text";
import { embedTransformers } from "@/lib/models/tasks/embed-transformers";
import { embedUseLite } from "@/lib/models/tasks/embed-use-lite";
import { readFace } from "@/lib/models/tasks/read-face";
import { readTextEmotion } from "@/lib/models/tasks/read-text-emotion";
import { readVoice } from "@/lib/models/tasks/read-voice";
import { recogniseMoonshine } from "@/lib/models/tasks/recognise-moonshine";
import { recogniseWhisper } from "@/lib/models/tasks/recognise-whisper";
import { speechProbability } from "@/lib/models/tasks/speech-probability";
import type { InferenceTask } from "@/lib/models/tasks/task";

/**
 * Every kind of inference the pool can do. To add one: write `tasks/<kind>.ts` with `defineTask`,
 * list it here, and call `pool.run("<kind>", input)`; types follow. Only the inference thread
 * imports this file at run time, the pool imports its type.
 */
export const inferenceTasks = {
  "embed-use-lite": embedUseLite,
  "embed-transformers": embedTransformers,
  "speech-probability": speechProbability,
  "read-voice": readVoice,
  "recognise-moonshine": recogniseMoonshine,
  "recognise-whisper": recogniseWhisper,
  "read-face": readFace,
  "read-text-emotion": readTextEmotion,
  "classify-text": classifyText,
};

export type InferenceKind = keyof typeof inferenceTasks;

type TaskOf<Kind extends InferenceKind> = (typeof inferenceTasks)[Kind];

export type InferenceInput<Kind extends InferenceKind> =
  TaskOf<Kind> extends InferenceTask<infer Input, infer _Output, infer _State> ? Input : never;

export type InferenceOutput<Kind extends InferenceKind> =
  TaskOf<Kind> extends InferenceTask<infer _Input, infer Output, infer _State> ? Output : never;
