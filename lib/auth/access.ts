import { createHash, timingSafeEqual } from "node:crypto";
import type { Account } from "@/lib/auth/schema";
import { currentUserFromCookies } from "@/lib/auth/session";
import type { Access, Caller } from "@/lib/platform/access";
import { env } from "@/lib/platform/env";
import { notFound, unauthenticated } from "@/lib/platform/errors";

/** Anybody, signed in or not. */
export const anyone: Access<{ user: Account | null; address: string }> = {
  name: "anyone",
  check: async (caller: Caller) => ({
    user: await currentUserFromCookies(caller.headers.cookie),
    address: caller.address,
  }),
  key: (principal) => principal.user?.id ?? principal.address,
};

/** A signed-in account. */
export const signedIn: Access<Account> = {
  name: "signed-in",
  check: async (caller) => {
    const user = await currentUserFromCookies(caller.headers.cookie);
    if (!user) throw unauthenticated();
    return user;
  },
  key: (user) => user.id,
};

/** An admin; to everybody else the door does not exist. */
export const admin: Access<Account> = {
  name: "admin",
  check: async (caller) => {
    const user = await currentUserFromCookies(caller.headers.cookie);
    if (user?.role !== "admin") throw notFound();
    return user;
  },
  key: (user) => user.id,
};

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** A monitor with the instance's METRICS_TOKEN, or an admin; to everybody else there is no door. */
export const operator: Access<{ name: string }> = {
  name: "operator",
  check: async (caller) => {
    const token = env().METRICS_TOKEN;
    const [, given] = /^Bearer (.+)$/.exec(caller.headers.authorization ?? "") ?? [];
    if (token && given && timingSafeEqual(digest(token), digest(given))) return { name: "monitor" };
    return { name: (await admin.check(caller)).id };
  },
  key: ({ name }) => name,
};
