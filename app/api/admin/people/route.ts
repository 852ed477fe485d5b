import { adminPage, adminPeople } from "@/lib/admin/schema";
import { listPeople } from "@/lib/admin/service";
import { admin } from "@/lib/auth/access";
import { route } from "@/lib/platform/http";

export const GET = route({
  name: "admin-people",
  access: admin,
  limit: { points: 120, seconds: 60, by: "principal" },
  query: adminPage,
  out: adminPeople,
  handler: ({ query }) => listPeople(query),
});
