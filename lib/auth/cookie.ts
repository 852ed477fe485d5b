import { env } from "@/lib/platform/env";

/** Thirty days; the account is looked up at every request, so closing it ends its sessions at once. */
export const SESSION_SECONDS = 30 * 24 * 3600;

/** Cookies are `Secure` when people reach the instance by https. */
export const secureCookies = (): boolean => env().PARLEY_URL.startsWith("https:");

/** next-auth splits a long value over `name.0`, `name.1`…; {@link readCookie} joins them. */
export const SESSION_COOKIE = (): string =>
  secureCookies() ? "__Secure-parley.session" : "parley.session";

/** Parses a Cookie header. The first of two equal names counts, as browsers send the closest path first. */
export function parseCookies(header: string | undefined): Map<string, string> {
  const jar = new Map<string, string>();
  for (const part of (header ?? "").split(";")) {
    const at = part.indexOf("=");
    if (at < 0) continue;
    const name = part.slice(0, at).trim();
    if (jar.has(name)) continue;
    const raw = part.slice(at + 1).trim();
    try {
      jar.set(name, decodeURIComponent(raw));
    } catch {
      jar.set(name, raw);
    }
  }
  return jar;
}

/** A cookie's value, put together again when it was split into chunks. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  const jar = parseCookies(header);
  const whole = jar.get(name);
  if (whole !== undefined) return whole;
  const parts: string[] = [];
  for (let i = 0; jar.has(`${name}.${i}`); i++) parts.push(jar.get(`${name}.${i}`) ?? "");
  return parts.length > 0 ? parts.join("") : undefined;
}
