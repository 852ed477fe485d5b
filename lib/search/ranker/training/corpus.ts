import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { deserialize, serialize } from "node:v8";
import { chunkTranscript } from "@/lib/search/chunker";
import type { Embedder } from "@/lib/search/embedder";
import {
  type JudgedMeeting,
  readJudgedMeetings,
  type TurnRange,
} from "@/lib/search/evaluation/dataset";
import { relevantChunks } from "@/lib/search/evaluation/metrics";
import {
  createEvaluationAccount,
  deleteEvaluation,
  insertJudgedMeeting,
} from "@/lib/search/evaluation/repo";
import { indexMeeting } from "@/lib/search/indexing";
import { type QueryWord, queryWords } from "@/lib/search/query";
import type { StoredChunk } from "@/lib/search/ranker/meeting";
import { coreText } from "@/lib/search/ranker/question";
import { findStoredChunks, findWindowVectors } from "@/lib/search/ranker/repo";
import type { Series } from "@/lib/search/ranker/series";
import { readWords } from "@/lib/search/repo";

/** A question about a meeting, as the product reads it. */
export interface CorpusQuestion {
  id: string;
  text: string;
  read: QueryWord[];
  vector: Float32Array;
  core: Float32Array;
  /** 1 or 0 by chunk. */
  relevant: Series;
  /** Made from a topic's title, not asked by a person. */
  made: boolean;
}

/** A meeting as the product stores it, with its questions. */
export interface CorpusMeeting {
  name: string;
  domain: string;
  chunks: StoredChunk[];
  windows: Float32Array[][];
  questions: CorpusQuestion[];
}

/** Raised when what is kept of a meeting changes. */
const CACHE_VERSION = 1;

/**
 * Reads judged meetings through the database, as search does: each is stored, indexed, read back and
 * deleted. Topics become questions of their own ("Summarize the discussion about …"). Questions that
 * no chunk answers are left out.
 *
 * @param cache a folder that keeps what was read, for the next time
 */
export async function readCorpus(input: {
  file: string;
  cache: string | undefined;
  embedder: Embedder;
  progress: (line: string) => void;
}): Promise<CorpusMeeting[]> {
  const { file, cache, embedder, progress } = input;
  const ownerId = await createEvaluationAccount();
  const corpus: CorpusMeeting[] = [];
  try {
    for await (const meeting of readJudgedMeetings(file)) {
      const kept = cache === undefined ? null : cacheFile(cache, embedder, meeting);
      const known = kept !== null && existsSync(kept) ? await readFile(kept) : null;
      const read = known
        ? (deserialize(known) as CorpusMeeting)
        : await store(input, meeting, ownerId);
      if (kept !== null && !known) {
        await mkdir(path.dirname(kept), { recursive: true });
        await writeFile(kept, serialize(read));
      }
      corpus.push(read);
      progress(`${corpus.length} ${read.name}: ${read.chunks.length} chunks`);
    }
  } finally {
    await deleteEvaluation(ownerId);
  }
  return corpus;
}

function cacheFile(cache: string, embedder: Embedder, meeting: JudgedMeeting): string {
  const content = JSON.stringify([CACHE_VERSION, embedder.id, meeting]);
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 16);
  return path.join(cache, `${meeting.meetingId}-${hash}.bin`);
}

async function store(
  { embedder }: { embedder: Embedder },
  meeting: JudgedMeeting,
  ownerId: string,
): Promise<CorpusMeeting> {
  const { meetingId, participants, segments } = await insertJudgedMeeting({ ownerId, meeting });
  await indexMeeting({ meetingId, segments, participants, embedder });
  const speakers = new Map(participants.map(({ id, name }) => [id, name]));
  const pieces = chunkTranscript({ segments, speakers }).map((chunk) => chunk.pieces);
  const { chunks } = await findStoredChunks({ meetingId, modelId: embedder.id });
  const windows = await findWindowVectors(meetingId);
  const questions: CorpusQuestion[] = [];
  for (const { ranges, ...question } of questionsOf(meeting)) {
    const relevant = Float32Array.from(relevantChunks(pieces, ranges), Number);
    if (!relevant.includes(1)) continue;
    questions.push({ ...question, relevant, ...(await understand(question.text, embedder)) });
  }
  const { meetingId: name, domain = "unknown" } = meeting;
  return { name, domain, chunks, windows, questions };
}

function questionsOf(meeting: JudgedMeeting) {
  const asked = meeting.queries.map(({ id, query, relevantTurnRanges }) => {
    return { id, text: query, ranges: relevantTurnRanges, made: false };
  });
  const made = (meeting.topics ?? []).map(({ topic, turnRanges }, index) => ({
    id: `${meeting.meetingId}-t${index}`,
    text: `Summarize the discussion about ${topic.slice(0, 1).toLowerCase()}${topic.slice(1)}`,
    ranges: turnRanges satisfies TurnRange[],
    made: true,
  }));
  return [...asked, ...made];
}

/** What the product makes of a question; see `retrieve`. */
export async function understand(text: string, embedder: Embedder) {
  const words = queryWords(text);
  const read = await readWords(words);
  const [vector = new Float32Array(), core = new Float32Array()] = await embedder.embed(
    [words.join(" "), coreText(read)],
    { purpose: "query" },
  );
  return { read, vector, core };
}
