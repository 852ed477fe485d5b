import { db, isDuplicate, type Tx } from "@/lib/platform/db";

const ACCOUNT = { id: true, email: true, name: true, role: true, disabledAt: true } as const;

/** Serialises sign-ups while the instance is new, so that exactly one account becomes the admin. */
const FIRST_ACCOUNT_LOCK = 7_201_001;

export type AccountRow = NonNullable<Awaited<ReturnType<typeof findAccount>>>;

/** Makes an account; the first of the instance is its admin. Null when the address is taken. */
export async function insertAccount(input: {
  email: string;
  name: string;
  passwordHash: string;
  admin?: boolean;
}) {
  try {
    return await db().$transaction(async (tx: Tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${FIRST_ACCOUNT_LOCK})`;
      const first = (await tx.user.count()) === 0;
      return tx.user.create({
        data: {
          email: input.email,
          name: input.name,
          passwordHash: input.passwordHash,
          role: first || input.admin ? "admin" : "member",
        },
        select: ACCOUNT,
      });
    });
  } catch (error) {
    if (isDuplicate(error)) return null;
    throw error;
  }
}

export const findAccount = (id: string) => db().user.findUnique({ where: { id }, select: ACCOUNT });

export const findAccountByEmail = (email: string) =>
  db().user.findUnique({ where: { email }, select: { ...ACCOUNT, passwordHash: true } });

/** All accounts, oldest first. */
export const allAccounts = () =>
  db().user.findMany({
    select: { ...ACCOUNT, createdAt: true },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });

export const hasAccounts = async (): Promise<boolean> =>
  (await db().user.findFirst({ select: { id: true } })) !== null;

/** Changes role or access. Null when there is no such account; "last-admin" when nobody would be left to administer. */
export async function changeAccount(
  id: string,
  change: { role?: "admin" | "member"; disabled?: boolean },
) {
  return db().$transaction(async (tx: Tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${FIRST_ACCOUNT_LOCK})`;
    const account = await tx.user.findUnique({ where: { id }, select: ACCOUNT });
    if (!account) return null;
    const losesAdmin =
      account.role === "admin" &&
      account.disabledAt === null &&
      (change.role === "member" || change.disabled === true);
    const otherAdmins = await tx.user.count({
      where: { role: "admin", disabledAt: null, NOT: { id } },
    });
    if (losesAdmin && otherAdmins === 0) return "last-admin" as const;
    return tx.user.update({
      where: { id },
      data: {
        ...(change.role && { role: change.role }),
        ...(change.disabled !== undefined && { disabledAt: change.disabled ? new Date() : null }),
      },
      select: ACCOUNT,
    });
  });
}
