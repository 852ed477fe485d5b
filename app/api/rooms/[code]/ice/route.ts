import { z } from "zod";
import { meetingCode } from "@/lib/meetings/schema";
import { route } from "@/lib/platform/http";
import { iceConfigFor, ROOM_CREDENTIALS_SECONDS } from "@/lib/room/ice";
import { iceConfig } from "@/lib/room/schema";
import { presentHere } from "@/lib/room/seat-access";

/** Fresh relay credentials, for people who are in the room now. */
export const GET = route({
  name: "room-ice",
  access: presentHere,
  limit: { points: 20, seconds: 60, by: "principal" },
  params: z.object({ code: meetingCode }),
  out: iceConfig,
  handler: async ({ principal }) =>
    iceConfigFor({ id: principal.participantId, lifetimeSeconds: ROOM_CREDENTIALS_SECONDS }),
});
