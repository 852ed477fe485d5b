import { afterEach, describe, expect, it, vi } from "vitest";
import type { AnswerEvent, Source, Turn } from "@/lib/answers/schema";
import { ApiError } from "./api";
import { askQuestion, endedTurn, linesOf, newTurn, numbersOf, withEvent } from "./ask";

const ID = "0191d7a2-7b1c-7000-8000-00000000000";

const source = (n: number): Source => ({
  segmentId: `${ID}${n}`,
  meetingId: `${ID}9`,
  meetingTitle: "Budget",
  meetingStartedAt: "2026-11-23T14:00:00.000Z",
  position: n,
  startMs: n * 1000,
  endMs: n * 1000 + 900,
  speaker: "Zoë",
  colour: 1,
  text: `Line ${n} – “naïve” 日本語 🎉`,
});
const turn: Turn = {
  id: `${ID}7`,
  question: "What?",
  standalone: null,
  state: "done",
  mode: "llm",
  sentences: [{ text: "It moves. 🎉", sources: [source(1)] }],
  outcome: "answered",
  dropped: 1,
  withheld: 0,
  notice: null,
  model: "a model",
  createdAt: "2026-11-23T14:00:00.000Z",
};
const EVENTS: AnswerEvent[] = [
  { type: "begun", sessionId: `${ID}8`, turnId: `${ID}7` },
  { type: "sources", sources: [source(1), source(2)] },
  { type: "draft", text: "It mo" },
  { type: "sentence", sentence: { text: "It moves. 🎉", sources: [source(1)] } },
  { type: "done", turn },
];
const BYTES = new TextEncoder().encode(EVENTS.map((e) => `${JSON.stringify(e)}\n`).join(""));

const streamOf = (parts: Uint8Array[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(part);
      controller.close();
    },
  });

const cut = (bytes: Uint8Array, size: number): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  );

const answerWith = (response: Response) =>
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => response),
  );

async function ask(): Promise<AnswerEvent[]> {
  const events: AnswerEvent[] = [];
  const signal = new AbortController().signal;
  for await (const event of askQuestion({ question: "What?" }, signal)) events.push(event);
  return events;
}

afterEach(() => vi.unstubAllGlobals());

describe("an answer that is streamed", () => {
  it.each([1, 2, 3, 7, 64, 1_000, BYTES.length])(
    "reads the same in pieces of %i bytes",
    async (size) => {
      answerWith(new Response(streamOf(cut(BYTES, size))));
      expect(await ask()).toEqual(EVENTS);
    },
  );

  it("needs no line break at its very end", async () => {
    const lines: string[] = [];
    for await (const line of linesOf(streamOf([new TextEncoder().encode("a\n\n b")])))
      lines.push(line);
    expect(lines).toEqual(["a", " b"]);
  });

  it("tells when it breaks off before its end", async () => {
    answerWith(new Response(streamOf([BYTES.subarray(0, BYTES.length - 400)])));
    await expect(ask()).rejects.toBeInstanceOf(ApiError);
  });

  it("tells when it is not understood", async () => {
    answerWith(new Response('{"type":"song"}\n'));
    await expect(ask()).rejects.toMatchObject({ code: "unreadable" });
  });

  it("passes on a refusal with the time to wait", async () => {
    const error = { code: "rate-limited", message: "Please wait.", retryAfterSeconds: 12 };
    answerWith(Response.json({ error }, { status: 429 }));
    await expect(ask()).rejects.toMatchObject({ status: 429, retryAfterSeconds: 12 });
  });
});

describe("an answer on its way", () => {
  it("gathers checked sentences and forgets the draft", () => {
    let live = newTurn("What?");
    const [begun, sources, draft, sentence] = EVENTS.slice(0, 4).map((event) => {
      live = withEvent(live, event);
      return live;
    });
    expect(begun).toMatchObject({ sessionId: `${ID}8`, sources: null });
    expect(sources?.sources).toHaveLength(2);
    expect(draft?.draft).toBe("It mo");
    expect(sentence).toMatchObject({ draft: "", sentences: [{ text: "It moves. 🎉" }] });
  });

  it("keeps what was there when it is stopped", () => {
    const live = EVENTS.slice(0, 4).reduce(withEvent, newTurn("What?"));
    expect(endedTurn(live, "stopped", null)).toMatchObject({
      id: `${ID}7`,
      state: "stopped",
      sentences: [{ text: "It moves. 🎉" }],
    });
  });

  it("numbers a line once, however often it is cited", () => {
    const sentences = [
      { text: "A.", sources: [source(2), source(1)] },
      { text: "B.", sources: [source(1), source(3)] },
    ];
    expect([...numbersOf(sentences).values()]).toEqual([1, 2, 3]);
    expect(numbersOf(sentences).get(`${ID}1`)).toBe(2);
  });
});
