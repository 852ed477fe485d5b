import { z } from "zod";
import { emotionsOfSeat, forgetEmotionsOfSeat } from "@/lib/emotion/history";
import { emotionsForgotten, meetingEmotions } from "@/lib/emotion/schema";
import { meetingCode } from "@/lib/meetings/schema";
import { route } from "@/lib/platform/http";
import { seated } from "@/lib/room/seat-access";

const params = z.object({ code: meetingCode });

/** What was read of oneself, for guests too: the browser's seat proves who one is. */
export const GET = route({
  name: "get-own-emotions",
  access: seated,
  limit: { points: 60, seconds: 60, by: "principal" },
  params,
  out: meetingEmotions,
  handler: ({ principal }) => emotionsOfSeat(principal),
});

export const DELETE = route({
  name: "forget-own-emotions",
  access: seated,
  limit: { points: 20, seconds: 60, by: "principal" },
  params,
  out: emotionsForgotten,
  handler: async ({ principal }) => ({
    deleted: await forgetEmotionsOfSeat(principal.participantId),
  }),
});
