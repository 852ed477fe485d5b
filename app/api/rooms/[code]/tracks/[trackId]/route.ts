import { z } from "zod";
import { route } from "@/lib/platform/http";
import { openTrack as body } from "@/lib/recordings/schema";
import { openTrack } from "@/lib/recordings/service";
import { seated } from "@/lib/room/seat-access";

export const PUT = route({
  name: "open-track",
  access: seated,
  limit: { points: 60, seconds: 60, by: "principal" },
  params: z.object({ trackId: z.uuid() }),
  body,
  out: z.object({}),
  handler: async ({ principal, params, body }) => {
    await openTrack(principal, { trackId: params.trackId, mimeType: body.mimeType });
    return {};
  },
});
