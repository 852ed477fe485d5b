import { checkPassword, hashPassword } from "@/lib/auth/password";
import {
  type AccountRow,
  allAccounts,
  changeAccount,
  findAccount,
  findAccountByEmail,
  hasAccounts,
  insertAccount,
} from "@/lib/auth/repo";
import type { Account } from "@/lib/auth/schema";
import { conflict, notFound } from "@/lib/platform/errors";

const toAccount = (row: Pick<AccountRow, "id" | "email" | "name" | "role">): Account => ({
  id: row.id,
  email: row.email,
  name: row.name,
  role: row.role,
});

/** Makes an account; the first one of an instance is its admin. `conflict` when the address is taken. */
export async function createAccount(input: {
  email: string;
  name: string;
  password: string;
  admin?: boolean;
}): Promise<Account> {
  const row = await insertAccount({
    email: input.email,
    name: input.name,
    passwordHash: await hashPassword(input.password),
    ...(input.admin !== undefined && { admin: input.admin }),
  });
  if (!row)
    throw conflict("There is already an account with this e-mail address. Sign in instead?");
  return toAccount(row);
}

/** The account of these credentials; null for an unknown address, a wrong password or a disabled account. */
export async function checkCredentials(email: string, password: string): Promise<Account | null> {
  const row = await findAccountByEmail(email.trim().toLowerCase());
  const right = await checkPassword(row?.passwordHash ?? null, password);
  return row && right && !row.disabledAt ? toAccount(row) : null;
}

/** An account that may act now; null when unknown or disabled. */
export async function activeAccount(id: string): Promise<Account | null> {
  const row = await findAccount(id);
  return row && !row.disabledAt ? toAccount(row) : null;
}

/** The account with this address. `not-found` when there is none. */
export async function accountByEmail(email: string): Promise<Account & { disabled: boolean }> {
  const row = await findAccountByEmail(email.trim().toLowerCase());
  if (!row) throw notFound(`There is no account with the address ${email}.`);
  return { ...toAccount(row), disabled: row.disabledAt !== null };
}

/** Whether nobody has an account yet, so that the next one becomes the admin. */
export const isNewInstance = async (): Promise<boolean> => !(await hasAccounts());

/** Every account, oldest first. */
export async function listAccounts(): Promise<(Account & { disabled: boolean })[]> {
  const rows = await allAccounts();
  return rows.map((row) => ({ ...toAccount(row), disabled: row.disabledAt !== null }));
}

/** Changes role or access, both at once if wished. The last admin stays one. */
export async function changeAccess(
  id: string,
  wanted: { role?: "admin" | "member"; disabled?: boolean },
): Promise<Account> {
  const row = await changeAccount(id, wanted);
  if (!row) throw notFound("There is no such account.");
  if (row === "last-admin")
    throw conflict("This is the last admin. Make somebody else an admin first.");
  return toAccount(row);
}

/** Makes somebody an admin or a member. */
export const setRole = (id: string, role: "admin" | "member") => changeAccess(id, { role });

/** Closes or reopens an account; its sessions end at once. */
export const setDisabled = (id: string, disabled: boolean) => changeAccess(id, { disabled });
