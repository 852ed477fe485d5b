import { rewriteSummary } from "@/lib/pipeline/jobs";
import { rewriteStep } from "@/lib/pipeline/steps";
import { handler } from "../handler";

export default handler(rewriteSummary, ({ payload, lastAttempt, signal }) =>
  rewriteStep({ rewriteId: payload.rewriteId, lastAttempt, signal }),
);
