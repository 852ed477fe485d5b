import type { IncomingHttpHeaders } from "node:http";

/** What a door knows of its caller before anything was checked. */
export interface Caller {
  headers: IncomingHttpHeaders;
  /** The peer's address, for limits. */
  address: string;
  params: Record<string, string>;
}

/**
 * Who may use a door. `check` yields the principal or throws an AppError; `key` names the principal
 * for rate limits.
 */
export interface Access<P> {
  name: string;
  check(caller: Caller): Promise<P>;
  key(principal: P): string;
}
