import { z } from "zod";
import { anyone } from "@/lib/auth/access";
import { channelsConfig } from "@/lib/platform/channels";
import { route } from "@/lib/platform/http";

/** Where pusher-js connects: the embedded endpoint or a hosted one. The key is public by design. */
export const GET = route({
  name: "channels-config",
  access: anyone,
  limit: { points: 240, seconds: 60, by: "address" },
  out: z.object({
    key: z.string(),
    cluster: z.string(),
    wsHost: z.string().optional(),
    wsPort: z.number().optional(),
    wssPort: z.number().optional(),
    forceTLS: z.boolean(),
    authEndpoint: z.string(),
  }),
  handler: async ({ headers }) => channelsConfig(headers.get("host") ?? undefined),
});
