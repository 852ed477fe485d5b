import { signedIn } from "@/lib/auth/access";
import { account } from "@/lib/auth/schema";
import { route } from "@/lib/platform/http";

export const GET = route({
  name: "me",
  access: signedIn,
  limit: { points: 240, seconds: 60, by: "principal" },
  out: account,
  handler: async ({ principal }) => principal,
});
