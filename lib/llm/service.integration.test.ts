import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Account } from "@/lib/auth/schema";
import { decideCaps, viewAi } from "@/lib/llm/admin";
import { adminAi } from "@/lib/llm/schema";
import {
  completeJson,
  completeText,
  LlmError,
  type LlmRequest,
  llmAvailability,
  streamText,
} from "@/lib/llm/service";
import { FAKE_MODEL, type GroqServer, startGroqServer } from "@/lib/llm/testing/groq-server";
import { countTokens } from "@/lib/llm/tokens";
import { createMeeting } from "@/lib/meetings/service";
import { closeDb, db } from "@/lib/platform/db";
import { closeQueues } from "@/lib/platform/jobs";
import { closeRedis } from "@/lib/platform/redis";
import { makeAccount } from "@/tests/support/session";

const KEY = "gsk_test";
let groq: GroqServer;
let ana: Account;
let jonas: Account;

beforeAll(async () => {
  groq = await startGroqServer({ key: KEY });
  Object.assign(process.env, {
    GROQ_API_KEY: KEY,
    GROQ_BASE_URL: groq.url,
    LLM_TIMEOUT_SECONDS: "2",
    LLM_PRICE_IN: "0.59",
    LLM_PRICE_OUT: "0.79",
  });
  ana = await makeAccount("Ana");
  jonas = await makeAccount("Jonas");
});
beforeEach(() => groq.script(() => "The budget is ten thousand euros."));
afterEach(async () => {
  await decideCaps({ caps: { monthlyTokens: null, monthlyTokensPerPerson: null }, by: ana.id });
  await db().llmUsage.deleteMany();
});
afterAll(async () => {
  await groq.close();
  await closeQueues();
  await closeRedis();
  await closeDb();
});

const ask = (more: Partial<LlmRequest> = {}): LlmRequest => ({
  purpose: "answer",
  userId: ana.id,
  system: "You answer questions about meetings.",
  messages: [{ role: "user", content: "What is the budget?" }],
  maxTokens: 100,
  ...more,
});

async function read(request: LlmRequest): Promise<string> {
  let text = "";
  for await (const piece of streamText(request)) text += piece;
  return text;
}

const usage = () =>
  db().llmUsage.findMany({ orderBy: { at: "asc" }, omit: { id: true, at: true } });

describe("the language model", () => {
  it("is named with the place words go to", async () => {
    expect(await llmAvailability()).toEqual({
      available: true,
      model: FAKE_MODEL,
      host: new URL(groq.url).host,
      reason: null,
    });
  });

  it("answers as a whole, and its tokens and their price are on the person's account", async () => {
    const { id: meetingId } = await createMeeting({ host: ana, title: "Budget" });
    expect(await completeText(ask({ meetingId }))).toBe("The budget is ten thousand euros.");
    const [row] = await usage();
    expect(row).toMatchObject({ userId: ana.id, meetingId, purpose: "answer", model: FAKE_MODEL });
    const { promptTokens, completionTokens, costMicros } = row ?? expect.fail("no usage");
    expect(completionTokens).toBe(countTokens("The budget is ten thousand euros."));
    expect(Number(costMicros)).toBe(Math.round(promptTokens * 0.59 + completionTokens * 0.79));
  });

  it("streams, and the usage that stands at the stream's end counts", async () => {
    const pieces: string[] = [];
    for await (const piece of streamText(ask())) pieces.push(piece);
    expect(pieces.length).toBeGreaterThan(3);
    expect(pieces.join("")).toBe("The budget is ten thousand euros.");
    expect(await usage()).toMatchObject([
      { completionTokens: countTokens("The budget is ten thousand euros.") },
    ]);
  });

  it("says whether an answer came to its end", async () => {
    const endOf = async (request: LlmRequest) => {
      const stream = streamText(request);
      for (;;) {
        const { done, value } = await stream.next();
        if (done) return value;
      }
    };
    expect(await endOf(ask())).toBe("stop");
    expect(await endOf(ask({ maxTokens: 2 }))).toBe("length");
  });

  it("answers in the shape that is asked for", async () => {
    groq.script(() => '{"question": "What is the budget?"}');
    const shape = z.object({ question: z.string() });
    const request = ask({ system: "Answer in JSON." });
    expect(await completeJson(request, shape)).toEqual({ question: "What is the budget?" });
    expect(groq.requests.at(-1)?.json).toBe(true);
  });

  it.each([
    ["is no JSON", "Here you are: question = budget"],
    ["has another shape", '{"questions": []}'],
  ])("gets one try to repair an answer that %s", async (_what, first) => {
    groq.next(first);
    groq.script(() => 'Sorry. ```json\n{"question": "budget"}\n```');
    groq.next({ pieces: ['{"question": "budget"}'] });
    const shape = z.object({ question: z.string() });
    const request = ask({ system: "Answer in JSON." });
    expect(await completeJson(request, shape)).toEqual({ question: "budget" });
    expect(groq.requests.at(-1)?.messages.at(-2)).toEqual({ role: "assistant", content: first });
    expect(await usage()).toHaveLength(2);
  });

  it("is given up on when the repair is no JSON either", async () => {
    groq.script(() => "I cannot.");
    await expect(
      completeJson(ask({ system: "Answer in JSON." }), z.object({})),
    ).rejects.toMatchObject({ kind: "not-json" });
  });
});

