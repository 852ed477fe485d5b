import { z } from "zod";
import { signedIn } from "@/lib/auth/access";
import { emotionsFor, forgetOwnEmotions } from "@/lib/emotion/history";
import { emotionsForgotten, meetingEmotions } from "@/lib/emotion/schema";
import { authorizeMeeting } from "@/lib/meetings/access";
import { route } from "@/lib/platform/http";

const params = z.object({ id: z.uuid("There is no such meeting.") });

/** What was read of faces and voices, as far as one may see it. */
export const GET = route({
  name: "get-emotions",
  access: signedIn,
  limit: { points: 120, seconds: 60, by: "principal" },
  params,
  out: meetingEmotions,
  handler: async ({ principal, params: { id } }) =>
    emotionsFor(await authorizeMeeting(id, principal, "read"), principal),
});

/** Deletes what was read of oneself. */
export const DELETE = route({
  name: "forget-emotions",
  access: signedIn,
  limit: { points: 20, seconds: 60, by: "principal" },
  params,
  out: emotionsForgotten,
  handler: async ({ principal, params: { id } }) => ({
    deleted: await forgetOwnEmotions(await authorizeMeeting(id, principal, "read"), principal),
  }),
});
