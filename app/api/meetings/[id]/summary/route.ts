import { z } from "zod";
import { signedIn } from "@/lib/auth/access";
import { authorizeMeeting } from "@/lib/meetings/access";
import { route } from "@/lib/platform/http";
import { summary } from "@/lib/summaries/schema";
import { getSummary } from "@/lib/summaries/service";

export const GET = route({
  name: "get-summary",
  access: signedIn,
  limit: { points: 240, seconds: 60, by: "principal" },
  params: z.object({ id: z.uuid("There is no such meeting.") }),
  out: summary,
  handler: async ({ principal, params }) =>
    getSummary(await authorizeMeeting(params.id, principal, "read")),
});
