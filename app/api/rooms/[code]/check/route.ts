import { randomUUID } from "node:crypto";
import { z } from "zod";
import { anyone } from "@/lib/auth/access";
import { meetingCode } from "@/lib/meetings/schema";
import { requireOpenMeeting } from "@/lib/meetings/service";
import { route } from "@/lib/platform/http";
import { CHECK_CREDENTIALS_SECONDS, iceConfigFor } from "@/lib/room/ice";
import { iceConfig } from "@/lib/room/schema";

/** What the connection check before entering needs: relay credentials for a minute. */
export const POST = route({
  name: "check-connection",
  access: anyone,
  limit: { points: 20, seconds: 60, by: "address" },
  params: z.object({ code: meetingCode }),
  out: iceConfig,
  handler: async ({ params }) => {
    await requireOpenMeeting(params.code);
    const id = `check-${randomUUID()}`;
    return iceConfigFor({ id, lifetimeSeconds: CHECK_CREDENTIALS_SECONDS });
  },
});
