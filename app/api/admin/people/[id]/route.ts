import { z } from "zod";
import { adminChangePerson } from "@/lib/admin/schema";
import { admin } from "@/lib/auth/access";
import { account } from "@/lib/auth/schema";
import { changeAccess } from "@/lib/auth/service";
import { route } from "@/lib/platform/http";

export const PATCH = route({
  name: "admin-change-person",
  access: admin,
  limit: { points: 60, seconds: 60, by: "principal" },
  params: z.object({ id: z.uuid() }),
  body: adminChangePerson,
  out: account,
  handler: ({ params, body }) => changeAccess(params.id, body),
});
