import type { Embed } from "@/lib/summaries/extractive";
import type { Evidence, Passage } from "@/lib/summaries/llm/evidence";
import { contentOf, numbersOf } from "@/lib/summaries/llm/wording";
import { cosine } from "@/lib/summaries/ranking";
import { isStopWord } from "@/lib/summaries/sentences";
import { wordsOf } from "@/lib/transcripts/text";

/** A sentence with the lines that are said to say it. */
export interface Claim {
  text: string;
  lines: readonly number[];
}

/** The lines that do, or null where nothing said supports it. */
export type Verdict = number[] | null;

/**
 * What can be compared. `english`: words and meaning; `same`: words, because the embedding model
 * knows English alone; `other`: what was written is in another language than what was said, so that
 * numbers and names have to do.
 */
export type Wording = "english" | "same" | "other";

/**
 * `overlap` of content words, by rarity, is enough alone from `sure` on; from `some` on only together
 * with a cosine to the nearest piece.
 */
interface Thresholds {
  sure: number;
  some: number;
  cosine: number;
}

/**
 * Chosen on QMSum's training set; docs/summaries.md has the figures. Lines that are looked for in a
 * whole meeting have to say more than those that were cited: among many, some fit by chance.
 */
export interface Support {
  cited: Thresholds;
  repaired: Thresholds;
}
export const SUPPORT: Support = {
  cited: { sure: 0.35, some: 0.25, cosine: 0.45 },
  repaired: { sure: 0.55, some: 0.35, cosine: 0.6 },
};

/**
 * Checks sentences against what was said: the lines exist; numbers and names of the sentence occur
 * there; and the lines say it, by words and meaning. Where the cited lines do not, those nearest to
 * the sentence are tried in their place.
 */
export async function checkClaims(input: {
  claims: readonly Claim[];
  evidence: Evidence;
  /** Names of the meeting's people. */
  people: readonly string[];
  embed: Embed;
  wording: Wording;
  /** For measuring; the product uses the chosen ones. */
  support?: Support;
}): Promise<Verdict[]> {
  const { claims, evidence, wording, support = SUPPORT } = input;
  const check = new Check(evidence, input.people, wording);
  const first = claims.map((claim) => evidence.known(claim.lines));
  const cited = await check.supported(
    claims.map((claim, i) => ({ text: claim.text, lines: first[i] ?? [] })),
    support.cited,
    input.embed,
  );
  if (wording === "other") return first.map((lines, i) => (cited[i] ? lines : null));
  const open = claims.flatMap((_, i) => (cited[i] ? [] : [i]));
  const nearest = open.map((i) => evidence.nearest(new Set(contentOf(claims[i]?.text ?? ""))));
  const repaired = await check.supported(
    open.map((i, at) => ({ text: claims[i]?.text ?? "", lines: nearest[at] ?? [] })),
    support.repaired,
    input.embed,
  );
  return claims.map((_, i) => {
    if (cited[i]) return first[i] ?? null;
    const at = open.indexOf(i);
    return repaired[at] ? (nearest[at] ?? null) : null;
  });
}

class Check {
  private readonly nameWords: ReadonlySet<string>;

  constructor(
    private readonly evidence: Evidence,
    people: readonly string[],
    private readonly wording: Wording,
  ) {
    this.nameWords = new Set(people.flatMap(wordsOf).filter((word) => !isStopWord(word)));
  }

  /** Whether each claim is supported by its own lines. */
  async supported(
    claims: readonly Claim[],
    thresholds: Thresholds,
    embed: Embed,
  ): Promise<boolean[]> {
    const judged = claims.map((claim) => this.judge(claim, thresholds));
    const asked = judged.flatMap((one, i) =>
      typeof one === "boolean" ? [] : [{ i, text: claims[i]?.text ?? "", passage: one }],
    );
    if (asked.length === 0) return judged.map((one) => one === true);
    const texts = [...new Set(asked.flatMap(({ text, passage }) => [text, ...passage.texts]))];
    const vectors = await embed(texts);
    const vectorOf = new Map(texts.map((text, i) => [text, vectors[i]]));
    const close = new Set(
      asked
        .filter(({ text, passage }) => {
          const own = vectorOf.get(text);
          const nearest = Math.max(...passage.texts.map((one) => cosine(own, vectorOf.get(one))));
          return nearest >= thresholds.cosine;
        })
        .map(({ i }) => i),
    );
    return judged.map((one, i) => one === true || close.has(i));
  }

  /** Decided by words, or the passage whose meaning has to be compared. */
  private judge({ text, lines }: Claim, { sure, some }: Thresholds): boolean | Passage {
    if (lines.length === 0) return false;
    const wanted = new Set(contentOf(text).filter((stem) => !this.nameWords.has(stem)));
    const passage = this.evidence.around(lines, wanted);
    if (!this.hasNumbers(text, passage) || !this.hasNames(text, passage)) return false;
    if (this.wording === "other") return true;
    if (wanted.size === 0) return false;
    const overlap = this.evidence.overlap(wanted, passage);
    if (overlap >= sure) return true;
    return this.wording === "english" && overlap >= some ? passage : false;
  }

  private hasNumbers(text: string, passage: Passage): boolean {
    return [...numbersOf(text, { loose: false })].every(
      (number) =>
        passage.hasNumber(number) ||
        // Written out in a language whose number words are not known here.
        (this.wording !== "english" && Number(number) <= 12),
    );
  }

  private hasNames(text: string, passage: Passage): boolean {
    const english = this.wording === "english";
    return namesIn(text, this.nameWords, english).every(({ word, doer }) =>
      passage.hasWord(word, { doer }),
    );
  }
}

/** Whom sentences of summaries are about without naming anybody. */
const ANYBODY = new Set(
  `participants participant attendees members member people speakers speaker colleagues users user customers customer
  clients client students student engineers developers developer designers designer management manager marketing
  sales support staff experts others nobody everybody everyone someone somebody neither both each most many some
  meeting discussion presentation team group company project product committee board ministers minister testing
  research work budget today tomorrow yesterday nothing everything`
    .split(/\s+/u)
    .filter(Boolean),
);
const DOES =
  /^(?:and \S+ )?(?:will|would|is|was|has|had|said|says|agreed|agrees|asked|asks|explained|suggested|proposed|promised|volunteered|offered|needs|must|should|plans|wants|takes|took|presented|mentioned|reported|decided|confirmed|noted|thinks|thought)\b/iu;

/**
 * Words of a text that name somebody or something: in English, capitals inside a sentence, and a
 * first word that does something and is no ordinary one. In every language the meeting's people.
 */
function namesIn(
  text: string,
  people: ReadonlySet<string>,
  english: boolean,
): { word: string; doer: boolean }[] {
  const tokens = [...text.matchAll(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu)];
  return tokens.flatMap((token, at) => {
    const word = token[0].replace(/['’]s?$/u, "");
    const lower = word.toLowerCase();
    const isPerson = people.has(lower) && /^\P{Ll}/u.test(word);
    if (!isPerson && (!english || !/^\p{Lu}/u.test(word) || isStopWord(lower))) return [];
    const before = text.slice(0, token.index).trimEnd();
    const opens = at === 0 || /[.!?:“"(]$/u.test(before);
    const after = text.slice(token.index + token[0].length).trimStart();
    const doer = opens && DOES.test(after);
    if (isPerson || !opens) return [{ word, doer }];
    return doer && !ANYBODY.has(lower) ? [{ word, doer }] : [];
  });
}
