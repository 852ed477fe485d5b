import { notFound } from "@/lib/platform/errors";
import { type ChunkDraft, chunkTranscript, type SpokenSegment } from "@/lib/search/chunker";
import { type Embedder, meanDirection } from "@/lib/search/embedder";
import { planIndex } from "@/lib/search/index-plan";
import { applyPlan, type EmbeddedChunk, findIndexed } from "@/lib/search/repo/chunks";

export interface IndexOutcome {
  /** Chunks the meeting has now. */
  chunks: number;
  /** Of these, how many were new or changed. */
  written: number;
  /** How many stale ones were removed. */
  removed: number;
}

/** Another indexing of the same meeting may overtake this one so often. */
const ATTEMPTS = 4;
/** Chunks embedded between two reports of progress. */
const CHUNKS_PER_REPORT = 16;

/**
 * Brings a meeting's search index in step with its transcript. What did not change is left alone,
 * what is new is embedded, what is stale goes, all in one transaction; running it again does
 * nothing. An empty transcript empties the index.
 *
 * @param participants the names that stand in front of their lines
 * @param onProgress called with 0..1
 * @throws AppError `not-found` when there is no such meeting (any more)
 */
export async function indexMeeting({
  meetingId,
  segments,
  participants,
  embedder,
  onProgress,
  signal,
}: {
  meetingId: string;
  segments: readonly SpokenSegment[];
  participants: readonly { id: string; name: string }[];
  embedder: Embedder;
  onProgress?: (progress: number) => Promise<void> | void;
  signal?: AbortSignal | undefined;
}): Promise<IndexOutcome> {
  const speakers = new Map(participants.map(({ id, name }) => [id, name]));
  const drafts = chunkTranscript({ segments, speakers });
  const embedded = new Map<string, EmbeddedChunk>();
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const indexed = await findIndexed(meetingId);
    const due = planIndex({ drafts, indexed, modelId: embedder.id }).added.filter(
      (draft) => !embedded.has(draft.contentHash),
    );
    for (let start = 0; start < due.length; start += CHUNKS_PER_REPORT) {
      signal?.throwIfAborted();
      const part = due.slice(start, start + CHUNKS_PER_REPORT);
      for (const chunk of await embedChunks({ drafts: part, embedder, signal })) {
        embedded.set(chunk.draft.contentHash, chunk);
      }
      await onProgress?.(Math.min(1, (start + part.length) / due.length));
    }
    const outcome = await applyPlan({ meetingId, drafts, embedded, modelId: embedder.id });
    if (outcome === "gone") throw notFound("There is no such meeting.");
    if (outcome !== "overtaken") return { chunks: drafts.length, ...outcome };
  }
  throw new Error(`The index of meeting ${meetingId} changed ${ATTEMPTS} times while it was made.`);
}

async function embedChunks({
  drafts,
  embedder,
  signal,
}: {
  drafts: readonly ChunkDraft[];
  embedder: Embedder;
  signal: AbortSignal | undefined;
}): Promise<EmbeddedChunk[]> {
  const texts = drafts.flatMap((draft) => draft.windows.map((window) => window.text));
  const vectors = await embedder.embed(texts, { purpose: "document", signal });
  let next = 0;
  return drafts.map((draft) => {
    const windows = vectors.slice(next, next + draft.windows.length);
    next += draft.windows.length;
    return { draft, windows, embedding: meanDirection(windows, embedder.dimensions) };
  });
}
