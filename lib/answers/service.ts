import {
  type CheckedSentence,
  type Composed,
  type Composing,
  compose,
  type Question,
} from "@/lib/answers/compose";
import { visible } from "@/lib/answers/plain";
import { bestLines, sourceOf } from "@/lib/answers/present";
import type { Exchange } from "@/lib/answers/prompt";
import { citationOf, findSession, finishTurn, openTurn, touchTurn } from "@/lib/answers/repo";
import { standalone } from "@/lib/answers/rewrite";
import type { AnswerEvent, AskRequest, Turn } from "@/lib/answers/schema";
import { aliveSince, SILENT_MS, turnsOf } from "@/lib/answers/sessions";
import { authorizeMeeting } from "@/lib/meetings/access";
import { now } from "@/lib/platform/clock";
import { AppError, invalid, notFound } from "@/lib/platform/errors";
import { log } from "@/lib/platform/log";

/** Questions of one person that are answered at the same time. */
const AT_ONCE = 2;
const BUSY_SECONDS = 5;
const BROKEN = "Something went wrong on our side. Please ask again.";
const GONE = "A meeting of this answer, or the conversation, was deleted meanwhile.";

/**
 * Answers a question in a conversation, as it is written, and stores the answer as a whole: also
 * after a stop (the signal) and after a failure, both with the sentences that were checked by then.
 *
 * @throws AppError before the first event: `not-found` for a session that is not theirs or a meeting
 * they may not read, `too-many` while as many questions as allowed are being answered
 */
export async function* ask(input: {
  user: { id: string };
  request: AskRequest;
  signal: AbortSignal;
}): AsyncGenerator<AnswerEvent> {
  const { user, request, signal } = input;
  const asked = tidy(request.question);
  const meetingId = await scopeOf(user, request);
  const opened = await openTurn({
    userId: user.id,
    sessionId: request.sessionId ?? null,
    meetingId,
    question: asked,
    atMost: AT_ONCE,
    aliveSince: aliveSince(),
  });
  if (opened === "gone") throw notFound("There is no such conversation.");
  if (opened === "busy")
    throw new AppError(
      "too-many",
      `${AT_ONCE} of your questions are being answered. Please wait for one of them.`,
      { retryAfterSeconds: BUSY_SECONDS },
    );
  const { sessionId, turnId } = opened;
  const alive = setInterval(() => void touchTurn(turnId).catch(() => undefined), SILENT_MS / 4);
  try {
    yield { type: "begun", sessionId, turnId };
    const turn = new RunningTurn({ turnId, userId: user.id, question: asked });
    const answering = { user, sessionId, turnId, meetingId, signal, question: asked };
    yield* turn.follow(understoodAndAnswered(answering, turn), signal);
    await turn.store();
    yield { type: "done", turn: await turn.stored(sessionId) };
  } finally {
    clearInterval(alive);
  }
}

/** A question without what cannot be stored or seen. @throws AppError `invalid` for nothing else */
function tidy(question: string): string {
  const text = visible(question);
  if (text === "") throw invalid("Type a question.");
  return text;
}

/** What the question is about: what the session began with, else what was asked for. */
async function scopeOf(user: { id: string }, request: AskRequest): Promise<string | null> {
  let meetingId = request.meetingId ?? null;
  if (request.sessionId) {
    const session = await findSession(request.sessionId, user.id);
    if (!session) throw notFound("There is no such conversation.");
    meetingId = session.meetingId;
  }
  if (meetingId) await authorizeMeeting(meetingId, user, "read");
  return meetingId;
}

async function* understoodAndAnswered(
  asked: {
    user: { id: string };
    sessionId: string;
    turnId: string;
    meetingId: string | null;
    question: string;
    signal: AbortSignal;
  },
  turn: RunningTurn,
): AsyncGenerator<Composing, Composed> {
  const { user, meetingId, signal } = asked;
  const scope = { ...(meetingId && { meetingId }), accountId: user.id, signal };
  const history = await historyOf(user.id, asked);
  const { told, question } = await standalone({ question: asked.question, history, ...scope });
  turn.understood = told;
  turn.lookedFor = question;
  return yield* compose({ viewer: { userId: user.id }, question, ...scope });
}

