import { citationOf, sentenceId } from "@/lib/summaries/body";
import type { Embed } from "@/lib/summaries/extractive";
import { Evidence } from "@/lib/summaries/llm/evidence";
import type { ModelReply, ModelSentence } from "@/lib/summaries/llm/reply";
import { checkClaims, type Wording } from "@/lib/summaries/llm/support";
import { contentOf } from "@/lib/summaries/llm/wording";
import { type CitedSentence, SENTENCE_MAX, type SummaryBody } from "@/lib/summaries/schema";
import type { SpokenLine } from "@/lib/summaries/sentences";
import { wordsOf } from "@/lib/transcripts/text";

/** How many sentences of a kind are kept; more are no summary. */
const MOST = {
  overview: 6,
  keyPoints: 10,
  decisions: 12,
  actionItems: 20,
  openQuestions: 10,
  contribution: 3,
  topics: 10,
  extraSections: 5,
  extra: 8,
} as const;

export interface Person {
  id: string;
  name: string;
  colour: number;
}

type Section = "overview" | "keyPoints" | "decisions" | "openQuestions" | "actionItems";
interface Written extends ModelSentence {
  section: Section | "contributions" | "extra";
  person?: Person;
  title?: string;
  who?: string | null | undefined;
  when?: string | null | undefined;
}
interface Supported extends Written {
  cited: SpokenLine[];
}

