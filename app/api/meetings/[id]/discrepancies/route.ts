import { z } from "zod";
import { signedIn } from "@/lib/auth/access";
import { authorizeMeeting } from "@/lib/meetings/access";
import { route } from "@/lib/platform/http";
import { discrepancies } from "@/lib/summaries/schema";
import { getDiscrepancies } from "@/lib/summaries/service";

/** Where words and what face or voice showed did not match, as far as one may see it. */
export const GET = route({
  name: "get-discrepancies",
  access: signedIn,
  limit: { points: 120, seconds: 60, by: "principal" },
  params: z.object({ id: z.uuid("There is no such meeting.") }),
  out: discrepancies,
  handler: async ({ principal, params: { id } }) =>
    getDiscrepancies(await authorizeMeeting(id, principal, "read"), principal),
});
