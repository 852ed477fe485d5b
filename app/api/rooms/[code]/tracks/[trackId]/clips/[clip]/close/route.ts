import { z } from "zod";
import { route } from "@/lib/platform/http";
import { closeClip as body, closeClipAnswer, sliceParams } from "@/lib/recordings/schema";
import { closeClip } from "@/lib/recordings/service";
import { seated } from "@/lib/room/seat-access";

export const POST = route({
  name: "close-clip",
  access: seated,
  limit: { points: 240, seconds: 60, by: "principal" },
  params: z.object(sliceParams.shape).pick({ trackId: true, clip: true }),
  body,
  out: closeClipAnswer,
  handler: ({ principal, params, body }) => closeClip(principal, { ...params, ...body }),
});
