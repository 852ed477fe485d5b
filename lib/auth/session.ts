import { decode } from "next-auth/jwt";
import { z } from "zod";
import { readCookie, SESSION_COOKIE } from "@/lib/auth/cookie";
import type { Account } from "@/lib/auth/schema";
import { activeAccount } from "@/lib/auth/service";
import { secretFor } from "@/lib/platform/env";

/** The signed-in account of a request's Cookie header; null for a stranger. Works on any request. */
export async function currentUserFromCookies(header: string | undefined): Promise<Account | null> {
  const raw = readCookie(header, SESSION_COOKIE());
  if (!raw) return null;
  const token = await decode({ token: raw, secret: secretFor("session") }).catch(() => null);
  const id = z.uuid().safeParse(token?.sub);
  return id.success ? activeAccount(id.data) : null;
}
