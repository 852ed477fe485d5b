import { z } from "zod";
import { invalid } from "@/lib/platform/errors";
import { route } from "@/lib/platform/http";
import { SLICE_MAX_BYTES, sliceAnswer, sliceParams } from "@/lib/recordings/schema";
import { putSlice } from "@/lib/recordings/service";
import { seated } from "@/lib/room/seat-access";

const sliceHeaders = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/i),
  startedAtMs: z.coerce.number().int().positive(),
});

export const PUT = route({
  name: "put-slice",
  access: seated,
  // A slice a second, and room to catch up after an outage.
  limit: { points: 900, seconds: 60, by: "principal" },
  params: z.object(sliceParams.shape).pick({ trackId: true, clip: true, slice: true }),
  raw: { maxBytes: SLICE_MAX_BYTES },
  out: sliceAnswer,
  handler: async ({ principal, params, bytes, headers }) => {
    const stated = sliceHeaders.safeParse({
      sha256: headers.get("x-content-sha256"),
      startedAtMs: headers.get("x-clip-started-at"),
    });
    if (!stated.success) throw invalid("This piece of the recording lacks its checksum or time.");
    await putSlice(principal, { ...params, ...stated.data, bytes });
    return { received: true as const };
  },
});
