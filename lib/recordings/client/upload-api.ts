import { z } from "zod";
import { closeClipAnswer } from "@/lib/recordings/schema";
import type { ClipCut } from "./clip-planner";

/** A request that did not succeed. `passing`: time may heal it, so it is worth trying again. */
export class UploadError extends Error {
  override readonly name = "UploadError";
  readonly passing: boolean;
  readonly retryAfterMs: number | null;
  readonly status: number;

  constructor(input: { message: string; status: number; retryAfterMs?: number | null }) {
    super(input.message);
    this.status = input.status;
    this.retryAfterMs = input.retryAfterMs ?? null;
    this.passing = PASSING.has(input.status) || input.status >= 500;
  }
}

/** A request without an answer for this long is made again; it would hold its place for ever. */
const REQUEST_TIMEOUT_MS = 30_000;

/** No connection (0), time-outs, and being asked to slow down. */
const PASSING = new Set([0, 408, 425, 429]);

const refusal = z.object({ error: z.object({ message: z.string() }) });

type Place = { trackId: string; clip: number };

/** The upload doors of lib/recordings/schema.ts for one meeting. Every call may be repeated. */
export class UploadApi {
  readonly #base: string;

  /** `origin` is the page's own when left out. */
  constructor(input: { code: string; origin?: string }) {
    this.#base = `${input.origin ?? ""}/api/rooms/${encodeURIComponent(input.code)}/tracks`;
  }

  async openTrack(
    input: { trackId: string; mimeType: string },
    signal: AbortSignal,
  ): Promise<void> {
    await this.#send("PUT", input.trackId, { json: { mimeType: input.mimeType }, signal });
  }

  async putSlice(
    input: Place & { slice: number; startedAtMs: number; bytes: ArrayBuffer },
    signal: AbortSignal,
  ): Promise<void> {
    const { trackId, clip, slice, startedAtMs, bytes } = input;
    await this.#send("PUT", `${trackId}/clips/${clip}/slices/${slice}`, {
      bytes,
      headers: {
        "content-type": "application/octet-stream",
        "x-content-sha256": await sha256Hex(bytes),
        "x-clip-started-at": String(startedAtMs),
      },
      signal,
    });
  }

  /** Answers the numbers of slices the server still lacks. */
  async closeClip(
    input: Place & { startedAtMs: number; endedAtMs: number; cut: ClipCut; slices: number },
    signal: AbortSignal,
  ): Promise<number[]> {
    const { trackId, clip, ...json } = input;
    const answer = await this.#send("POST", `${trackId}/clips/${clip}/close`, { json, signal });
    return closeClipAnswer.parse(answer).missing;
  }

  async closeTrack(input: { trackId: string; clips: number }, signal: AbortSignal): Promise<void> {
    await this.#send("POST", `${input.trackId}/close`, { json: { clips: input.clips }, signal });
  }

  async #send(
    method: "PUT" | "POST",
    path: string,
    input: {
      json?: unknown;
      bytes?: ArrayBuffer;
      headers?: Record<string, string>;
      signal: AbortSignal;
    },
  ): Promise<unknown> {
    const response = await fetch(`${this.#base}/${path}`, {
      method,
      signal: AbortSignal.any([input.signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
      headers: input.headers ?? { "content-type": "application/json" },
      body: input.bytes ?? JSON.stringify(input.json),
    }).catch((cause: unknown) => {
      if (input.signal.aborted) throw cause;
      throw new UploadError({ status: 0, message: "The connection is down." });
    });
    const body: unknown = await response.json().catch(() => null);
    if (response.ok) return body;
    const said = refusal.safeParse(body);
    throw new UploadError({
      status: response.status,
      message: said.success
        ? said.data.error.message
        : "The server refused a piece of the recording.",
      retryAfterMs: retryAfterMs(response.headers.get("retry-after")),
    });
  }
}

/** Seconds, as our server says it; a date is as good as no hint. */
const retryAfterMs = (header: string | null): number | null => {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
};

export const sha256Hex = async (bytes: ArrayBuffer): Promise<string> => {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};
