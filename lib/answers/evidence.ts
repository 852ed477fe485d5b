import { findLines, type Line, type Span } from "@/lib/answers/repo";
import { contentStems, stemsOf } from "@/lib/answers/words";
import { countTokens } from "@/lib/llm/service";
import { instanceEmbedder, retrieve, type Viewer } from "@/lib/search/service";

/** Passages looked at: about a thousand words of talk. */
const PASSAGES = 10;
/** Lines around a passage that are shown with it, for what "it" and "that" are. */
const AROUND = 1;
/** Longest part of a line that takes part, characters: about two minutes of talk. */
const LINE_MAX = 1_500;
/** What a line costs beside its words: number, name, marks. */
const TOKENS_PER_LINE = 12;

/** Less of a question than this in every passage is little, share of its content. */
const COVERED_FROM = 0.34;
/** A whole chunk is less close to a question than its best window, which models are measured by. */
const CHUNK_SLACK = 0.05;

/** A stretch of talk that may hold the answer. */
export interface Passage {
  lines: Line[];
}

/** What the meetings have to say on a question. */
export interface Found {
  /** Best first; lines in the order they were said. */
  passages: Passage[];
  /** How far the passages are about the question; see `isWeak`. */
  strength: Strength;
}

export interface Strength {
  /** The share of the question's content that one passage has, at best; null without content. */
  coverage: number | null;
  /** How close in meaning the closest chunk is; null when no model could tell. */
  semantic: number | null;
  /** From here on the model calls texts related. */
  relatedFrom: number;
}

/**
 * The passages of what a viewer may read that may answer a question, within a budget of tokens.
 * Access is checked where passages are chosen and again where their lines are read.
 */
export async function findEvidence(input: {
  viewer: Viewer;
  question: string;
  meetingId?: string | undefined;
  budget: number;
}): Promise<Found> {
  const { viewer, question, meetingId, budget } = input;
  const stems = contentStems(question);
  const chunks = await retrieve({
    viewer,
    q: question,
    limit: PASSAGES,
    ...(meetingId && { meetingId }),
  });
  const best = chunks.slice(0, PASSAGES);
  const spans = best.map((chunk) => ({
    meetingId: chunk.meetingId,
    from: chunk.firstSegment - AROUND,
    to: chunk.lastSegment + AROUND,
  }));
  const lines = (await findLines(viewer.userId, spans)).map((line) => clipped(line, stems));
  const passages = withinBudget(passagesOf(spans, lines), budget);
  return {
    passages,
    strength: {
      coverage: coverageOf(stems, passages),
      semantic: best.reduce<number | null>(
        (most, { semantic }) => (semantic === null ? most : Math.max(most ?? -1, semantic)),
        null,
      ),
      relatedFrom: instanceEmbedder().unrelatedBelow - CHUNK_SLACK,
    },
  };
}

/** Each line once, in the best passage that has it; stretches that touch become one. */
function passagesOf(spans: readonly Span[], lines: readonly Line[]): Passage[] {
  const taken = new Set<string>();
  return spans.flatMap((span) => {
    const own = lines.filter(
      (line) =>
        line.meetingId === span.meetingId &&
        line.position >= span.from &&
        line.position <= span.to &&
        !taken.has(line.segmentId),
    );
    for (const line of own) taken.add(line.segmentId);
    return own.length > 0 ? [{ lines: own }] : [];
  });
}

/** As many passages as there is room for, the best first; a line that alone is too much ends it. */
function withinBudget(passages: readonly Passage[], budget: number): Passage[] {
  let left = budget;
  const kept: Passage[] = [];
  for (const { lines } of passages) {
    const fitting: Line[] = [];
    for (const line of lines) {
      left -= countTokens(line.text) + TOKENS_PER_LINE;
      if (left < 0) break;
      fitting.push(line);
    }
    if (fitting.length > 0) kept.push({ lines: fitting });
    if (left < 0) break;
  }
  return kept;
}

/** A very long line cut to the part that has most of the wanted stems, whole words. */
function clipped(line: Line, stems: ReadonlySet<string>): Line {
  if (line.text.length <= LINE_MAX) return line;
  const step = LINE_MAX / 2;
  let best = { at: 0, hits: -1 };
  for (let at = 0; at < line.text.length; at += step) {
    const hits = new Set(stemsOf(line.text.slice(at, at + LINE_MAX)).filter((s) => stems.has(s)));
    if (hits.size > best.hits) best = { at, hits: hits.size };
  }
  const text = line.text.slice(best.at, best.at + LINE_MAX);
  const from = best.at > 0 ? text.search(/\s/u) + 1 : 0;
  return {
    ...line,
    text:
      text
        .slice(from)
        .replace(/\s\S*$/u, "")
        .trim() || text,
  };
}

function coverageOf(stems: ReadonlySet<string>, passages: readonly Passage[]): number | null {
  if (stems.size === 0) return null;
  const shares = passages.map(({ lines }) => {
    const said = new Set(
      stemsOf(lines.map(({ speaker, text }) => `${speaker} . ${text}`).join(" . ")),
    );
    return [...stems].filter((stemmed) => said.has(stemmed)).length / stems.size;
  });
  return Math.max(0, ...shares);
}

/**
 * Whether the passages are too far from the question for an answer to be in them: neither its words
 * nor its meaning. Chosen on QMSum val, asked its own questions and other meetings' (docs/answers.md).
 */
export function isWeak({ passages, strength }: Found): boolean {
  if (passages.length === 0) return true;
  const { coverage, semantic, relatedFrom } = strength;
  // A question without content, such as "What happened?", is about all that was said.
  if (coverage === null) return false;
  return coverage < COVERED_FROM && (semantic ?? -1) < relatedFrom;
}
