import type { Passage } from "@/lib/answers/evidence";
import { type Citation, findCited, type Line, type TurnRow } from "@/lib/answers/repo";
import { type AnswerSentence, answerMode, type Source, type Turn } from "@/lib/answers/schema";
import { contentStems, stemsOf } from "@/lib/answers/words";

/** Longest line that is told of a source, characters. */
const SOURCE_MAX = 800;

/** A line as people see it; a very long one around what the sentence has of it. */
export function sourceOf(line: Line, sentence: string): Source {
  const { participantId: _, meetingStartedAt, text, ...told } = line;
  return {
    ...told,
    meetingStartedAt: meetingStartedAt?.toISOString() ?? null,
    text: text.length > SOURCE_MAX ? around(text, sentence) : text,
  };
}

/** The part of a long text that has most of a sentence's words. */
function around(text: string, sentence: string): string {
  const exact = text.indexOf(sentence);
  if (exact >= 0) return cut(text, Math.max(0, exact - 100));
  const stems = contentStems(sentence);
  let best = { at: 0, hits: -1 };
  for (let at = 0; at < text.length; at += SOURCE_MAX / 2) {
    const hits = stemsOf(text.slice(at, at + SOURCE_MAX)).filter((s) => stems.has(s)).length;
    if (hits > best.hits) best = { at, hits };
  }
  return cut(text, best.at);
}

function cut(text: string, at: number): string {
  const part = text.slice(at, at + SOURCE_MAX);
  const start = at > 0 ? `… ${part.replace(/^\S*\s/u, "")}` : part;
  return at + SOURCE_MAX < text.length ? `${start.replace(/\s\S*$/u, "")} …` : start;
}

/** Of each passage the line that has most of the question. */
export function bestLines(passages: readonly Passage[], question: string): Line[] {
  const stems = contentStems(question);
  return passages.flatMap(({ lines }) => {
    const hits = lines.map((line) => new Set(stemsOf(line.text).filter((s) => stems.has(s))).size);
    return lines[hits.indexOf(Math.max(...hits))] ?? [];
  });
}

const citationsIn = (rows: readonly TurnRow[]): Citation[] =>
  rows.flatMap((row) => row.sentences.flatMap(({ citations }) => citations));

/**
 * Turns as the viewer may see them now. A sentence with a line that they may no longer read, or that
 * is gone, is withheld and counted; from then on, so is how follow-ups were understood, which may
 * repeat it.
 *
 * @param rows the turns of one conversation from its beginning
 */
export async function presentTurns(viewerId: string, rows: readonly TurnRow[]): Promise<Turn[]> {
  const lines = await findCited(viewerId, citationsIn(rows));
  let next = 0;
  let withheldSoFar = 0;
  return rows.map((row) => {
    const sentences = row.sentences.flatMap(({ text, citations }): AnswerSentence[] => {
      const own = lines.slice(next, next + citations.length);
      next += citations.length;
      const there = own.filter((line) => line !== null);
      if (own.length === 0 || there.length < own.length) return [];
      return [{ text, sources: there.map((line) => sourceOf(line, text)) }];
    });
    const withheld = row.sentences.length - sentences.length;
    withheldSoFar += withheld;
    return turnOf(row, {
      sentences,
      withheld,
      standalone: withheldSoFar > 0 ? null : row.standalone,
    });
  });
}

function turnOf(row: TurnRow, shown: Pick<Turn, "sentences" | "withheld" | "standalone">): Turn {
  return {
    id: row.id,
    question: row.question,
    ...shown,
    state: row.state,
    mode: answerMode.nullable().catch(null).parse(row.mode),
    outcome: row.outcome === "answered" || row.outcome === "not-found" ? row.outcome : null,
    dropped: row.dropped,
    notice: row.notice,
    model: row.model,
    createdAt: row.createdAt.toISOString(),
  };
}
