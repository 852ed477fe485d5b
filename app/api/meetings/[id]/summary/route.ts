import { z } from "zod";
import { signedIn } from "@/lib/auth/access";
import { authorizeMeeting } from "@/lib/meetings/access";
import { requestRewrite } from "@/lib/pipeline/service";
import { Answer, route } from "@/lib/platform/http";
import { editSummary, rewriteSummary, summary, summaryState } from "@/lib/summaries/schema";
import { editSummary as edit, getSummary } from "@/lib/summaries/service";

const params = z.object({ id: z.uuid("There is no such meeting.") });

export const GET = route({
  name: "get-summary",
  access: signedIn,
  limit: { points: 240, seconds: 60, by: "principal" },
  params,
  out: summary,
  handler: async ({ principal, params: { id } }) =>
    getSummary(await authorizeMeeting(id, principal, "read"), principal),
});

/** Has it written again. The limit of two in two hours is counted once it is begun. */
export const POST = route({
  name: "rewrite-summary",
  access: signedIn,
  limit: { points: 30, seconds: 60, by: "principal" },
  params,
  body: rewriteSummary,
  out: summaryState,
  handler: async ({ principal, params: { id }, body }) => {
    const meeting = await authorizeMeeting(id, principal, "host");
    const state = await requestRewrite({ meeting, user: principal, order: body });
    return new Answer(state, { status: 202 });
  },
});

/** Changes one sentence. */
export const PATCH = route({
  name: "edit-summary",
  access: signedIn,
  limit: { points: 120, seconds: 60, by: "principal" },
  params,
  body: editSummary,
  out: summary,
  handler: async ({ principal, params: { id }, body }) =>
    edit(await authorizeMeeting(id, principal, "host"), principal, body),
});
