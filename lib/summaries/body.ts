import { createHash } from "node:crypto";
import type { Citation, CitedSentence, SummaryBody } from "@/lib/summaries/schema";
import type { Segment, Transcript } from "@/lib/transcripts/schema";

/** The sections that are plain lists of sentences. */
const LISTS = ["overview", "keyPoints", "decisions", "actionItems", "openQuestions"] as const;

export const EMPTY_BODY: SummaryBody = {
  overview: [],
  keyPoints: [],
  decisions: [],
  actionItems: [],
  openQuestions: [],
  topics: [],
  contributions: [],
  extra: [],
};

/** Names a transcript's words and who said them: another hash says that something changed. */
export function contentHashOf(segments: readonly Segment[]): string {
  const hash = createHash("sha256");
  for (const { participantId, text } of segments) hash.update(`${participantId}\t${text}\n`);
  return hash.digest("base64url");
}

/** The same for the same words in the same place, so that a page keeps its sentence. */
export const sentenceId = (section: string, segmentId: string, text: string): string =>
  createHash("sha256").update(`${section}\t${segmentId}\t${text}`).digest("base64url").slice(0, 16);

export const citationOf = (line: { id: string; position: number; startMs: number }): Citation => ({
  segmentId: line.id,
  position: line.position,
  startMs: line.startMs,
});

type Change = <S extends CitedSentence>(sentences: readonly S[], section: string) => S[];

/** A body with every list of sentences changed; people and sections left without any are left out. */
export function mapSections(body: SummaryBody, change: Change): SummaryBody {
  return {
    overview: change(body.overview, "overview"),
    keyPoints: change(body.keyPoints, "keyPoints"),
    decisions: change(body.decisions, "decisions"),
    actionItems: change(body.actionItems, "actionItems"),
    openQuestions: change(body.openQuestions, "openQuestions"),
    topics: body.topics,
    contributions: body.contributions
      .map((one) => ({ ...one, sentences: change(one.sentences, "contributions") }))
      .filter(({ sentences }) => sentences.length > 0),
    extra: body.extra
      .map((one) => ({ ...one, sentences: change(one.sentences, "extra") }))
      .filter(({ sentences }) => sentences.length > 0),
  };
}

interface Placed {
  section: string;
  /** Whose contribution, by participant, or the title of an extra section. */
  group: string | null;
  sentence: CitedSentence;
}

/** Every sentence with its place, in order. */
export function sentencesIn(body: SummaryBody): Placed[] {
  const placed = (section: string, group: string | null, sentences: readonly CitedSentence[]) =>
    sentences.map((sentence) => ({ section, group, sentence }));
  return [
    ...LISTS.flatMap((section) => placed(section, null, body[section])),
    ...body.contributions.flatMap((one) =>
      placed("contributions", one.participantId, one.sentences),
    ),
    ...body.extra.flatMap((one) => placed("extra", one.title, one.sentences)),
  ];
}

/**
 * A stored body as the transcript is now: citations point at where their lines are, people have
 * their present names, and what rested on lines that are gone is withheld, unless a person wrote it.
 */
export function resolveBody(
  body: SummaryBody,
  { segments, speakers }: Pick<Transcript, "segments" | "speakers">,
): SummaryBody {
  const lines = new Map(segments.map((segment) => [segment.id, segment]));
  const people = new Map(speakers.map((person) => [person.id, person]));
  const resolved = mapSections(body, (sentences) =>
    sentences.flatMap((sentence) => {
      const citations = sentence.citations.flatMap(({ segmentId }) => {
        const line = lines.get(segmentId);
        return line ? [citationOf(line)] : [];
      });
      return citations.length > 0 || sentence.edited ? [{ ...sentence, citations }] : [];
    }),
  );
  return {
    ...resolved,
    topics: segments.length > 0 ? resolved.topics : [],
    contributions: resolved.contributions.flatMap((one) => {
      const person = people.get(one.participantId);
      return person ? [{ ...one, name: person.name, colour: person.colour }] : [];
    }),
  };
}
