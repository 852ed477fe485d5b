import { mayBecomeCommand, supportOf } from "@/lib/answers/check";
import { type Found, findEvidence, isWeak, type Passage } from "@/lib/answers/evidence";
import { quote } from "@/lib/answers/extractive";
import { AnswerParser, type WrittenSentence } from "@/lib/answers/parser";
import { answerPrompt, NOT_FOUND } from "@/lib/answers/prompt";
import { citationOf, findCited, type Line } from "@/lib/answers/repo";
import { knownStems, overlap } from "@/lib/answers/support";
import { LlmError, llmAvailability, streamText } from "@/lib/llm/service";
import { localEnv } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import type { Viewer } from "@/lib/search/service";

/** Longest answer, tokens; six sentences have about 200. */
const ANSWER_TOKENS = 700;
/** What rules and marks take of a request, tokens. */
const RULES_TOKENS = 500;
/** Past this, more lines make answers slower and no better, tokens. */
const LINES_TOKENS = 4_000;
/** A model that goes on for ever is stopped after so many sentences. */
const SENTENCES_AT_MOST = 12;
/** A draft is shown while this share of its content was said somewhere in the lines. */
const DRAFT_FROM = 0.75;

export interface CheckedSentence {
  text: string;
  lines: Line[];
}

export type Composing =
  | { type: "evidence"; passages: Passage[] }
  | { type: "draft"; text: string }
  | { type: "sentence"; sentence: CheckedSentence };

/** How an answer came out. */
export interface Composed {
  state: "done" | "stopped" | "failed";
  mode: "llm" | "extractive" | null;
  outcome: "answered" | "not-found" | null;
  /** Sentences left out because nothing supports them. */
  dropped: number;
  notice: string | null;
  model: string | null;
}

export interface Question {
  viewer: Viewer;
  /** On whose account a language model is asked; null for the operator's. */
  accountId: string | null;
  /** Understandable by itself. */
  question: string;
  meetingId?: string | undefined;
  signal?: AbortSignal | undefined;
}

const NOTHING_FOUND = {
  state: "done",
  mode: null,
  outcome: "not-found",
  dropped: 0,
  notice: null,
  model: null,
} as const satisfies Composed;

const QUOTED = "These are the best passages, word for word.";
const UNSUPPORTED = `Nothing that the language model wrote is supported by what was said. ${QUOTED}`;
const NO_MODEL =
  "No language model is set up, so these are the best passages of what was said, word for word.";

/**
 * Answers a question from what the viewer may read: written by a language model, each sentence
 * checked against the lines it cites; quoted where there is no model or it fails before its first
 * sentence. Only checked sentences are told; a stop ends it with those that were.
 */
export async function* compose(question: Question): AsyncGenerator<Composing, Composed> {
  if (!/[\p{L}\p{N}]/u.test(question.question)) return NOTHING_FOUND;
  const found = await findEvidence({ ...question, budget: linesBudget() });
  if (isWeak(found)) return NOTHING_FOUND;
  yield { type: "evidence", passages: found.passages };
  const llm = await llmAvailability(question.accountId);
  if (!llm.available)
    return yield* quoted(question, found, llm.model ? `${llm.reason} ${QUOTED}` : NO_MODEL);
  const written = yield* write(question, found.passages);
  const wordless = written.fault !== null || written.dropped > 0;
  if (written.state === "stopped" || written.told > 0 || !wordless)
    return { ...composedOf(written), model: llm.model };
  const notice = written.fault ? `${written.fault.message} ${QUOTED}` : UNSUPPORTED;
  return { ...(yield* quoted(question, found, notice)), dropped: written.dropped };
}

function linesBudget(): number {
  const room = localEnv().LLM_CONTEXT_TOKENS - ANSWER_TOKENS - RULES_TOKENS;
  return Math.max(200, Math.min(LINES_TOKENS, room));
}

interface Written {
  state: "done" | "stopped";
  told: number;
  dropped: number;
  fault: LlmError | null;
}

const composedOf = ({ state, told, dropped, fault }: Written): Omit<Composed, "model"> => ({
  state: fault ? "failed" : state,
  mode: "llm",
  outcome: told > 0 ? "answered" : state === "stopped" ? null : "not-found",
  dropped,
  notice: fault?.message ?? null,
});

