import { adminRetried, adminRetry } from "@/lib/admin/schema";
import { retryWork } from "@/lib/admin/service";
import { admin } from "@/lib/auth/access";
import { Answer, route } from "@/lib/platform/http";

export const POST = route({
  name: "admin-retry",
  access: admin,
  limit: { points: 60, seconds: 60, by: "principal" },
  body: adminRetry,
  out: adminRetried,
  handler: async ({ body }) => new Answer(await retryWork(body.ref), { status: 202 }),
});
