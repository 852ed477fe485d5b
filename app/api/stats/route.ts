import { adminStatistics } from "@/lib/admin/schema";
import { statistics } from "@/lib/admin/service";
import { operator } from "@/lib/auth/access";
import { route } from "@/lib/platform/http";

/** Figures of live emotion: from capture to result over the last 500 readings. */
export const GET = route({
  name: "stats",
  access: operator,
  limit: { points: 240, seconds: 60, by: "principal" },
  out: adminStatistics,
  handler: () => statistics(),
});
