import { encode } from "next-auth/jwt";
import { SESSION_COOKIE } from "@/lib/auth/cookie";
import type { Account } from "@/lib/auth/schema";
import { createAccount } from "@/lib/auth/service";
import { secretFor } from "@/lib/platform/env";

let made = 0;

/** A fresh account with an address of its own. */
export function makeAccount(name = "Somebody"): Promise<Account> {
  made += 1;
  return createAccount({
    email: `${name.toLowerCase().replace(/\W/g, "")}.${process.pid}.${Date.now()}.${made}@example.org`,
    name,
    password: "a password of some length",
  });
}

/** The Cookie header of a signed-in account, as next-auth would have set it. */
export async function cookieOf(account: Account): Promise<string> {
  const token = await encode({ token: { sub: account.id }, secret: secretFor("session") });
  return `${SESSION_COOKIE()}=${token}`;
}
