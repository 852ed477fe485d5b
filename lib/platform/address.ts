import type { IncomingMessage } from "node:http";
import { env } from "@/lib/platform/env";

/**
 * The caller's address, for limits. Behind a trusted proxy it is the last one that the proxy
 * wrote down; otherwise what a caller claims in headers counts for nothing.
 */
export function callerAddress(request: IncomingMessage): string {
  const forwarded = env().TRUST_PROXY ? request.headers["x-forwarded-for"] : undefined;
  const nearest = String(forwarded ?? "")
    .split(",")
    .at(-1)
    ?.trim();
  return nearest || request.socket.remoteAddress || "unknown";
}
