import { indexTranscript } from "@/lib/pipeline/jobs";
import { indexStep } from "@/lib/pipeline/steps";
import { handler } from "../handler";

export default handler(indexTranscript, ({ payload, lastAttempt, signal }) =>
  indexStep({ meetingId: payload.meetingId, lastAttempt, signal }),
);
