import { env } from "@/lib/platform/env";

/** Browsers state the page's origin in every WebSocket handshake; another website's is refused. */
export function isOwnOrigin(headers: { origin?: string; host?: string }): boolean {
  if (!headers.origin || !URL.canParse(headers.origin)) return false;
  const origin = new URL(headers.origin);
  return origin.host === headers.host || origin.origin === new URL(env().PARLEY_URL).origin;
}
