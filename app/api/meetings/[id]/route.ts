import { z } from "zod";
import { signedIn } from "@/lib/auth/access";
import { authorizeMeeting } from "@/lib/meetings/access";
import { meetingDetail } from "@/lib/meetings/schema";
import { getMeeting } from "@/lib/meetings/service";
import { route } from "@/lib/platform/http";

export const GET = route({
  name: "get-meeting",
  access: signedIn,
  limit: { points: 240, seconds: 60, by: "principal" },
  params: z.object({ id: z.uuid("There is no such meeting.") }),
  out: meetingDetail,
  handler: async ({ principal, params }) =>
    getMeeting(await authorizeMeeting(params.id, principal, "read"), principal),
});
