import path from "node:path";
import type { Embedder } from "@/lib/search/embedder";
import { mean, scoreRanking } from "@/lib/search/evaluation/metrics";
import type { Adapter } from "@/lib/search/ranker/adapter";
import { averaged } from "@/lib/search/ranker/averaged";
import type { BackgroundCounts } from "@/lib/search/ranker/background";
import { CHANNELS } from "@/lib/search/ranker/features";
import { parametersOf, scoreChunks } from "@/lib/search/ranker/network";
import { bestFirst, type Series } from "@/lib/search/ranker/series";
import { type CorpusMeeting, readCorpus } from "@/lib/search/ranker/training/corpus";
import {
  adapterExamples,
  backgroundFor,
  countMeeting,
  examplesOf,
  type Judged,
  sumCounts,
} from "@/lib/search/ranker/training/examples";
import { fitNetwork } from "@/lib/search/ranker/training/fit";
import { fitAdapter } from "@/lib/search/ranker/training/fit-adapter";

/** The adapter that scores a training meeting was trained without its fold. */
const FOLDS = 5;
/** What a question made of a topic counts for the adapter. */
const MADE_WEIGHT = 0.5;

/** A line of what training found on the meetings it was not trained on. */
export interface Figure {
  ranking: string;
  domain: string;
  queries: number;
  /** Percent. */
  ndcgAt10: number;
  mrr: number;
}

export interface Learned {
  background: BackgroundCounts;
  adapter: Adapter;
  networks: Float32Array[];
  figures: Figure[];
}

/**
 * Trains the ranker on QMSum's train part and measures it on its val part, both read through the
 * database as search does. The figures are without blending and MMR: `parley search eval` has those.
 *
 * @param without a kind of meeting that is left out of training, to see what is learned of others
 */
export async function learnRanker(input: {
  data: string;
  seed: number;
  networks: number;
  without: string | undefined;
  cache: string | undefined;
  embedder: Embedder;
  progress: (line: string) => void;
}): Promise<Learned> {
  const { data, seed, without, progress } = input;
  const read = (part: string) =>
    readCorpus({ ...input, file: path.join(data, `meetings/qmsum-${part}.jsonl`) });
  const train = (await read("train")).filter((meeting) => meeting.domain !== without);
  const val = await read("val");
  const own = new Map(train.map((meeting) => [meeting.name, countMeeting(meeting)]));
  const background = sumCounts([...own.values()]);
  const adapters = trainAdapters(train, seed, progress);
  const adapter = adapters.at(-1) as Adapter;
  const fold = new Map(train.map((meeting, index) => [meeting.name, index % FOLDS]));
  const examples = examplesOf(train, {
    background: backgroundFor(background, own),
    adapterFor: (meeting) => adapters[fold.get(meeting.name) ?? 0] as Adapter,
  });
  const judged = examplesOf(val, {
    background: backgroundFor(background, new Map()),
    adapterFor: () => adapter,
  }).filter((example) => !example.question.made);
  const figures: Figure[] = [];
  const add = (ranking: string, score: (example: Judged) => Series) => {
    figures.push(...figuresOf(ranking, judged, score));
    const { ndcgAt10, mrr } = figures.findLast((figure) => figure.domain === "all") as Figure;
    progress(`${ranking}: nDCG@10 ${ndcgAt10}, MRR ${mrr}`);
  };
  const channel = CHANNELS.indexOf("fused");
  add("features' own fusion", ({ features }) => features.channels[channel] as Series);
  const networks: Float32Array[] = [];
  for (let index = 0; index < input.networks; index += 1) {
    const numbers = fitNetwork(examples, seed + index);
    networks.push(numbers);
    add(`network ${index + 1}`, scorer([numbers]));
  }
  add("all networks", scorer(networks));
  return { background, adapter, networks, figures };
}

/** One per fold, trained without it, then one trained on all. */
function trainAdapters(
  train: readonly CorpusMeeting[],
  seed: number,
  progress: (line: string) => void,
): Adapter[] {
  return Array.from({ length: FOLDS + 1 }, (_, fold) => {
    const meetings = train.filter((_meeting, index) => fold === FOLDS || index % FOLDS !== fold);
    const adapter = fitAdapter(adapterExamples(meetings, MADE_WEIGHT), seed + fold);
    progress(`adapter ${fold + 1} of ${FOLDS + 1}`);
    return adapter;
  });
}

function scorer(networks: readonly Float32Array[]) {
  const parameters = networks.map(parametersOf);
  return ({ features }: Judged): Series =>
    averaged(parameters.map((network) => scoreChunks(network, features)));
}

/** Over all questions, then by kind of meeting. */
function figuresOf(
  ranking: string,
  judged: readonly Judged[],
  score: (example: Judged) => Series,
): Figure[] {
  const scored = judged.flatMap((example) => {
    const relevant = Array.from(example.relevant, (value) => value === 1);
    const result = scoreRanking(bestFirst(score(example)), relevant);
    return result ? [{ domain: example.meeting.domain, result }] : [];
  });
  const percent = (values: number[]) => Math.round(mean(values) * 1000) / 10;
  const domains = ["all", ...new Set(scored.map(({ domain }) => domain))];
  return domains.map((domain) => {
    const own = scored.filter((entry) => domain === "all" || entry.domain === domain);
    return {
      ranking,
      domain,
      queries: own.length,
      ndcgAt10: percent(own.map(({ result }) => result.ndcgAt10)),
      mrr: percent(own.map(({ result }) => result.reciprocalRank)),
    };
  });
}
