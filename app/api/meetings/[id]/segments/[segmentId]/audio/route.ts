import { z } from "zod";
import { signedIn } from "@/lib/auth/access";
import { authorizeMeeting } from "@/lib/meetings/access";
import { route } from "@/lib/platform/http";
import { segmentAudio } from "@/lib/transcripts/listen";

/** What a line of the transcript sounds like, a WAV file; by parts if asked so. */
export const GET = route({
  name: "get-segment-audio",
  access: signedIn,
  limit: { points: 120, seconds: 60, by: "principal" },
  params: z.object({
    id: z.uuid("There is no such meeting."),
    segmentId: z.uuid("There is no such line in this meeting."),
  }),
  out: z.instanceof(Uint8Array),
  contentType: "audio/wav",
  handler: async ({ principal, params }) =>
    segmentAudio(await authorizeMeeting(params.id, principal, "read"), params.segmentId),
});