describe("a language model with a fault", () => {
  it.each([
    ["revoked", { fault: "revoked" }, /key.*admin/i],
    ["wrong-model", { fault: "wrong-model" }, /LLM_MODEL/],
    ["broken", { fault: "error", status: 503 }, /later/],
    ["refused", { fault: "error", status: 413 }, /shorter/],
    ["timed-out", { fault: "hang" }, /in time/],
    ["cut-off", { fault: "half", text: "The budget" }, /broke off/],
    ["cut-off", { fault: "garbage" }, /broke off/],
    ["broken", { fault: "stream-error", text: "The budget" }, /later/],
    ["timed-out", { fault: "hang", text: "The budget" }, /in time/],
  ] as const)("is told apart: %s", async (kind, answer, sentence) => {
    groq.script(() => answer);
    const fault = await read(ask()).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(LlmError);
    expect(fault).toMatchObject({ kind, message: expect.stringMatching(sentence) });
    // Whatever a server may have charged for is counted, what it turned away is not.
    const [row] = await usage();
    const wrote = "text" in answer;
    const free = !wrote && ["revoked", "wrong-model", "broken", "refused"].includes(kind);
    expect(row?.promptTokens === 0).toBe(free);
    expect(row?.completionTokens).toBe(wrote ? countTokens("The budget") : 0);
  });

  it("that is busy says for how long", async () => {
    groq.script(() => ({ fault: "busy", retryAfter: "42" }));
    const fault = await completeText(ask()).catch((error: unknown) => error);
    expect(fault).toMatchObject({
      kind: "busy",
      retryAfterMs: 42_000,
      retryAfterSeconds: 42,
      message: "The language model is busy. Please try again in 42 seconds.",
    });
    expect(groq.requests.at(-1)).not.toBe(groq.requests.at(-2));
  });

  it("that is busy for a moment is waited for", async () => {
    groq.next({ fault: "busy", retryAfter: "1" });
    expect(await read(ask())).toBe("The budget is ten thousand euros.");
  });

  it("that fails once is asked once more", async () => {
    groq.next({ fault: "error", status: 500 });
    expect(await completeText(ask())).toBe("The budget is ten thousand euros.");
    expect(await usage()).toHaveLength(1);
  });
});

describe("whoever stops reading", () => {
  it("ends the answer at the server, and what came is counted", async () => {
    groq.script(() => ({ pieces: Array.from({ length: 500 }, () => "word "), pauseMs: 5 }));
    const before = groq.left();
    const stop = new AbortController();
    let text = "";
    const reading = (async () => {
      for await (const piece of streamText(ask({ signal: stop.signal, maxTokens: 1000 }))) {
        text += piece;
        stop.abort(new Error("left"));
      }
    })();
    await expect(reading).rejects.toThrow("left");
    await expect.poll(() => groq.left()).toBe(before + 1);
    expect(await usage()).toMatchObject([{ completionTokens: countTokens(text) }]);
  });
});

