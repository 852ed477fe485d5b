import { z } from "zod";
import { signedIn } from "@/lib/auth/access";
import { authorizeMeeting } from "@/lib/meetings/access";
import { retryFailed } from "@/lib/pipeline/service";
import { Answer, route } from "@/lib/platform/http";

export const POST = route({
  name: "retry-meeting",
  access: signedIn,
  limit: { points: 10, seconds: 60, by: "principal" },
  params: z.object({ id: z.uuid("There is no such meeting.") }),
  out: z.object({ retried: z.boolean() }),
  handler: async ({ principal, params }) => {
    const meeting = await authorizeMeeting(params.id, principal, "host");
    return new Answer({ retried: await retryFailed(meeting.id) }, { status: 202 });
  },
});
