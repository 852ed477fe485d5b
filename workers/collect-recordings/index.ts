import { collectRecordings } from "@/lib/pipeline/jobs";
import { collectStep } from "@/lib/pipeline/steps";
import { handler } from "../handler";

export default handler(collectRecordings, ({ payload, lastAttempt }) =>
  collectStep({ meetingId: payload.meetingId, lastAttempt }),
);
