import { z } from "zod";
import { metricsText } from "@/lib/admin/service";
import { operator } from "@/lib/auth/access";
import { route } from "@/lib/platform/http";

/** What a Prometheus server scrapes of this web copy. */
export const GET = route({
  name: "metrics",
  access: operator,
  limit: { points: 240, seconds: 60, by: "principal" },
  out: z.string(),
  contentType: "text/plain; version=0.0.4; charset=utf-8",
  handler: () => metricsText(),
});
