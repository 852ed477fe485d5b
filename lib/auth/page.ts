import "server-only";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import type { Account } from "@/lib/auth/schema";
import { currentUserFromCookies } from "@/lib/auth/session";

/** The signed-in account, for server components. */
export async function currentUser(): Promise<Account | null> {
  return currentUserFromCookies((await headers()).get("cookie") ?? undefined);
}

/** The signed-in account; a stranger is sent to sign in and comes back to `path`. */
export async function requireUser(path: string): Promise<Account> {
  const user = await currentUser();
  if (!user) redirect(`/sign-in?next=${encodeURIComponent(path)}`);
  return user;
}

/** The signed-in admin; to anybody else the page does not exist. */
export async function requireAdmin(path: string): Promise<Account> {
  const user = await requireUser(path);
  if (user.role !== "admin") notFound();
  return user;
}
