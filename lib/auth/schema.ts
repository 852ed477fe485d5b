import { z } from "zod";
import { personName } from "@/lib/room/schema";

export const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "That e-mail address is too long.")
  .pipe(z.email("That does not look like an e-mail address."));

/** NIST SP 800-63B: length is what counts; 10 at least, and room for a sentence. */
export const password = z
  .string()
  .min(10, "Please use at least 10 characters.")
  .max(200, "Please use at most 200 characters.");

/** POST /api/accounts */
export const signUp = z.object({ email, name: personName, password });
export const account = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  role: z.enum(["admin", "member"]),
});
export type Account = z.infer<typeof account>;
