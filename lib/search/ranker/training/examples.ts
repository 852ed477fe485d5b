import { type Adapter, adapt } from "@/lib/search/ranker/adapter";
import { Background, type BackgroundCounts } from "@/lib/search/ranker/background";
import { featuresOf, type Likeness } from "@/lib/search/ranker/features";
import { readLexemes } from "@/lib/search/ranker/lexemes";
import { prepareMeeting } from "@/lib/search/ranker/meeting";
import { readQuestion } from "@/lib/search/ranker/question";
import { dot, type Series } from "@/lib/search/ranker/series";
import type { CorpusMeeting, CorpusQuestion } from "@/lib/search/ranker/training/corpus";
import type { Example } from "@/lib/search/ranker/training/fit";
import { type AdapterExample, likenessOf } from "@/lib/search/ranker/training/fit-adapter";

/** A stem in fewer of the training set's chunks is left out of the background. */
const FEWEST_CHUNKS = 4;

/** Counts of one meeting: its chunks and the questions people asked about it. */
export function countMeeting(meeting: CorpusMeeting): BackgroundCounts {
  const stems = new Map<string, [number, number]>();
  const add = (all: readonly string[], which: 0 | 1) => {
    for (const stem of new Set(all)) {
      const counts = stems.get(stem) ?? [0, 0];
      counts[which] += 1;
      stems.set(stem, counts);
    }
  };
  for (const chunk of meeting.chunks) add(readLexemes(chunk.lexemes).stems, 0);
  const asked = meeting.questions.filter((question) => !question.made);
  for (const question of asked)
    add(
      question.read.flatMap((word) => word.stems),
      1,
    );
  return { chunks: meeting.chunks.length, questions: asked.length, stems };
}

/** The sum, without stems that are rare in meetings and in no question. */
export function sumCounts(all: readonly BackgroundCounts[]): BackgroundCounts {
  const stems = new Map<string, [number, number]>();
  let chunks = 0;
  let questions = 0;
  for (const counts of all) {
    chunks += counts.chunks;
    questions += counts.questions;
    for (const [stem, [inChunks, inQuestions]] of counts.stems) {
      const sum = stems.get(stem) ?? [0, 0];
      stems.set(stem, [sum[0] + inChunks, sum[1] + inQuestions]);
    }
  }
  const kept = [...stems].filter(([, [inChunks, asked]]) => inChunks >= FEWEST_CHUNKS || asked > 1);
  return { chunks, questions, stems: new Map(kept) };
}

/** What the adapter learns from; made questions count less. */
export const adapterExamples = (
  meetings: readonly CorpusMeeting[],
  madeWeight: number,
): AdapterExample[] =>
  meetings.flatMap(({ windows, questions }) =>
    questions.map(({ vector, relevant, made }) => ({
      question: vector,
      windows,
      relevant,
      weight: made ? madeWeight : 1,
    })),
  );

/** A question's example, and where it comes from. */
export interface Judged extends Example {
  meeting: CorpusMeeting;
  question: CorpusQuestion;
}

/** @param adapterFor one that was not trained on the meeting */
export function examplesOf(
  meetings: readonly CorpusMeeting[],
  context: {
    background: (meeting: CorpusMeeting) => Background;
    adapterFor: (meeting: CorpusMeeting) => Adapter;
  },
): Judged[] {
  return meetings.flatMap((meeting) => {
    const background = context.background(meeting);
    const prepared = prepareMeeting(meeting.chunks, background);
    const adapter = context.adapterFor(meeting);
    return meeting.questions.map((asked) => {
      const question = readQuestion(
        asked.read.map(({ word }) => word).join(" "),
        asked.read,
        background,
      );
      const likeness = likenessIn(meeting, asked, adapter);
      const features = featuresOf({ question, meeting: prepared, likeness, background });
      return { features, relevant: asked.relevant, weight: 1, meeting, question: asked };
    });
  });
}

/** The same as `findLikeness` computes in the database. */
export function likenessIn(
  { windows, chunks }: CorpusMeeting,
  { vector, core }: CorpusQuestion,
  adapter: Adapter,
): Likeness {
  const over = (by: (all: number[]) => number, question: Float32Array): Series =>
    Float32Array.from(windows, (own) => by(own.map((window) => dot(window, question))));
  return {
    closest: over((all) => Math.max(...all), vector),
    usual: over((all) => all.reduce((sum, value) => sum + value, 0) / all.length, vector),
    coreClosest: over((all) => Math.max(...all), core),
    core: Float32Array.from(chunks, (chunk) => dot(chunk.vector, core)),
    adapted: likenessOf(adapt(vector, adapter), windows),
  };
}

/** Background counts for a meeting of the training set, or of another one. */
export function backgroundFor(all: BackgroundCounts, own: ReadonlyMap<string, BackgroundCounts>) {
  return (meeting: CorpusMeeting): Background => new Background(all, own.get(meeting.name));
}
