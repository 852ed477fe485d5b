import type { ChunkDraft } from "@/lib/search/chunker";

/** What the index knows of a chunk. */
export interface IndexedChunk {
  id: string;
  position: number;
  firstSegment: number;
  startMs: number;
  endMs: number;
  lastSegment: number;
  contentHash: string;
  modelId: string;
}

export interface IndexPlan {
  /** Chunks whose content is there already, perhaps in another place. */
  moved: { id: string; draft: ChunkDraft; segmentShift: number }[];
  added: ChunkDraft[];
  /** Ids of chunks nothing in the transcript stands for any more. */
  removed: string[];
}

/**
 * Compares a transcript's chunks with the indexed ones. Equal content by the same model is kept,
 * earliest first; a kept chunk is in `moved` only if its place or times differ.
 */
export function planIndex({
  drafts,
  indexed,
  modelId,
}: {
  drafts: readonly ChunkDraft[];
  indexed: readonly IndexedChunk[];
  modelId: string;
}): IndexPlan {
  const byHash = new Map<string, IndexedChunk[]>();
  for (const chunk of [...indexed].sort((a, b) => a.position - b.position)) {
    if (chunk.modelId !== modelId) continue;
    byHash.set(chunk.contentHash, [...(byHash.get(chunk.contentHash) ?? []), chunk]);
  }
  const plan: IndexPlan = { moved: [], added: [], removed: [] };
  const kept = new Set<string>();
  for (const draft of drafts) {
    const chunk = byHash.get(draft.contentHash)?.shift();
    if (!chunk) {
      plan.added.push(draft);
      continue;
    }
    kept.add(chunk.id);
    if (isElsewhere(chunk, draft)) {
      const segmentShift = draft.firstSegment - chunk.firstSegment;
      plan.moved.push({ id: chunk.id, draft, segmentShift });
    }
  }
  plan.removed = indexed.filter((chunk) => !kept.has(chunk.id)).map((chunk) => chunk.id);
  return plan;
}

function isElsewhere(chunk: IndexedChunk, draft: ChunkDraft): boolean {
  return (
    chunk.position !== draft.position ||
    chunk.firstSegment !== draft.firstSegment ||
    chunk.lastSegment !== draft.lastSegment ||
    chunk.startMs !== draft.startMs ||
    chunk.endMs !== draft.endMs
  );
}