describe("the month's allowance", () => {
  it("of the instance is never passed, not even together", async () => {
    await completeText(ask());
    const [row] = await usage();
    const used = (row?.promptTokens ?? 0) + (row?.completionTokens ?? 0);
    // Room for one more request at its most, and not for a second.
    const monthlyTokens = used + used + 100;
    await decideCaps({ caps: { monthlyTokens, monthlyTokensPerPerson: null }, by: ana.id });
    const results = await Promise.allSettled([1, 2, 3, 4].map(() => completeText(ask())));
    const refused = results.filter(({ status }) => status === "rejected");
    expect(refused).toHaveLength(3);
    expect(refused[0]).toMatchObject({
      reason: { kind: "cap-reached", message: expect.stringMatching(/next month/) },
    });
  });

  it("of a person is not another's, and is said beforehand", async () => {
    await db().llmUsage.create({
      data: {
        userId: ana.id,
        purpose: "answer",
        model: "m",
        promptTokens: 900,
        completionTokens: 100,
      },
    });
    await decideCaps({ caps: { monthlyTokens: null, monthlyTokensPerPerson: 1000 }, by: ana.id });
    await expect(completeText(ask())).rejects.toMatchObject({ kind: "cap-reached" });
    expect(await llmAvailability(ana.id)).toMatchObject({
      available: false,
      reason: expect.stringMatching(/^Your allowance/),
    });
    expect(await llmAvailability(jonas.id)).toMatchObject({ available: true });
    expect(await completeText(ask({ userId: jonas.id }))).toContain("budget");
  });

  it("begins anew with the month", async () => {
    await db().llmUsage.create({
      data: {
        userId: ana.id,
        purpose: "summary",
        model: "m",
        promptTokens: 5000,
        completionTokens: 0,
        at: new Date(Date.UTC(2020, 0, 31)),
      },
    });
    await decideCaps({ caps: { monthlyTokens: 1000, monthlyTokensPerPerson: 1000 }, by: ana.id });
    expect(await completeText(ask())).toContain("budget");
  });
});

describe("what an admin sees of it", () => {
  const seen = async () => adminAi.parse(await viewAi());

  it("is this month by purpose and person, and the months before", async () => {
    await completeText(ask());
    await completeText(ask({ userId: jonas.id, purpose: "rewrite", maxTokens: 50 }));
    await completeText(ask({ userId: null, purpose: "summary" }));
    const old = { purpose: "answer", model: "m", promptTokens: 7, completionTokens: 3 };
    await db().llmUsage.create({ data: { ...old, at: new Date(Date.UTC(2020, 0, 31, 23)) } });
    const ai = await seen();
    expect(ai).toMatchObject({
      llm: { available: true, model: FAKE_MODEL },
      month: new Date().toISOString().slice(0, 7),
      total: { requests: 3, costMicros: expect.any(Number) },
      purposes: [
        { purpose: "answer", requests: 1 },
        { purpose: "rewrite", requests: 1 },
        { purpose: "summary", requests: 1 },
      ],
      months: [
        { month: "2020-01", requests: 1, promptTokens: 7, completionTokens: 3, costMicros: null },
      ],
    });
    expect(ai.people.map(({ name }) => name).sort()).toEqual(["Ana", "Jonas"]);
    expect(JSON.stringify(ai)).not.toContain("What is the budget");
  });

  it("and decides: the caps", async () => {
    const caps = { monthlyTokens: 5, monthlyTokensPerPerson: null };
    await decideCaps({ caps, by: ana.id });
    expect(await seen()).toMatchObject({ caps, llm: { available: true } });
    await db().llmUsage.create({
      data: { purpose: "answer", model: "m", promptTokens: 5, completionTokens: 0 },
    });
    expect(await seen()).toMatchObject({
      llm: { available: false, reason: expect.stringMatching(/used up/) },
    });
  });
});
