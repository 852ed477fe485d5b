import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { closeClip, openTrack, sliceParams } from "@/lib/recordings/schema";

export type StoredClip = {
  startedAtMs: number;
  slices: Map<number, Buffer>;
  closed: ReturnType<typeof closeClip.parse> | null;
};
export type StoredTrack = { mimeType: string; clips: Map<number, StoredClip>; closed: boolean };

/** What the next requests shall suffer; the request's method and path decide. Null: nothing. */
export type Fault = (request: { method: string; path: string }) => FaultAnswer | null;
export type FaultAnswer =
  | "hang-up"
  /** Takes the request, then hangs up: the client cannot know. */
  | "hang-up-after"
  /** Answers well and loses what was sent. */
  | "lose"
  | { status: number; headers?: Record<string, string>; message?: string };

/** The upload doors of lib/recordings/schema.ts in memory, with faults on demand. */
export class UploadStore {
  readonly tracks = new Map<string, StoredTrack>();
  readonly requests: string[] = [];
  fault: Fault = () => null;

  /** All slices of a clip as one file. */
  file(clip: StoredClip): Buffer {
    const slices = [...clip.slices].sort(([a], [b]) => a - b).map(([, bytes]) => bytes);
    return Buffer.concat(slices);
  }

  allClips(): StoredClip[] {
    const clips = [...this.tracks.values()].flatMap((track) => [...track.clips.values()]);
    return clips.sort((a, b) => a.startedAtMs - b.startedAtMs);
  }

  /** Answers the request when it is one of the doors; false otherwise. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const path = request.url ?? "";
    const match =
      /^\/api\/rooms\/([^/]+)\/tracks\/([^/]+)(?:\/clips\/(\d+))?(?:\/slices\/(\d+)|\/(close))?$/.exec(
        path,
      );
    if (!match) return false;
    const body = await readAll(request);
    const method = request.method ?? "";
    this.requests.push(`${method} ${path}`);
    const fault = this.fault({ method, path });
    if (fault === "hang-up") {
      request.socket.destroy();
      return true;
    }
    if (typeof fault === "object" && fault) {
      const error = { code: "fault", message: fault.message ?? "A fault made for this test." };
      answer(response, fault.status, { error }, fault.headers);
      return true;
    }
    const [, code = "", trackId = "", clip, slice, close] = match;
    const result = this.#take({ code, trackId, clip, slice, close, method, body, request, fault });
    if (fault === "hang-up-after") request.socket.destroy();
    else answer(response, result.status, result.body);
    return true;
  }

  #take(input: {
    code: string;
    trackId: string;
    clip: string | undefined;
    slice: string | undefined;
    close: string | undefined;
    method: string;
    body: Buffer;
    request: IncomingMessage;
    fault: FaultAnswer | null;
  }): { status: number; body: unknown } {
    const { trackId, clip, slice, close, body, request } = input;
    const json = (): unknown => JSON.parse(body.toString());
    if (clip === undefined && !close) {
      const { mimeType } = openTrack.parse(json());
      if (!this.tracks.has(trackId)) {
        this.tracks.set(trackId, { mimeType, clips: new Map(), closed: false });
      }
      return { status: 200, body: {} };
    }
    const track = this.tracks.get(trackId);
    if (!track) return refusal(404, "There is no such recording.");
    if (clip === undefined) {
      track.closed = true;
      return { status: 200, body: {} };
    }
    const known = track.clips.get(Number(clip));
    if (slice === undefined) {
      const closing = closeClip.parse(json());
      const numbers = Array.from({ length: closing.slices }, (_, index) => index);
      const missing = numbers.filter((number) => !known?.slices.has(number));
      if (known && missing.length === 0) known.closed = closing;
      return { status: 200, body: { missing } };
    }
    sliceParams.parse({ code: input.code, trackId, clip, slice });
    const digest = createHash("sha256").update(body).digest("hex");
    if (request.headers["x-content-sha256"] !== digest) return refusal(400, "Damaged.");
    if (input.fault === "lose") return { status: 200, body: { received: true } };
    const startedAtMs = Number(request.headers["x-clip-started-at"]);
    const entry = known ?? { startedAtMs, slices: new Map(), closed: null };
    track.clips.set(Number(clip), entry);
    const stored = entry.slices.get(Number(slice));
    if (stored && !stored.equals(body)) return refusal(409, "Another piece is in this place.");
    entry.slices.set(Number(slice), body);
    return { status: 200, body: { received: true } };
  }
}

const refusal = (status: number, message: string) => ({
  status,
  body: { error: { code: "refused", message } },
});

const readAll = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
};

const answer = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
};
