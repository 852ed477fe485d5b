import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { InferencePool } from "@/lib/models/pool";
import { concatenate } from "@/lib/speech/decode";
import { createSpeechEngine } from "@/lib/speech/engine";
import { GroqEngine } from "@/lib/speech/groq";
import { fixturePcm, quiet, spokenFixtures } from "@/lib/speech/testing/fixtures";

let folder: string;
let pool: InferencePool;
let speech: Float32Array;
let service: Server | undefined;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "parley-groq-"));
  pool = new InferencePool({ locations: { dataDir: folder } });
  const [fixture] = await spokenFixtures();
  if (!fixture) throw new Error("no fixture");
  speech = concatenate([quiet(2000), await fixturePcm(fixture), quiet(1000)]);
});

afterEach(() => {
  service?.closeAllConnections();
  service?.close();
});

afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

/** Stands in for the service: it is someone else's, and there is no network. */
async function serve(
  answer: (request: IncomingMessage, response: ServerResponse, body: Buffer) => void,
): Promise<string> {
  service = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    answer(request, response, Buffer.concat(parts));
  });
  await new Promise<void>((resolve) => service?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
}

const engineAt = (baseUrl: string, timeoutMs?: number) =>
  new GroqEngine({ pool, apiKey: "key", baseUrl, ...(timeoutMs && { timeoutMs }) });

function json(response: ServerResponse, status: number, body: unknown, headers = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

describe("Groq's recogniser", { timeout: 60_000 }, () => {
  it("gets the speech alone and its times are put back on the recording", async () => {
    const bodies: Buffer[] = [];
    const baseUrl = await serve((request, response, body) => {
      bodies.push(body);
      expect(request.headers.authorization).toBe("Bearer key");
      json(response, 200, {
        text: " We want to go. (silence)",
        segments: [
          { start: 0.4, end: 2, text: " We want to go.", avg_logprob: -0.1, no_speech_prob: 0.01 },
          { start: 2, end: 3, text: " Thank you.", avg_logprob: -1.3, no_speech_prob: 0.9 },
        ],
      });
    });
    const segments = await engineAt(baseUrl).transcribe(speech, { language: "en" });
    expect(segments).toHaveLength(1);
    expect(segments[0]).toMatchObject({ text: "We want to go.", confidence: 0.905 });
    // Two seconds of quiet, 400 ms of it sent along.
    expect(segments[0]?.startMs).toBeGreaterThan(1900);
    expect(segments[0]?.startMs).toBeLessThan(2400);
    const form = bodies[0]?.toString("latin1") ?? "";
    expect(form).toContain("RIFF");
    expect(form).toContain("verbose_json");
    expect(form).toContain("whisper-large-v3-turbo");
    expect(bodies[0]?.length ?? 0).toBeLessThan(speech.length * 2);
  });

  it("is not asked about silence", async () => {
    let asked = 0;
    const baseUrl = await serve((_request, response) => {
      asked += 1;
      json(response, 200, { segments: [] });
    });
    expect(await engineAt(baseUrl).transcribe(quiet(5000))).toEqual([]);
    expect(asked).toBe(0);
  });

  it.each([
    [401, "unauthorized", /GROQ_API_KEY/, false],
    [403, "unauthorized", /GROQ_API_KEY/, false],
    [429, "rate-limited", /limit/, true],
    [500, "failed", /problem of its own \(500\)/, true],
    [503, "failed", /\(503\)/, true],
    [400, "rejected", /did not accept/, false],
    [413, "rejected", /did not accept/, false],
  ])("says what a %i means", async (status, problem, message, retryable) => {
    const baseUrl = await serve((_request, response) =>
      json(response, status, { error: { message: "no" } }, { "retry-after": "7" }),
    );
    await expect(engineAt(baseUrl).transcribe(speech)).rejects.toMatchObject({
      name: "SpeechEngineError",
      problem,
      message: expect.stringMatching(message),
      retryable,
      ...(status === 429 && { retryAfterSeconds: 7 }),
    });
  });

  it("gives up on a service that does not answer", async () => {
    const baseUrl = await serve(() => undefined);
    await expect(engineAt(baseUrl, 200).transcribe(speech)).rejects.toMatchObject({
      problem: "timed-out",
      code: "timed-out",
    });
  });

  it("says when the service cannot be reached or talks nonsense", async () => {
    await expect(engineAt("http://127.0.0.1:1").transcribe(speech)).rejects.toMatchObject({
      problem: "unreachable",
    });
    const baseUrl = await serve((_request, response) => json(response, 200, { hello: 1 }));
    await expect(engineAt(baseUrl).transcribe(speech)).rejects.toMatchObject({ problem: "failed" });
  });

  it("stops when nobody wants the transcript any more", async () => {
    const controller = new AbortController();
    const baseUrl = await serve(() => controller.abort(new Error("left")));
    const work = engineAt(baseUrl).transcribe(speech, { signal: controller.signal });
    await expect(work).rejects.toThrow("left");
  });

  it("is not chosen without a key", async () => {
    await expect(createSpeechEngine({ settings: { engine: "groq" }, pool })).rejects.toThrow(
      "set GROQ_API_KEY",
    );
  });
});
