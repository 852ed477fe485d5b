import { z } from "zod";
import { signedIn } from "@/lib/auth/access";
import { authorizeMeeting } from "@/lib/meetings/access";
import { route } from "@/lib/platform/http";
import { transcript } from "@/lib/transcripts/schema";
import { getTranscript } from "@/lib/transcripts/service";

export const GET = route({
  name: "get-transcript",
  access: signedIn,
  limit: { points: 240, seconds: 60, by: "principal" },
  params: z.object({ id: z.uuid("There is no such meeting.") }),
  out: transcript,
  handler: async ({ principal, params }) =>
    getTranscript(await authorizeMeeting(params.id, principal, "read")),
});
