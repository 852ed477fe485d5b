import { log } from "@/lib/platform/log";
import { adapt } from "@/lib/search/ranker/adapter";
import { averaged } from "@/lib/search/ranker/averaged";
import { blend, learnedShare } from "@/lib/search/ranker/blend";
import { BoundedCache } from "@/lib/search/ranker/cache";
import { featuresOf, type Likeness } from "@/lib/search/ranker/features";
import { prepareMeeting, type RankedMeeting } from "@/lib/search/ranker/meeting";
import { type LikelyMeeting, likelyMeetings } from "@/lib/search/ranker/meetings";
import { scoreChunks } from "@/lib/search/ranker/network";
import { coreText, type Question, readQuestion } from "@/lib/search/ranker/question";
import { type ChunkLikeness, findLikeness, findStoredChunks } from "@/lib/search/ranker/repo";
import { series, zScores } from "@/lib/search/ranker/series";
import { type RankerWeights, rankerWeights } from "@/lib/search/ranker/weights";
import type { RankedChunk, Rerank, RerankInput } from "@/lib/search/ranking";

/** What is kept of meetings that were searched lately, bytes of memory. A long one takes about 1 MB. */
const CACHE_BYTES = 96 * 2 ** 20;
/** A meeting of more chunks (a day of talk) is ranked by the fusion alone. */
const MOST_CHUNKS = 2_000;

const shared = globalThis as typeof globalThis & {
  parleyRankedMeetings?: BoundedCache<RankedMeeting>;
};

/** Meetings as the ranker sees them, of this process. */
function meetings(): BoundedCache<RankedMeeting> {
  shared.parleyRankedMeetings ??= new BoundedCache(CACHE_BYTES);
  return shared.parleyRankedMeetings;
}

/** Something the ranker does not know or that changed under it: then the fusion's order stays. */
class NotRanked extends Error {
  override name = "NotRanked";
}

/**
 * Orders candidates by the learned ranker (docs/models/search-ranker.md): it scores all chunks of a
 * meeting as one sequence, and its score is blended with the fusion's. Over all meetings, the
 * chunks of the likeliest few are ranked so; the others follow in the fusion's order.
 *
 * It never fails: without weights for the embedding model, or with anything else amiss, the
 * candidates come back as they were.
 */
export const rerankByLearning: Rerank = async (input) => {
  // Whoever awaits it hears of its failure; until then nobody may be listening.
  input.chunks.catch(() => undefined);
  try {
    const weights = await rankerWeights(input.embedder.id);
    if (!weights) throw new NotRanked("no weights for the embeddings");
    return await rerank(input, weights);
  } catch (error) {
    const level = error instanceof NotRanked ? "debug" : "warn";
    log("search")[level]({ err: error }, "passages are in the order of the fusion");
    return input.chunks;
  }
};

async function rerank(input: RerankInput, weights: RankerWeights): Promise<RankedChunk[]> {
  const { query, embedder } = input;
  const asked = query.vectors.find((vector) => vector.modelId === weights.embeddings);
  if (!asked) throw new NotRanked("no vector for the question");
  const text = query.words.map(({ word }) => word).join(" ");
  const question = readQuestion(text, query.words, weights.background);
  const core = embedder.embed([coreText(query.words)], { purpose: "query" });
  // Looked at together with what else is waited for; a failure is reported there.
  core.catch(() => undefined);
  const likely = await meetingsOf(input);
  const [coreVector] = await core;
  if (!coreVector) throw new NotRanked("no vector for the question");
  const [chunks, found] = await Promise.all([
    input.chunks,
    findLikeness({
      viewerId: query.scope.viewerId,
      meetingIds: likely.map((meeting) => meeting.meetingId),
      modelId: asked.modelId,
      vectors: {
        question: asked.vector,
        core: coreVector,
        adapted: adapt(asked.vector, weights.adapter),
      },
    }),
  ]);
  const share = learnedShare(query.plan.kind);
  const ranked: RankedChunk[] = [];
  for (const { meetingId: id, logProbability } of likely) {
    const own = chunks.filter((chunk) => chunk.meetingId === id);
    const likeness = found.filter((row) => row.meetingId === id);
    const learned = await scoresIn({ meetingId: id, likeness, question, weights });
    if (learned) ranked.push(...blend({ chunks: own, learned, share, logProbability }));
  }
  ranked.sort((a, b) => b.score - a.score);
  const done = new Set(ranked.map((chunk) => chunk.meetingId));
  const rest = chunks.filter((chunk) => !done.has(chunk.meetingId));
  return [...ranked, ...below(ranked.at(-1)?.score, rest)];
}

/** With scores that start where those before end: the fusion's are on another scale. */
function below(lowest: number | undefined, chunks: readonly RankedChunk[]): RankedChunk[] {
  const shift = lowest === undefined ? 0 : lowest - (chunks[0]?.score ?? 0);
  return chunks.map((chunk) => ({ ...chunk, score: chunk.score + shift }));
}

/** The one meeting that is asked about, at once; else those the fusion finds likeliest. */
async function meetingsOf({ query, chunks }: RerankInput): Promise<readonly LikelyMeeting[]> {
  const [meetingId, ...more] = query.scope.filter.meetingIds ?? [];
  return meetingId !== undefined && more.length === 0
    ? [{ meetingId, logProbability: 0 }]
    : likelyMeetings(await chunks);
}

/**
 * The learned score of every chunk of a meeting, as z-scores over the meeting, by id; null when the
 * meeting's vectors are of another model, or it can no longer be read.
 */
async function scoresIn(input: {
  meetingId: string;
  likeness: readonly ChunkLikeness[];
  question: Question;
  weights: RankerWeights;
}): Promise<ReadonlyMap<string, number> | null> {
  const { meetingId, likeness, question, weights } = input;
  const version = likeness[0]?.version;
  if (version === undefined) return null;
  if (likeness.length > MOST_CHUNKS) throw new NotRanked(`${likeness.length} chunks are too many`);
  const meeting = await prepared({ meetingId, version, weights });
  const asPrepared =
    meeting.chunkIds.length === likeness.length &&
    meeting.chunkIds.every((id, index) => likeness[index]?.chunkId === id);
  if (!asPrepared) throw new NotRanked("the index changed meanwhile");
  const features = featuresOf({
    question,
    meeting,
    likeness: columns(likeness),
    background: weights.background,
  });
  const scores = zScores(
    averaged(weights.networks.map((network) => scoreChunks(network, features))),
  );
  return new Map(meeting.chunkIds.map((id, index) => [id, scores[index] as number]));
}

async function prepared(input: {
  meetingId: string;
  version: number;
  weights: RankerWeights;
}): Promise<RankedMeeting> {
  const { meetingId, version, weights } = input;
  const key = `${version} ${weights.embeddings}`;
  const known = meetings().get(meetingId, key);
  if (known) return known;
  const stored = await findStoredChunks({ meetingId, modelId: weights.embeddings });
  const meeting = prepareMeeting(stored.chunks, weights.background);
  if (stored.version === version) meetings().set(meetingId, key, meeting);
  return meeting;
}

function columns(rows: readonly ChunkLikeness[]): Likeness {
  const column = (name: keyof Likeness) => series(rows.length, (index) => rows[index]?.[name] ?? 0);
  return {
    closest: column("closest"),
    usual: column("usual"),
    coreClosest: column("coreClosest"),
    core: column("core"),
    adapted: column("adapted"),
  };
}
