import { z } from "zod";
import { anyone } from "@/lib/auth/access";
import { meetingCode } from "@/lib/meetings/schema";
import { previewRoom } from "@/lib/meetings/service";
import { route } from "@/lib/platform/http";
import { roomPreview } from "@/lib/room/schema";
import { seatOfCookies } from "@/lib/room/seat-access";

export const GET = route({
  name: "preview-room",
  access: anyone,
  // Codes carry 59 bits; the limit keeps guessing hopeless all the same.
  limit: { points: 60, seconds: 60, by: "address" },
  params: z.object({ code: meetingCode }),
  out: roomPreview,
  handler: async ({ params, principal, headers }) => {
    const seat = await seatOfCookies(headers.get("cookie") ?? undefined, params.code);
    return previewRoom({ code: params.code, user: principal.user, seat });
  },
});
