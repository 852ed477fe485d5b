import { answerEvent, askRequest } from "@/lib/answers/schema";
import { ask } from "@/lib/answers/service";
import { signedIn } from "@/lib/auth/access";
import { streamRoute } from "@/lib/platform/http-stream";

/** Answers a question over one meeting or all the person may read, a JSON object a line. */
export const POST = streamRoute({
  name: "ask",
  access: signedIn,
  limit: { points: 20, seconds: 60, by: "principal" },
  body: askRequest,
  out: answerEvent,
  handler: ({ principal, body, signal }) => ask({ user: principal, request: body, signal }),
});
