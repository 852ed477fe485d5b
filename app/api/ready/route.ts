import { z } from "zod";
import { readiness } from "@/lib/admin/service";
import { anyone } from "@/lib/auth/access";
import { Answer, route } from "@/lib/platform/http";

/** 200 when database, queue and a worker are there to do the work, else 503. */
export const GET = route({
  name: "ready",
  access: anyone,
  limit: { points: 600, seconds: 60, by: "address" },
  out: z.object({
    ready: z.boolean(),
    database: z.boolean(),
    redis: z.boolean(),
    worker: z.boolean(),
  }),
  handler: async () => {
    const state = await readiness();
    return new Answer(state, { status: state.ready ? 200 : 503 });
  },
});
