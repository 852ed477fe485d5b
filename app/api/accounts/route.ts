import { anyone } from "@/lib/auth/access";
import { account, signUp } from "@/lib/auth/schema";
import { createAccount } from "@/lib/auth/service";
import { Answer, route } from "@/lib/platform/http";

export const POST = route({
  name: "sign-up",
  access: anyone,
  // The reference system's figure: five new accounts a minute per address.
  limit: { points: 5, seconds: 60, by: "address" },
  body: signUp,
  out: account,
  handler: async ({ body }) => new Answer(await createAccount(body), { status: 201 }),
});
