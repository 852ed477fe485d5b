import { adminOverview } from "@/lib/admin/schema";
import { overview } from "@/lib/admin/service";
import { admin } from "@/lib/auth/access";
import { route } from "@/lib/platform/http";

export const GET = route({
  name: "admin-overview",
  access: admin,
  limit: { points: 120, seconds: 60, by: "principal" },
  out: adminOverview,
  handler: () => overview(),
});
