import { z } from "zod";
import { signedIn } from "@/lib/auth/access";
import { authorizeMeeting } from "@/lib/meetings/access";
import { meetingHost } from "@/lib/meetings/door";
import { requestRewrite } from "@/lib/pipeline/service";
import { Answer, route } from "@/lib/platform/http";
import { editSummary, rewriteSummary, summary, summaryState } from "@/lib/summaries/schema";
import { editSummary as edit, getSummary } from "@/lib/summaries/service";

export const GET = route({
  name: "get-summary",
  access: signedIn,
  limit: { points: 240, seconds: 60, by: "principal" },
  params: z.object({ id: z.uuid("There is no such meeting.") }),
  out: summary,
  handler: async ({ principal, params: { id } }) =>
    getSummary(await authorizeMeeting(id, principal, "read"), principal),
});

/** Has it written again. The limit of two in two hours is counted once it is begun. */
export const POST = route({
  name: "rewrite-summary",
  access: meetingHost,
  limit: { points: 30, seconds: 60, by: "principal" },
  body: rewriteSummary,
  out: summaryState,
  handler: async ({ principal: { user, meeting }, body: order }) =>
    new Answer(await requestRewrite({ meeting, user, order }), { status: 202 }),
});

/** Changes one sentence. */
export const PATCH = route({
  name: "edit-summary",
  access: meetingHost,
  limit: { points: 120, seconds: 60, by: "principal" },
  body: editSummary,
  out: summary,
  handler: ({ principal: { user, meeting }, body }) => edit(meeting, user, body),
});
