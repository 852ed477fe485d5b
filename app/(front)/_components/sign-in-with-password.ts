import { signIn } from "next-auth/react";

export type SignInResult = { ok: true } | { ok: false; message: string };

const REFUSED = "That e-mail address and password do not belong together.";
const UNREACHABLE = "Parley cannot be reached. Check your connection and try again.";

/** next-auth's own code for "no such account or wrong password"; other errors carry our sentence. */
const CREDENTIALS_REFUSED = "CredentialsSignin";

/** Signs in. A refusal comes back as a sentence, the same for an unknown account and a wrong password. */
export const signInWithPassword = async (input: {
  email: string;
  password: string;
}): Promise<SignInResult> => {
  const answer = await signIn("credentials", { ...input, redirect: false }).catch(() => null);
  if (answer === null || answer === undefined) return { ok: false, message: UNREACHABLE };
  if (answer.ok && !answer.error) return { ok: true };
  const own = answer.error !== null && answer.error !== CREDENTIALS_REFUSED;
  return { ok: false, message: own ? String(answer.error) : REFUSED };
};