/** Reads a model's answer and tells what is supported of it, sentence by sentence. */
async function* write(
  question: Question,
  passages: readonly Passage[],
): AsyncGenerator<Composing, Written> {
  const lines = passages.flatMap((passage) => passage.lines);
  const parser = new AnswerParser();
  const checked = new Checker(question.viewer, lines);
  const outcome = (state: "done" | "stopped", fault: LlmError | null = null): Written => ({
    state,
    told: checked.told,
    dropped: checked.dropped,
    fault,
  });
  try {
    let finish: "stop" | "length" = "stop";
    const answer = ask(question, passages);
    let shown = "";
    for (;;) {
      const { done, value } = await answer.next();
      if (done) {
        finish = value;
        break;
      }
      yield* checked.tell(parser.feed(value));
      if (checked.isOver) {
        await answer.return("stop");
        return outcome("done");
      }
      const draft = checked.presentable(parser.draft());
      if (draft !== shown) yield { type: "draft", text: draft };
      shown = draft;
    }
    // What was cut at the limit of tokens is no sentence.
    const rest = parser.end();
    yield* checked.tell(finish === "length" ? rest.slice(0, -1) : rest);
    return outcome("done");
  } catch (error) {
    if (question.signal?.aborted) return outcome("stopped");
    if (error instanceof LlmError) return outcome("done", error);
    throw error;
  }
}

function ask({ accountId, question, meetingId, signal }: Question, passages: readonly Passage[]) {
  const prompt = answerPrompt({ question, passages });
  return streamText({
    purpose: "answer",
    userId: accountId,
    meetingId: meetingId ?? null,
    system: prompt.system,
    messages: [{ role: "user", content: prompt.user }],
    maxTokens: ANSWER_TOKENS,
    signal,
  });
}

/** Holds what was read against what is written. */
class Checker {
  told = 0;
  dropped = 0;
  isOver = false;
  private readonly known: Set<string>;

  constructor(
    private readonly viewer: Viewer,
    private readonly lines: readonly Line[],
  ) {
    this.known = knownStems(
      lines.map(({ speaker, text, meetingTitle }) => ({ speaker, text, setting: meetingTitle })),
    );
  }

  async *tell(sentences: readonly WrittenSentence[]): AsyncGenerator<Composing> {
    for (const { text, numbers } of sentences) {
      if (this.isOver) return;
      if (isNotFound(text)) {
        this.isOver = true;
        return;
      }
      const lines = supportOf(text, numbers, this.lines);
      if (!lines) this.dropped += 1;
      // A grant may have ended since the lines were read.
      else if (await this.mayStillRead(lines)) {
        this.told += 1;
        yield { type: "sentence", sentence: { text, lines } };
      }
      this.isOver = this.told + this.dropped >= SENTENCES_AT_MOST;
    }
  }

  /** A draft as far as it may be shown before it is checked; empty when it may not. */
  presentable(draft: string): string {
    // Its last word may be half a word.
    const whole = draft.replace(/\S+$/u, "").trimEnd();
    if (whole === "" || NOT_FOUND.startsWith(whole.toUpperCase()) || mayBecomeCommand(whole))
      return "";
    return (overlap(whole, this.known) ?? 1) >= DRAFT_FROM ? whole : "";
  }

  private async mayStillRead(lines: readonly Line[]): Promise<boolean> {
    const still = await findCited(this.viewer.userId, lines.map(citationOf));
    return still.every((line) => line !== null);
  }
}

const isNotFound = (text: string): boolean => text.toUpperCase().startsWith(NOT_FOUND);

async function* quoted(
  question: Question,
  found: Found,
  notice: string,
): AsyncGenerator<Composing, Composed> {
  const quotes = await quote(question.question, found.passages).catch((error: unknown) => {
    log("answers").warn({ err: error }, "quoting failed");
    return [];
  });
  for (const { text, line } of quotes) {
    if (question.signal?.aborted) break;
    yield { type: "sentence", sentence: { text, lines: [line] } };
  }
  return {
    state: question.signal?.aborted ? "stopped" : "done",
    mode: "extractive",
    outcome: quotes.length > 0 ? "answered" : "not-found",
    dropped: 0,
    notice,
    model: null,
  };
}
