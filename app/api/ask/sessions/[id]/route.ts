import { z } from "zod";
import { session } from "@/lib/answers/schema";
import { deleteSession, readSession } from "@/lib/answers/sessions";
import { signedIn } from "@/lib/auth/access";
import { route } from "@/lib/platform/http";

const params = z.object({ id: z.uuid("There is no such conversation.") });

/** A conversation, as far as its person may read what it cites now. */
export const GET = route({
  name: "ask-session",
  access: signedIn,
  limit: { points: 120, seconds: 60, by: "principal" },
  params,
  out: session,
  handler: ({ principal, params }) => readSession(principal.id, params.id),
});

/** Deletes a conversation. */
export const DELETE = route({
  name: "delete-ask-session",
  access: signedIn,
  limit: { points: 60, seconds: 60, by: "principal" },
  params,
  out: z.object({}),
  handler: async ({ principal, params }) => {
    await deleteSession(principal.id, params.id);
    return {};
  },
});
