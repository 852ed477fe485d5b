import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { z } from "zod";
import { SESSION_COOKIE, SESSION_SECONDS, secureCookies } from "@/lib/auth/cookie";
import { checkCredentials } from "@/lib/auth/service";
import { secretFor } from "@/lib/platform/env";
import { toAppError } from "@/lib/platform/errors";
import { consume } from "@/lib/platform/rate-limit";

const credentials = z.object({ email: z.string().max(254), password: z.string().max(200) });

/** 10 sign-ins a minute per address of the caller and per account, as the reference system allows. */
const SIGN_IN_LIMIT = { points: 10, seconds: 60 };

/** next-auth's settings: credentials, a signed and encrypted session cookie, our own pages. */
export function authOptions(): NextAuthOptions {
  return {
    secret: secretFor("session"),
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    useSecureCookies: secureCookies(),
    cookies: {
      sessionToken: {
        name: SESSION_COOKIE(),
        options: { httpOnly: true, sameSite: "lax", path: "/", secure: secureCookies() },
      },
    },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [
      CredentialsProvider({
        name: "password",
        credentials: { email: { type: "email" }, password: { type: "password" } },
        async authorize(given, request) {
          const parsed = credentials.safeParse(given);
          if (!parsed.success) return null;
          const address = String(request.headers?.["x-parley-address"] ?? "unknown");
          const { email, password } = parsed.data;
          try {
            await consume("sign-in:address", { ...SIGN_IN_LIMIT, by: "address" }, address);
            // Per caller and account: a stranger cannot lock somebody else out by guessing.
            await consume(
              "sign-in:account",
              { ...SIGN_IN_LIMIT, by: "address" },
              `${address}:${email.trim().toLowerCase()}`,
            );
          } catch (error) {
            throw new Error(toAppError(error).message);
          }
          return checkCredentials(email, password);
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user ? { ...token, sub: user.id } : token),
      session: ({ session, token }) => ({ ...session, userId: token.sub }),
    },
  };
}
