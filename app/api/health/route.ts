import { z } from "zod";
import { anyone } from "@/lib/auth/access";
import { route } from "@/lib/platform/http";

/** The process answers; says nothing of its services. */
export const GET = route({
  name: "health",
  access: anyone,
  limit: { points: 600, seconds: 60, by: "address" },
  out: z.object({ ok: z.literal(true) }),
  handler: async () => ({ ok: true as const }),
});
