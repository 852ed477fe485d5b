import { admin } from "@/lib/auth/access";
import { decidePolicy, viewPolicy } from "@/lib/emotion/policy";
import { emotionPolicyChange, emotionPolicyView } from "@/lib/emotion/schema";
import { askAnew } from "@/lib/emotion/service";
import { route } from "@/lib/platform/http";

/** What is decided about emotion on this instance. */
export const GET = route({
  name: "admin-get-emotion",
  access: admin,
  limit: { points: 120, seconds: 60, by: "principal" },
  out: emotionPolicyView,
  handler: () => viewPolicy(),
});

/** Decides it. Where people are being measured, they are asked anew. */
export const PUT = route({
  name: "admin-decide-emotion",
  access: admin,
  limit: { points: 20, seconds: 60, by: "principal" },
  body: emotionPolicyChange,
  out: emotionPolicyView,
  handler: async ({ principal, body }) => {
    const { affected } = await decidePolicy({ policy: body, by: principal.id });
    await askAnew(affected);
    return viewPolicy();
  },
});
