import { hash, verify } from "@node-rs/argon2";

/** OWASP's argon2id setting of 19 MiB, two passes, one lane: 34-43 ms a check on our machines. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** argon2id, in PHC string format. */
export const hashPassword = (password: string): Promise<string> => hash(password, OPTIONS);

let decoy: Promise<string> | undefined;

/**
 * Checks a password. Without a hash (unknown account) the same work is done against a decoy, so that
 * the time of an answer does not tell whether an account exists.
 */
export async function checkPassword(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword("no account has this password");
  const matches = await verify(stored ?? (await decoy), password).catch(() => false);
  return stored !== null && matches;
}