/** Earlier turns, as far as the person may read them now: nothing else reaches a model. */
async function historyOf(
  userId: string,
  asked: { sessionId: string; turnId: string },
): Promise<Exchange[]> {
  const turns = await turnsOf(userId, asked.sessionId);
  const at = turns.findIndex(({ id }) => id === asked.turnId);
  return turns.slice(0, at).flatMap((turn) =>
    turn.state === "running"
      ? []
      : [
          {
            question: turn.standalone ?? turn.question,
            answer: turn.sentences.map(({ text }) => text).join(" "),
          },
        ],
  );
}

/** A turn while it is being answered: what is told is kept, to be stored as a whole. */
class RunningTurn {
  understood: string | null = null;
  lookedFor: string;
  private readonly sentences: CheckedSentence[] = [];
  private composed: Composed = {
    state: "failed",
    mode: null,
    outcome: null,
    dropped: 0,
    notice: BROKEN,
    model: null,
  };

  constructor(private readonly asked: { turnId: string; userId: string; question: string }) {
    this.lookedFor = asked.question;
  }

  /** Passes on what is composed. Whatever goes wrong ends as a state. */
  async *follow(
    composing: AsyncGenerator<Composing, Composed>,
    signal: AbortSignal,
  ): AsyncGenerator<AnswerEvent> {
    try {
      for (;;) {
        const { done, value } = await composing.next();
        if (done) {
          this.composed = value;
          return;
        }
        yield this.eventOf(value);
      }
    } catch (error) {
      if (signal.aborted) this.composed = { ...this.composed, state: "stopped", notice: null };
      else log("answers").error({ err: error }, "answer failed");
    }
  }

  private eventOf(step: Composing): AnswerEvent {
    if (step.type === "draft") return step;
    if (step.type === "evidence") {
      const best = bestLines(step.passages, this.lookedFor);
      return { type: "sources", sources: best.map((line) => sourceOf(line, this.lookedFor)) };
    }
    const { text, lines } = step.sentence;
    this.sentences.push(step.sentence);
    return {
      type: "sentence",
      sentence: { text, sources: lines.map((line) => sourceOf(line, text)) },
    };
  }

  /** Stores all of it, or, when a meeting went meanwhile, that it failed. */
  async store(): Promise<void> {
    const { turnId } = this.asked;
    const turn = { ...this.composed, standalone: this.understood };
    const sentences = this.sentences.map(({ text, lines }) => ({
      text,
      citations: lines.map(citationOf),
    }));
    try {
      await finishTurn(turnId, { ...turn, sentences });
    } catch (error) {
      log("answers").warn({ err: error }, "answer not stored");
      const failed = { ...turn, state: "failed" as const, outcome: null, notice: GONE };
      await finishTurn(turnId, { ...failed, standalone: null, sentences: [] });
    }
  }

  /** The turn as it is now in its conversation. */
  async stored(sessionId: string): Promise<Turn> {
    const { userId, turnId, question } = this.asked;
    const turn = (await turnsOf(userId, sessionId)).find(({ id }) => id === turnId);
    return (
      turn ?? {
        ...this.composed,
        id: turnId,
        question,
        standalone: null,
        state: "failed",
        sentences: [],
        outcome: null,
        withheld: 0,
        notice: GONE,
        createdAt: now().toISOString(),
      }
    );
  }
}

/** An answer as a whole, without a conversation and stored nowhere. For the command line. */
export async function answerOnce(
  question: Question,
): Promise<Composed & { sentences: CheckedSentence[] }> {
  const composing = compose(question);
  const sentences: CheckedSentence[] = [];
  for (;;) {
    const { done, value } = await composing.next();
    if (done) return { ...value, sentences };
    if (value.type === "sentence") sentences.push(value.sentence);
  }
}
