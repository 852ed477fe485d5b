import { readFile } from "node:fs/promises";
import { z } from "zod";
import { type CommandIo, parseCommandLine, UsageError } from "@/cli/command";
import { launchScripts } from "@/cli/launch-scripts";
import { evidenceOf } from "@/lib/answers/check";
import type { Found } from "@/lib/answers/evidence";
import { coveringLines, hasItsFacts, knownStems, overlap } from "@/lib/answers/support";
import { splitSentences } from "@/lib/summaries/sentences";
import { machine } from "@/tests/bench/machine";

const judged = z.object({
  meetingId: z.string(),
  domain: z.string(),
  turns: z.array(z.object({ speaker: z.string(), text: z.string() })).min(1),
  queries: z.array(
    z.object({
      id: z.string(),
      query: z.string(),
      answer: z.string(),
      relevantTurnRanges: z.array(z.tuple([z.number(), z.number()])),
    }),
  ),
});
type Judged = z.infer<typeof judged>;
type Query = Judged["queries"][number];

/** Lines a sentence may cite. */
const CITED = 4;
const OVERLAPS = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
const COVERAGES = [0.2, 0.34, 0.4, 0.5, 0.6];
const CLOSENESS = [0.25, 0.3, 0.35, 0.4, 0.5, 2];

/**
 * Measures the two decisions answers are checked by, on QMSum: whether a sentence is supported by
 * the lines it cites, and whether the meetings say anything of a question at all.
 */
