import { renewIndex } from "@/lib/pipeline/jobs";
import { renewIndexOf } from "@/lib/pipeline/steps";
import { handler } from "../handler";

export default handler(renewIndex, ({ payload, signal }) =>
  renewIndexOf({ meetingId: payload.meetingId, signal }),
);
