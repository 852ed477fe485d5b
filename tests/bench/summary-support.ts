import { z } from "zod";
import { type CommandIo, parseCommandLine, UsageError } from "@/cli/command";
import { InferencePool } from "@/lib/models/pool";
import { poolOptions } from "@/lib/models/settings";
import { createUseLiteEmbedder } from "@/lib/search/use-lite-embedder";
import type { Embed } from "@/lib/summaries/extractive";
import { Evidence } from "@/lib/summaries/llm/evidence";
import { type Claim, checkClaims, SUPPORT, type Support } from "@/lib/summaries/llm/support";
import { contentOf } from "@/lib/summaries/llm/wording";
import { splitSentences } from "@/lib/summaries/sentences";
import { machine } from "@/tests/bench/machine";
import { linesOfTurns, readMeetings } from "@/tests/bench/qmsum";

const CITED = 3;

const queried = z.object({
  domain: z.string().default(""),
  turns: z.array(z.object({ speaker: z.string(), text: z.string() })),
  queries: z.array(
    z.object({
      answer: z.string(),
      relevantTurnRanges: z.array(z.tuple([z.coerce.number(), z.coerce.number()])),
    }),
  ),
});
type Meeting = z.infer<typeof queried>;

interface Set_ {
  name: string;
  claims: Claim[];
}

/**
 * How well the check of written sentences tells what was said from what was not: sentences of
 * QMSum's answers with lines of their own stretch; the same with numbers or names changed; those of
 * other meetings, which nothing here can support unless by chance. Share that pass, in percent.
 */
export async function benchSummarySupport(argv: string[], io: CommandIo): Promise<void> {
  const { positionals, values } = parseCommandLine(argv, {
    every: { type: "string" },
    thresholds: { type: "string" },
  });
  const [file] = positionals;
  if (file === undefined) throw new UsageError("Give one file of meetings in QMSum's form.");
  const step = Number(values.every ?? 1);
  const all = (await readMeetings(file, queried)).filter((_, i) => i % step === 0);
  const settings = thresholdsOf(values.thresholds);
  const pool = new InferencePool(poolOptions());
  const embed = cached(createUseLiteEmbedder(pool));
  const passed = new Map<string, { claims: number; cited: number[]; kept: number[] }>();
  try {
    for (const [i, meeting] of all.entries()) {
      const foreign = all.filter(({ domain }) => domain !== meeting.domain);
      const kin = all.filter((other) => other !== meeting && other.domain === meeting.domain);
      for (const set of setsOf(
        meeting,
        foreign[i % Math.max(1, foreign.length)],
        kin[i % Math.max(1, kin.length)],
      )) {
        const row = passed.get(set.name) ?? { claims: 0, cited: [], kept: [] };
        passed.set(set.name, row);
        row.claims += set.claims.length;
        for (const [at, support] of settings.entries()) {
          const verdicts = await verdictsOn(meeting, set.claims, embed, support);
          row.kept[at] = (row.kept[at] ?? 0) + verdicts.filter((lines) => lines !== null).length;
          row.cited[at] =
            (row.cited[at] ?? 0) +
            verdicts.filter(
              (lines, k) => lines !== null && sameLines(lines, set.claims[k]?.lines ?? []),
            ).length;
        }
      }
      if (i % 5 === 4) io.progress(`${i + 1} of ${all.length} meetings`);
    }
  } finally {
    await pool.close();
  }
  for (const [at, support] of settings.entries())
    for (const [sentences, row] of passed)
      io.out({
        sentences,
        claims: row.claims,
        keptAsCited: percent((row.cited[at] ?? 0) / row.claims),
        kept: percent((row.kept[at] ?? 0) / row.claims),
        ...support,
        ...machine(),
      });
}

const percent = (share: number): number => Math.round(share * 1000) / 10;
const sameLines = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((line, i) => line === b[i]);

/**
 * Settings side by side, as `SURE/SOME/COSINE/SURE/SOME/COSINE` for lines that are cited and lines
 * that are looked for; the product's without.
 */
function thresholdsOf(text: string | undefined): Support[] {
  if (!text) return [SUPPORT];
  return text.split(",").map((one) => {
    const [sure = 0, some = 0, cosine = 0, ...more] = one.split("/").map(Number);
    const [repairSure = sure, repairSome = some, repairCosine = cosine] = more;
    return {
      cited: { sure, some, cosine },
      repaired: { sure: repairSure, some: repairSome, cosine: repairCosine },
    };
  });
}

const verdictsOn = (meeting: Meeting, claims: Claim[], embed: Embed, support: Support) =>
  checkClaims({
    claims,
    evidence: new Evidence(linesOfTurns(meeting.turns)),
    people: [...new Set(meeting.turns.map(({ speaker }) => speaker))],
    embed,
    wording: "english",
    support,
  });

function setsOf(meeting: Meeting, foreign: Meeting | undefined, kin: Meeting | undefined): Set_[] {
  const own = claimsOf(meeting);
  const half = Math.floor(own.length / 2);
  return [
    { name: "its own", claims: own },
    {
      name: "its own, another one's lines",
      claims: own.map(({ text }, i) => ({
        text,
        lines: own[(i + half) % own.length]?.lines ?? [],
      })),
    },
    { name: "a number changed", claims: own.filter(hasNumber).map(withOtherNumber) },
    {
      name: "a name put in",
      claims: own.map(({ text, lines }) => ({ text: `Benedikta said that ${text}`, lines })),
    },
    ...(kin ? [{ name: "of a meeting of its kind", claims: strangersFor(own, kin) }] : []),
    ...(foreign
      ? [{ name: "of a meeting of another kind", claims: strangersFor(own, foreign) }]
      : []),
  ];
}

const NUMBER = /\b(?:\d+|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|fifty)\b/iu;
const hasNumber = ({ text }: Claim): boolean => NUMBER.test(text);
const withOtherNumber = ({ text, lines }: Claim): Claim => ({
  text: text.replace(NUMBER, "417"),
  lines,
});
const strangersFor = (own: readonly Claim[], other: Meeting): Claim[] =>
  claimsOf(other).map(({ text }, i) => ({ text, lines: own[i % own.length]?.lines ?? [] }));

/** Sentences of answers with the lines of their stretch that share most with them. */
function claimsOf({ turns, queries }: Meeting): Claim[] {
  const content = turns.map(({ text }) => new Set(contentOf(text)));
  return queries.flatMap(({ answer, relevantTurnRanges }) => {
    const stretch = relevantTurnRanges.flatMap(([from, to]) =>
      Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i),
    );
    return splitSentences(answer).flatMap((text) => {
      const wanted = contentOf(text);
      const lines = stretch
        .map((line) => ({ line, shared: wanted.filter((stem) => content[line]?.has(stem)).length }))
        .sort((a, b) => b.shared - a.shared)
        .slice(0, CITED)
        .map(({ line }) => line);
      return wanted.length < 2 || lines.length === 0 ? [] : [{ text, lines }];
    });
  });
}

function cached(embedder: ReturnType<typeof createUseLiteEmbedder>): Embed {
  const seen = new Map<string, Float32Array>();
  return async (texts) => {
    const missing = texts.filter((text) => !seen.has(text));
    const vectors = await embedder.embed(missing, { purpose: "document" });
    for (const [i, text] of missing.entries()) seen.set(text, vectors[i] as Float32Array);
    return texts.map((text) => seen.get(text) as Float32Array);
  };
}