export async function benchAnswers(argv: string[], io: CommandIo): Promise<void> {
  const { values, positionals } = parseCommandLine(argv, {
    only: { type: "string" },
    meetings: { type: "string" },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new UsageError("Give one file of meetings: parley bench answers qmsum-val.jsonl");
  const text = await readFile(file, "utf8").catch(() => {
    throw new UsageError(`There is no file ${file}.`);
  });
  const all = text
    .split("\n")
    .filter(Boolean)
    .map((line) => judged.parse(JSON.parse(line)));
  const meetings = all.slice(0, Number(values.meetings ?? all.length));
  if (values.only !== "evidence") io.out({ ...supportFigures(meetings), ...machine() });
  if (values.only !== "support")
    for (const line of await evidenceFigures(meetings, io)) io.out({ ...line, ...machine() });
}

const share = (count: number, of: number): number =>
  Math.round((1000 * count) / Math.max(1, of)) / 10;

const linesOf = (meeting: Judged, { relevantTurnRanges }: Query) =>
  relevantTurnRanges.flatMap(([from, to]) =>
    meeting.turns
      .slice(from, to + 1)
      .map((turn) => evidenceOf({ ...turn, meetingTitle: meeting.meetingId })),
  );

/**
 * Sentences people wrote about a passage, each with the lines of it that support it best, and the
 * same sentences with the best lines of another passage: of the same meeting, and of another one.
 */
function supportFigures(meetings: readonly Judged[]) {
  const kinds = { own: [] as Sample[], sameMeeting: [] as Sample[], otherMeeting: [] as Sample[] };
  for (const [at, meeting] of meetings.entries()) {
    const other = meetings[(at + Math.ceil(meetings.length / 2)) % meetings.length] ?? meeting;
    for (const [index, query] of meeting.queries.entries()) {
      const elsewhere = meeting.queries.find((candidate) => areApart(candidate, query));
      const foreign = other.queries[index % other.queries.length];
      for (const sentence of splitSentences(query.answer)) {
        kinds.own.push(sampleOf(sentence, linesOf(meeting, query)));
        if (elsewhere) kinds.sameMeeting.push(sampleOf(sentence, linesOf(meeting, elsewhere)));
        if (foreign && other !== meeting)
          kinds.otherMeeting.push(sampleOf(sentence, linesOf(other, foreign)));
      }
    }
  }
  return {
    what: "support",
    sentences: kinds.own.length,
    /** Percent taken for supported, by the least overlap asked for. */
    accepted: Object.fromEntries(
      Object.entries(kinds).map(([kind, samples]) => [
        kind,
        Object.fromEntries(
          OVERLAPS.map((from) => [
            from,
            share(samples.filter((s) => s.facts && s.overlap >= from).length, samples.length),
          ]),
        ),
      ]),
    ),
    factsMissing: Object.fromEntries(
      Object.entries(kinds).map(([kind, samples]) => [
        kind,
        share(samples.filter((s) => !s.facts).length, samples.length),
      ]),
    ),
  };
}

interface Sample {
  overlap: number;
  facts: boolean;
}

const areApart = (a: Query, b: Query): boolean =>
  a !== b &&
  a.relevantTurnRanges.every(([from, to]) =>
    b.relevantTurnRanges.every(([start, end]) => to < start || end < from),
  );

function sampleOf(sentence: string, lines: ReturnType<typeof linesOf>): Sample {
  const cited = coveringLines(sentence, lines, CITED).flatMap((index) => lines[index] ?? []);
  return {
    overlap: overlap(sentence, knownStems(cited)) ?? 0,
    facts: hasItsFacts(sentence, cited),
  };
}

interface Asked {
  kind: "own" | "sameDomain" | "otherDomain";
  found: Found;
}

/** Each meeting asked its own questions and as many of others, through the database. */
async function evidenceFigures(meetings: readonly Judged[], io: CommandIo) {
  const { ensureServices } = await launchScripts();
  const services = await ensureServices({ quiet: true });
  Object.assign(process.env, services.env);
  try {
    const asked = await askAll(meetings, io);
    const { isWeak } = await import("@/lib/answers/evidence");
    return [
      { what: "evidence", rule: "as in the product", ...figures(asked, isWeak) },
      ...COVERAGES.flatMap((coverage) =>
        CLOSENESS.map((closeness) => ({
          what: "evidence",
          rule: { coverage, closeness },
          ...figures(
            asked,
            ({ strength }) =>
              (strength.coverage ?? 1) < coverage && (strength.semantic ?? -1) < closeness,
          ),
        })),
      ),
    ];
  } finally {
    const [{ closeRedis }, { closeDb }, { closeInferencePool }] = await Promise.all([
      import("@/lib/platform/redis"),
      import("@/lib/platform/db"),
      import("@/lib/models/shared-pool"),
    ]);
    await closeInferencePool();
    closeRedis();
    await closeDb();
    await services.stop();
  }
}

/** "Not in these meetings" as a finding: how often it is right, and how often it is found. */
function figures(asked: readonly Asked[], weak: (found: Found) => boolean) {
  const count = (kind: Asked["kind"]) => asked.filter((one) => one.kind === kind).length;
  const said = (kind: Asked["kind"]) =>
    asked.filter((one) => one.kind === kind && weak(one.found)).length;
  const right = said("sameDomain") + said("otherDomain");
  return {
    questions: count("own"),
    precision: share(right, right + said("own")),
    recall: share(right, count("sameDomain") + count("otherDomain")),
    recallOtherDomain: share(said("otherDomain"), count("otherDomain")),
    wronglyRefused: share(said("own"), count("own")),
  };
}

async function askAll(meetings: readonly Judged[], io: CommandIo): Promise<Asked[]> {
  const [evaluation, { indexMeeting }, { findEvidence }] = await Promise.all([
    import("@/lib/search/evaluation/repo"),
    import("@/lib/search/service"),
    import("@/lib/answers/evidence"),
  ]);
  const ownerId = await evaluation.createEvaluationAccount();
  const asked: Asked[] = [];
  try {
    for (const [at, meeting] of meetings.entries()) {
      const stored = await evaluation.insertJudgedMeeting({ ownerId, meeting });
      await indexMeeting(stored);
      for (const [index, query] of meeting.queries.entries()) {
        const questions = [
          ["own", query],
          ["sameDomain", questionOf(meetings, at, index, true)],
          ["otherDomain", questionOf(meetings, at, index, false)],
        ] as const;
        for (const [kind, question] of questions) {
          if (!question) continue;
          const found = await findEvidence({
            viewer: { userId: ownerId },
            question: question.query,
            meetingId: stored.meetingId,
            budget: 4_000,
          });
          asked.push({ kind, found });
        }
      }
      io.progress(`${at + 1} of ${meetings.length}: ${meeting.meetingId}`);
    }
  } finally {
    await evaluation.deleteEvaluation(ownerId);
  }
  return asked;
}

/** A question of another meeting, of the same domain or of another one. */
function questionOf(meetings: readonly Judged[], at: number, index: number, sameDomain: boolean) {
  const own = meetings[at];
  const others = meetings.filter(
    (other) => other !== own && (other.domain === own?.domain) === sameDomain,
  );
  const other = others[(at * 7 + index) % Math.max(1, others.length)];
  return other?.queries[index % Math.max(1, other.queries.length)];
}
