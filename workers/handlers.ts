import collectRecordings from "./collect-recordings";
import type { Handler } from "./handler";
import indexTranscript from "./index-transcript";
import mergeTranscript from "./merge-transcript";
import readEmotion from "./read-emotion";
import renewIndex from "./renew-index";
import summariseMeeting from "./summarise-meeting";
import transcribeClip from "./transcribe-clip";

/** One handler for each declared job; `matchHandlers` refuses to start otherwise. */
export const HANDLERS: Handler[] = [
  transcribeClip,
  collectRecordings,
  mergeTranscript,
  indexTranscript,
  renewIndex,
  summariseMeeting,
  readEmotion,
];
