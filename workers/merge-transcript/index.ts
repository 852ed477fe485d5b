import { mergeTranscript } from "@/lib/pipeline/jobs";
import { mergeStep } from "@/lib/pipeline/steps";
import { handler } from "../handler";
import { readWords } from "../models";

export default handler(mergeTranscript, ({ payload, lastAttempt }) =>
  mergeStep({ meetingId: payload.meetingId, lastAttempt, readWords }),
);