/** Written by a model: text without links, addresses and markup, whatever it was made to write. */
export const plainText = (text: string): string =>
  text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/gu, "$1")
    .replace(/\b(?:[a-z][a-z0-9+.-]*:\/\/|www\.)\S+/giu, "")
    .replace(/<[^>]*>|[<>`*_#|]+|\[\d+(?:\s*,\s*\d+)*\]/gu, " ")
    .replace(/\s+([,.!?;:])/gu, "$1")
    .replace(/\s+/gu, " ")
    .trim();

/**
 * A model's reply as a summary's body: each sentence is checked against the lines it cites, and one
 * that nothing said supports is left out and counted.
 */
export async function composeBody(input: {
  reply: ModelReply;
  lines: readonly SpokenLine[];
  people: readonly Person[];
  embed: Embed;
  wording: Wording;
}): Promise<{ body: SummaryBody; dropped: number }> {
  const { reply, lines, people, wording } = input;
  const evidence = new Evidence(lines);
  const { written, unfit } = sentencesOf(reply, people);
  const verdicts = await checkClaims({
    claims: written,
    evidence,
    people: people.map(({ name }) => name),
    embed: input.embed,
    wording,
  });
  const supported = written.flatMap((one, i): Supported[] => {
    const cited = (verdicts[i] ?? []).flatMap((number) => evidence.line(number) ?? []);
    if (cited.length === 0) return [];
    // What somebody brought has to be in their own words.
    if (one.person && !cited.some(({ participantId }) => participantId === one.person?.id))
      return [];
    return [{ ...one, cited }];
  });
  const dropped = unfit + written.length - supported.length;
  return { body: bodyFrom({ supported, reply, evidence, people, lines, wording }), dropped };
}

/** Everything a reply says, without repetitions; what is no sentence or nobody's is counted. */
function sentencesOf(
  reply: ModelReply,
  people: readonly Person[],
): { written: Written[]; unfit: number } {
  const seen = new Set<string>();
  const written: Written[] = [];
  let unfit = 0;
  const add = (
    section: Written["section"],
    items: readonly (ModelSentence & Partial<Written>)[],
  ) => {
    for (const item of items) {
      const text = plainText(item.text);
      const key = `${section} ${text.toLowerCase()}`;
      if (seen.has(key)) continue;
      seen.add(key);
      if (text.length > SENTENCE_MAX || wordsOf(text).length === 0) unfit += 1;
      else written.push({ ...item, section, text });
    }
  };
  add("overview", reply.overview);
  add("keyPoints", reply.keyPoints);
  add("decisions", reply.decisions);
  add("actionItems", reply.actionItems);
  add("openQuestions", reply.openQuestions);
  for (const { who, ...sentence } of reply.contributions) {
    const person = personCalled(who, people);
    if (person) add("contributions", [{ ...sentence, person }]);
    else unfit += 1;
  }
  for (const { title, sentences } of reply.extra.slice(0, MOST.extraSections))
    add(
      "extra",
      sentences.map((sentence) => ({ ...sentence, title: plainText(title) })),
    );
  return { written, unfit };
}

/** The person with this name, or the only one with this first name. */
function personCalled<P extends { name: string }>(
  said: string,
  people: readonly P[],
): P | undefined {
  const words = wordsOf(said).join(" ");
  const whole = people.find(({ name }) => wordsOf(name).join(" ") === words);
  if (whole || words === "") return whole;
  const first = people.filter(({ name }) => wordsOf(name)[0] === words);
  return first.length === 1 ? first[0] : undefined;
}

function bodyFrom(input: {
  supported: readonly Supported[];
  reply: ModelReply;
  evidence: Evidence;
  people: readonly Person[];
  lines: readonly SpokenLine[];
  wording: Wording;
}): SummaryBody {
  const { supported, evidence, people } = input;
  const of = (section: Written["section"]) => supported.filter((one) => one.section === section);
  const list = (section: Section) => of(section).slice(0, MOST[section]).map(cite);
  return {
    overview: list("overview"),
    keyPoints: list("keyPoints"),
    decisions: list("decisions"),
    actionItems: of("actionItems")
      .slice(0, MOST.actionItems)
      .map((one) => ({
        ...cite(one),
        who: doerOf(one, people, evidence),
        when: one.when && isSaid(one.when, one.cited) ? plainText(one.when) || null : null,
      })),
    openQuestions: list("openQuestions"),
    topics: topicsOf(input),
    contributions: people.flatMap((person) => {
      const own = of("contributions").filter((one) => one.person?.id === person.id);
      if (own.length === 0) return [];
      return [
        {
          participantId: person.id,
          name: person.name,
          colour: person.colour,
          sentences: own.slice(0, MOST.contribution).map(cite),
        },
      ];
    }),
    extra: [...new Set(of("extra").map(({ title }) => title ?? ""))]
      .filter((title) => title !== "")
      .map((title) => ({
        title,
        sentences: of("extra")
          .filter((one) => one.title === title)
          .slice(0, MOST.extra)
          .map(cite),
      })),
  };
}

const cite = ({ section, text, cited }: Supported): CitedSentence => ({
  id: sentenceId(section, cited[0]?.id ?? "", text),
  text,
  citations: cited.map(citationOf),
  edited: false,
});

/** Whoever is to do it: a person of the meeting who has to do with the lines, or one they name. */
function doerOf(one: Supported, people: readonly Person[], evidence: Evidence): string | null {
  if (!one.who) return null;
  const numbers = one.cited.map(({ position }) => position);
  const passage = evidence.around(numbers, new Set(contentOf(one.text)));
  const person = personCalled(one.who, people);
  const name = person?.name ?? plainText(one.who);
  const first = wordsOf(name)[0];
  return first && passage.hasWord(first) ? name : null;
}

const isSaid = (words: string, cited: readonly SpokenLine[]): boolean => {
  const said = new Set(cited.flatMap(({ text }) => wordsOf(text)));
  const wanted = wordsOf(words);
  return wanted.length > 0 && wanted.every((word) => said.has(word));
};

/** Stretches between lines that exist; in the language of the talk, their label is talked about. */
function topicsOf(input: {
  reply: ModelReply;
  evidence: Evidence;
  lines: readonly SpokenLine[];
  wording: Wording;
}): SummaryBody["topics"] {
  const { evidence, lines, wording } = input;
  return input.reply.topics
    .flatMap(({ label, from, to }) => {
      const [first, last] = [evidence.line(from), evidence.line(Math.max(from, to))];
      if (!first || !last || plainText(label) === "") return [];
      const said = lines.filter(({ position }) => position >= from && position <= last.position);
      const content = new Set(said.flatMap(({ text }) => contentOf(text)));
      const isTalkedAbout = contentOf(label).some((stem) => content.has(stem));
      if (wording !== "other" && !isTalkedAbout) return [];
      const endMs = Math.max(...said.map((line) => line.endMs));
      return [{ label: plainText(label), startMs: first.startMs, endMs }];
    })
    .sort((a, b) => a.startMs - b.startMs)
    .slice(0, MOST.topics);
}
