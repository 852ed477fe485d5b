import { adminMeetings, adminPage } from "@/lib/admin/schema";
import { listAllMeetings } from "@/lib/admin/service";
import { admin } from "@/lib/auth/access";
import { route } from "@/lib/platform/http";

export const GET = route({
  name: "admin-meetings",
  access: admin,
  limit: { points: 120, seconds: 60, by: "principal" },
  query: adminPage,
  out: adminMeetings,
  handler: ({ query }) => listAllMeetings(query),
});
