import { z } from "zod";
import { route } from "@/lib/platform/http";
import { closeTrack as body } from "@/lib/recordings/schema";
import { closeTrack } from "@/lib/recordings/service";
import { seated } from "@/lib/room/seat-access";

export const POST = route({
  name: "close-track",
  access: seated,
  limit: { points: 60, seconds: 60, by: "principal" },
  params: z.object({ trackId: z.uuid() }),
  body,
  out: z.object({}),
  handler: async ({ principal, params }) => {
    await closeTrack(principal, params.trackId);
    return {};
  },
});
