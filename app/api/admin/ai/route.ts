import { admin } from "@/lib/auth/access";
import { decideCaps, viewAi } from "@/lib/llm/admin";
import { adminAi, llmCaps } from "@/lib/llm/schema";
import { route } from "@/lib/platform/http";

/** The language model, its use this month and in those before, and the caps. */
export const GET = route({
  name: "admin-get-ai",
  access: admin,
  limit: { points: 120, seconds: 60, by: "principal" },
  out: adminAi,
  handler: () => viewAi(),
});

/** Decides the caps. */
export const PUT = route({
  name: "admin-decide-ai",
  access: admin,
  limit: { points: 20, seconds: 60, by: "principal" },
  body: llmCaps,
  out: adminAi,
  handler: async ({ principal, body }) => {
    await decideCaps({ caps: body, by: principal.id });
    return viewAi();
  },
});
