import { QUERY_MAX } from "@/lib/search/schema";

/** A word of the query as Postgres reads it. */
export interface QueryWord {
  /** As typed. */
  word: string;
  /** What the `english` configuration makes of it; nothing for a stop word. */
  stems: string[];
  /** What the `simple` configuration makes of it: its parts in lower case; nothing for a sign. */
  forms: string[];
}

/** How the ranking treats a query. */
export interface QueryPlan {
  /** What is embedded. */
  text: string;
  /** Stems that rank chunks, each once. */
  terms: string[];
  /** tsquery that a segment with all the words satisfies; null when there is no word to look up. */
  allWords: string | null;
  /** The same, but the last word may go on: what somebody is still typing. Null if not applicable. */
  allWordsTyping: string | null;
  /** Words to highlight. */
  stems: ReadonlySet<string>;
  forms: ReadonlySet<string>;
  /** The beginning of a word to highlight, null when nobody is typing one. */
  prefix: string | null;
  /** Few words name a place in the talk, a question is about a stretch of it. */
  kind: "keywords" | "question";
}

/** From this many words that carry meaning on, a query describes rather than names. */
const QUESTION_MIN_WORDS = 4;
/** How questions and requests begin, and the words that have to follow for it to be one. */
const OPENING_MIN_WORDS = 2;
const OPENINGS = new Set(
  `are can could describe did do does explain had has have how is list should summarise summarize
  tell was were what when where which who whose why will would`.split(/\s+/u),
);
/** Shorter beginnings of words match too much to help. */
const PREFIX_MIN_LETTERS = 2;

/**
 * What people wrap questions about meetings in ("Summarise the discussion about …", "What did the
 * group think …"). These words say what kind of answer is wanted, not what it is about; counting
 * them costs 1-2 points of nDCG@10 (facts: QMSum).
 */
const SCAFFOLD = new Set(
  `agree agreed attitude conclude concluded conclusion conversation describe described disagree
  discuss discussed discussing discussion discussions explain explained group idea ideas introduce
  introduced meeting mention mentioned opinion opinions participants people propose proposed
  recommend recommended regarding concerning said say suggest suggested summarise summarised
  summarize summarized summary talk talked talking team tell think thinking thought view views
  whole`.split(/\s+/u),
);

/**
 * The words of a query. Signs that Postgres cannot store and broken surrogates go; at most as many
 * characters as a query may have are looked at.
 */
export function queryWords(q: string): string[] {
  const text = q
    .slice(0, QUERY_MAX)
    .replace(/[\p{Cc}\p{Cs}]/gu, " ")
    .normalize("NFC");
  return text.split(/\s+/u).filter((word) => word !== "");
}

/** Decides how to search, from the query and what Postgres made of its words. */
export function planQuery(q: string, words: readonly QueryWord[]): QueryPlan {
  const spoken = words.filter((word) => word.forms.length > 0);
  const telling = spoken.filter((word) => word.stems.length > 0);
  const opening = spoken.length > OPENING_MIN_WORDS && OPENINGS.has(bare(words[0]?.word ?? ""));
  const isQuestion = opening || telling.length >= QUESTION_MIN_WORDS || q.includes("?");
  // Among a few keywords every word was chosen; only questions have a scaffold.
  const content = telling.filter((word) => !(isQuestion && isScaffold(word.word)));
  const ranking = content.length > 0 ? content : telling;
  const wanted = telling.length > 0 ? telling : spoken;
  const prefix = prefixOf(q, spoken.at(-1));
  return {
    text: words.map((word) => word.word).join(" "),
    terms: [...new Set(ranking.flatMap((word) => word.stems))],
    allWords: allOf(wanted),
    allWordsTyping: prefix === null ? null : typing(wanted, spoken.at(-1), prefix),
    stems: new Set(ranking.flatMap((word) => word.stems)),
    forms: new Set((ranking.length > 0 ? ranking : spoken).flatMap((word) => word.forms)),
    prefix: isQuestion ? null : prefix,
    kind: isQuestion ? "question" : "keywords",
  };
}

/** Whether a word says what kind of answer is wanted, and not what it is about. */
export const isScaffold = (word: string): boolean => SCAFFOLD.has(bare(word));

const bare = (word: string) => word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/** The last word, if somebody may still be typing it: nothing stands behind it. */
function prefixOf(q: string, last: QueryWord | undefined): string | null {
  const form = last?.forms.at(-1);
  if (!form || !/[\p{L}\p{N}]$/u.test(q)) return null;
  return [...form].length >= PREFIX_MIN_LETTERS ? form : null;
}

/** A lexeme as a tsquery: quotes and backslashes doubled, so that nothing in it is an operator. */
export const quoteLexeme = (lexeme: string): string => `'${lexeme.replace(/['\\]/gu, "$&$&")}'`;

const and = (parts: readonly string[]) => (parts.length > 1 ? `(${parts.join(" & ")})` : parts[0]);

/** As written, or with the same stem. */
function either({ stems, forms }: QueryWord): string {
  const ways = [and(forms.map(quoteLexeme)), and(stems.map(quoteLexeme))].filter(
    (way) => way !== undefined,
  );
  return `(${[...new Set(ways)].join(" | ")})`;
}

const allOf = (words: readonly QueryWord[]): string | null =>
  words.length > 0 ? words.map(either).join(" & ") : null;

function typing(wanted: readonly QueryWord[], last: QueryWord | undefined, prefix: string): string {
  const finished = wanted.filter((word) => word !== last).map(either);
  return [...finished, `${quoteLexeme(prefix)}:*`].join(" & ");
}
