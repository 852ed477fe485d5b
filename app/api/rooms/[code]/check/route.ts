import { randomUUID } from "node:crypto";
import { z } from "zod";
import { anyone } from "@/lib/auth/access";
import { meetingCode } from "@/lib/meetings/schema";
import { requireOpenMeeting } from "@/lib/meetings/service";
import { route } from "@/lib/platform/http";
import { checkConfigFor } from "@/lib/room/ice";
import { connectionCheck } from "@/lib/room/schema";

/** What the connection check before entering needs: relay credentials for a minute. */
export const POST = route({
  name: "check-connection",
  access: anyone,
  limit: { points: 20, seconds: 60, by: "address" },
  params: z.object({ code: meetingCode }),
  out: connectionCheck,
  handler: async ({ params }) => {
    await requireOpenMeeting(params.code);
    return checkConfigFor(`check-${randomUUID()}`);
  },
});
