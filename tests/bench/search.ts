import { parseArgs } from "node:util";
import { closeInferencePool } from "@/lib/models/shared-pool";
import { closeDb } from "@/lib/platform/db";
import { closeRedis } from "@/lib/platform/redis";
import { chunkTranscript } from "@/lib/search/chunker";
import { type JudgedMeeting, readJudgedMeetings } from "@/lib/search/evaluation/dataset";
import {
  mean,
  type QueryScore,
  relevantChunks,
  scoreRanking,
} from "@/lib/search/evaluation/metrics";
import {
  createEvaluationAccount,
  deleteEvaluation,
  insertJudgedMeeting,
} from "@/lib/search/evaluation/repo";
import { indexMeeting } from "@/lib/search/indexing";
import { planQuery, queryWords } from "@/lib/search/query";
import { FUSION, type FusionProfile } from "@/lib/search/ranking";
import { rankChunks, readWords } from "@/lib/search/repo";
import { instanceEmbedder, retrieve } from "@/lib/search/service";

/**
 * What each part of the ranking is worth, on judged meetings and through the database:
 * `npx tsx tests/bench/search.ts FILE.jsonl`. Prints a JSON line per variant. Needs DATABASE_URL,
 * REDIS_URL and PARLEY_SECRET.
 */
const alone = { decay: 0, reach: 0 };
const VARIANTS: Record<string, FusionProfile> = {
  words: { ...alone, lexicalWeight: 1, semanticWeight: 0 },
  vectors: { ...alone, lexicalWeight: 0, semanticWeight: 1 },
  fused: { ...FUSION.question, ...alone },
  "words, smoothed": { ...FUSION.question, semanticWeight: 0 },
  "fused, smoothed 0.3 over 2": { ...FUSION.question, decay: 0.3, reach: 2 },
  "fused, smoothed 0.6 over 4": FUSION.question,
  "fused, smoothed 0.7 over 4": { ...FUSION.question, decay: 0.7 },
  "fused, smoothed 0.8 over 6": { ...FUSION.question, decay: 0.8, reach: 6 },
};
/** The product's own way: profile by kind of query, then MMR. */
const PRODUCT = "as in the product";

const embedder = instanceEmbedder();

async function measure(ownerId: string, meeting: JudgedMeeting, scores: Map<string, QueryScore[]>) {
  const { meetingId, participants, segments } = await insertJudgedMeeting({ ownerId, meeting });
  await indexMeeting({ meetingId, segments, participants, embedder });
  const speakers = new Map(participants.map(({ id, name }) => [id, name]));
  const chunks = chunkTranscript({ segments, speakers }).map((chunk) => chunk.pieces);
  const limit = chunks.length;
  for (const { query, relevantTurnRanges } of meeting.queries) {
    const relevant = relevantChunks(chunks, relevantTurnRanges);
    const add = (variant: string, ranked: { position: number }[]) => {
      const score = scoreRanking(
        ranked.map((chunk) => chunk.position),
        relevant,
      );
      if (score) scores.set(variant, [...(scores.get(variant) ?? []), score]);
    };
    const plan = planQuery(query, await readWords(queryWords(query)));
    const [vector = new Float32Array()] = await embedder.embed([plan.text], { purpose: "query" });
    const asked = { viewerId: ownerId, meetingId, modelId: embedder.id, vector, limit };
    for (const [variant, profile] of Object.entries(VARIANTS)) {
      add(variant, await rankChunks({ ...asked, terms: plan.terms, profile }));
    }
    const viewer = { userId: ownerId };
    add(PRODUCT, await retrieve({ viewer, q: query, meetingId, limit, embedder }));
  }
}

async function main(file: string): Promise<void> {
  const ownerId = await createEvaluationAccount();
  const scores = new Map<string, QueryScore[]>();
  try {
    for await (const meeting of readJudgedMeetings(file)) {
      await measure(ownerId, meeting, scores);
      process.stderr.write(`${meeting.meetingId}\n`);
    }
  } finally {
    await deleteEvaluation(ownerId);
  }
  const percent = (values: number[]) => Math.round(mean(values) * 1000) / 10;
  for (const [variant, all] of scores) {
    const line = {
      variant,
      queries: all.length,
      ndcgAt10: percent(all.map((score) => score.ndcgAt10)),
      mrr: percent(all.map((score) => score.reciprocalRank)),
      hitAt5: percent(all.map((score) => score.hitAt5)),
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}

const { positionals } = parseArgs({ allowPositionals: true });
const [file] = positionals;
if (!file) {
  process.stderr.write("Usage: npx tsx tests/bench/search.ts FILE.jsonl\n");
  process.exit(2);
}
await main(file).finally(async () => {
  await closeInferencePool();
  closeRedis();
  await closeDb();
});
