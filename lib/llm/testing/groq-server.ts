import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  chatRequest,
  error,
  type GroqAnswer,
  type GroqRequest,
  json,
  parseJson,
  send,
  toldOf,
} from "@/lib/llm/testing/groq-replies";

/** What to answer; called once per request. */
export type GroqScript = (request: GroqRequest) => GroqAnswer | Promise<GroqAnswer>;

export interface GroqServer {
  /** For GROQ_BASE_URL. */
  url: string;
  /** Requests so far, oldest first. */
  requests: GroqRequest[];
  /** How many requests their caller left before the answer's end. */
  left(): number;
  /** Answers from now on; without it the text is always the same. */
  script(script: GroqScript): void;
  /** Answers of the next requests, before the script's. */
  next(...answers: GroqAnswer[]): void;
  close(): Promise<void>;
}

export const FAKE_MODEL = "llama-3.3-70b-versatile";
/**
 * A local server that speaks Groq's API, since tests reach no other: chat completions whole and
 * streamed, JSON mode, the list of models, its errors and headers.
 * @param key refuses requests without `Authorization: Bearer <key>`; none is asked for without it
 */
export async function startGroqServer({
  script = () => "The stand-in has nothing to say.",
  key,
  models = [FAKE_MODEL],
  port = 0,
}: {
  script?: GroqScript;
  key?: string;
  models?: string[];
  port?: number;
} = {}): Promise<GroqServer> {
  const requests: GroqRequest[] = [];
  const planned: GroqAnswer[] = [];
  let answerWith = script;
  let left = 0;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on("close", () => {
      if (!response.writableFinished) left += 1;
    });
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const body = await bodyOf(request);
    if (path === "/__next") {
      planned.push(...(JSON.parse(body) as GroqAnswer[]));
      return json(response, 200, {});
    }
    if (key && request.headers.authorization !== `Bearer ${key}`)
      return send(response, null, { fault: "revoked" });
    const api = path.replace(/^\/(?:openai\/)?v1/u, "");
    if (api === "/models") return json(response, 200, { object: "list", data: models.map(model) });
    if (api !== "/chat/completions" || request.method !== "POST")
      return json(response, 404, error(`Unknown request URL: ${path}`, "unknown_url"));
    const parsed = chatRequest.safeParse(parseJson(body));
    if (!parsed.success) return json(response, 400, error("Invalid request", "invalid_request"));
    const asked = parsed.data;
    if (!models.includes(asked.model)) return send(response, asked, { fault: "wrong-model" });
    const told = toldOf(asked);
    requests.push(told);
    if (told.json && !/json/iu.test(asked.messages.map(({ content }) => content).join(" ")))
      return json(response, 400, error("'messages' must contain the word 'json'", "bad_request"));
    await send(response, asked, planned.shift() ?? (await answerWith(told)));
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    left: () => left,
    script: (next) => {
      answerWith = next;
    },
    next: (...answers) => void planned.push(...answers),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

const model = (id: string) => ({
  id,
  object: "model",
  created: 1733447754,
  owned_by: "Meta",
  active: true,
  context_window: 131_072,
});
