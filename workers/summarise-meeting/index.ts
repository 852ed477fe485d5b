import { summariseMeeting } from "@/lib/pipeline/jobs";
import { summariseStep } from "@/lib/pipeline/steps";
import { handler } from "../handler";

export default handler(summariseMeeting, ({ payload, lastAttempt, signal }) =>
  summariseStep({ meetingId: payload.meetingId, lastAttempt, signal }),
);
