import { listSessions as listQuery, sessionList } from "@/lib/answers/schema";
import { listSessions } from "@/lib/answers/sessions";
import { signedIn } from "@/lib/auth/access";
import { route } from "@/lib/platform/http";

/** One's own conversations, newest first. */
export const GET = route({
  name: "ask-sessions",
  access: signedIn,
  limit: { points: 120, seconds: 60, by: "principal" },
  query: listQuery,
  out: sessionList,
  handler: ({ principal, query }) => listSessions(principal.id, query),
});
