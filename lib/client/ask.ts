import {
  type AnswerEvent,
  type AnswerSentence,
  type AskRequest,
  answerEvent,
  type Source,
  type Turn,
} from "@/lib/answers/schema";
import { ApiError, send, unreadable } from "./api";

/** Longer than any event; a line that never ends must not fill the memory. */
const LINE_MAX = 2_000_000;

/** The lines of a stream of bytes, however it is cut; blank ones are left out. */
export async function* linesOf(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<string, void, void> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      const lines = rest.split("\n");
      rest = done ? "" : (lines.pop() ?? "");
      if (rest.length > LINE_MAX) throw unreadable(200);
      for (const line of lines) if (line.trim() !== "") yield line;
      if (done) return;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

const parseEvent = (line: string): AnswerEvent => {
  try {
    return answerEvent.parse(JSON.parse(line));
  } catch {
    throw unreadable(200);
  }
};

const CUT_OFF = new ApiError({
  status: 0,
  code: "cut-off",
  message: "The answer broke off before its end. Check your connection and ask again.",
});

/**
 * Asks a question and answers what happens, event by event, until `done`. Aborting the signal stops
 * the answer on the server as well.
 * @throws {ApiError} refused, offline, cut off half-way, or not understood
 */
export async function* askQuestion(
  request: AskRequest,
  signal: AbortSignal,
): AsyncGenerator<AnswerEvent, void, void> {
  const response = await send({ path: "/api/ask", method: "POST", body: request, signal });
  if (response.body === null) throw CUT_OFF;
  try {
    for await (const line of linesOf(response.body)) {
      const event = parseEvent(line);
      yield event;
      if (event.type === "done") return;
    }
  } catch (cause) {
    if (signal.aborted || cause instanceof ApiError) throw cause;
    throw CUT_OFF;
  }
  throw CUT_OFF;
}

/** An answer on its way: what is there of it. */
export type LiveTurn = {
  question: string;
  sessionId: string | null;
  turnId: string | null;
  /** Null while the passages are still looked for. */
  sources: readonly Source[] | null;
  /** The sentence being written, not checked yet. */
  draft: string;
  sentences: readonly AnswerSentence[];
  /** Once it is stored. */
  turn: Turn | null;
};

export const newTurn = (question: string): LiveTurn => ({
  question,
  sessionId: null,
  turnId: null,
  sources: null,
  draft: "",
  sentences: [],
  turn: null,
});

/** What an event makes of an answer on its way. */
export const withEvent = (live: LiveTurn, event: AnswerEvent): LiveTurn => {
  switch (event.type) {
    case "begun":
      return { ...live, sessionId: event.sessionId, turnId: event.turnId };
    case "sources":
      return { ...live, sources: event.sources };
    case "draft":
      return { ...live, draft: event.text };
    case "sentence":
      return { ...live, draft: "", sentences: [...live.sentences, event.sentence] };
    case "done":
      return { ...live, draft: "", turn: event.turn };
  }
};

/** An answer that ended without being told so: by a stop, or by a line that broke. */
export const endedTurn = (
  live: LiveTurn,
  state: "stopped" | "failed",
  notice: string | null,
): Turn =>
  live.turn ?? {
    id: live.turnId ?? crypto.randomUUID(),
    question: live.question,
    standalone: null,
    state,
    mode: live.sentences.length > 0 ? "llm" : null,
    sentences: [...live.sentences],
    outcome: null,
    dropped: 0,
    withheld: 0,
    notice,
    model: null,
    createdAt: new Date().toISOString(),
  };

/** Cited lines numbered from 1 in the order in which an answer first names them, by segment. */
export const numbersOf = (sentences: readonly AnswerSentence[]): ReadonlyMap<string, number> => {
  const numbers = new Map<string, number>();
  for (const { sources } of sentences)
    for (const { segmentId } of sources)
      if (!numbers.has(segmentId)) numbers.set(segmentId, numbers.size + 1);
  return numbers;
};
