import { transcribeClip } from "@/lib/pipeline/jobs";
import { recogniseClip } from "@/lib/pipeline/recognise-clip";
import { handler } from "../handler";
import { findCutSpeech, speechEngine } from "../models";

export default handler(transcribeClip, ({ payload, lastAttempt, signal }) =>
  recogniseClip({
    clipId: payload.clipId,
    lastAttempt,
    signal,
    engine: speechEngine(),
    findCutSpeech,
  }),
);
