import { randomUUID } from "node:crypto";
import { db, Prisma, type Tx } from "@/lib/platform/db";
import type { ChunkDraft } from "@/lib/search/chunker";
import { type IndexedChunk, planIndex } from "@/lib/search/index-plan";
import { vectorText } from "@/lib/search/vector-sql";

export interface EmbeddedChunk {
  draft: ChunkDraft;
  /** One vector per window of the draft. */
  windows: Float32Array[];
  embedding: Float32Array;
}

/** Rows per INSERT: a vector is about 5 kB of text. */
const ROWS_PER_INSERT = 200;
/** A long meeting's vectors take a moment to write, milliseconds. */
const TRANSACTION_MS = 60_000;

export const findIndexed = (meetingId: string, client: Tx = db()): Promise<IndexedChunk[]> =>
  client.chunk.findMany({
    where: { meetingId },
    select: {
      id: true,
      position: true,
      firstSegment: true,
      lastSegment: true,
      startMs: true,
      endMs: true,
      contentHash: true,
      modelId: true,
    },
    orderBy: { position: "asc" },
  });

/**
 * Makes the meeting's index what the drafts say, in one transaction and one at a time per meeting.
 *
 * @returns what was done; `overtaken` when the plan needs a chunk that is not embedded, because
 * somebody else changed the index meanwhile; `gone` when the meeting was deleted
 */
export function applyPlan({
  meetingId,
  drafts,
  embedded,
  modelId,
}: {
  meetingId: string;
  drafts: readonly ChunkDraft[];
  /** By content hash. */
  embedded: ReadonlyMap<string, EmbeddedChunk>;
  modelId: string;
}): Promise<{ written: number; removed: number } | "overtaken" | "gone"> {
  return db().$transaction(
    async (tx) => {
      const locked = await tx.$queryRaw<unknown[]>`
        SELECT 1 FROM "Meeting" WHERE "id" = ${meetingId}::uuid FOR UPDATE`;
      if (locked.length === 0) return "gone";
      const indexed = await findIndexed(meetingId, tx);
      const plan = planIndex({ drafts, indexed, modelId });
      const chunks = plan.added.flatMap((draft) => {
        const chunk = embedded.get(draft.contentHash);
        return chunk ? [{ ...chunk, draft }] : [];
      });
      if (chunks.length < plan.added.length) return "overtaken";
      await tx.chunk.deleteMany({ where: { id: { in: plan.removed } } });
      await moveChunks(tx, plan.moved);
      await insertChunks(tx, { meetingId, modelId, chunks });
      if (chunks.length + plan.removed.length + plan.moved.length > 0) {
        await noteChange(tx, { meetingId, chunks: drafts.length, modelId });
      }
      return { written: chunks.length, removed: plan.removed.length };
    },
    { timeout: TRANSACTION_MS, maxWait: TRANSACTION_MS },
  );
}

/** Inside the transaction that changes the index: whoever keeps something of it sees the change. */
const noteChange = (
  tx: Tx,
  { meetingId, chunks, modelId }: { meetingId: string; chunks: number; modelId: string },
) =>
  tx.meeting.update({
    where: { id: meetingId },
    data: {
      indexVersion: { increment: 1 },
      indexChunks: chunks,
      indexModel: chunks > 0 ? modelId : null,
    },
    select: { id: true },
  });

/** Meetings whose index another model made, the latest first. */
export const findOutdated = ({ modelId, limit }: { modelId: string; limit: number }) =>
  db().meeting.findMany({
    where: { indexModel: { not: modelId }, indexChunks: { gt: 0 } },
    select: { id: true },
    orderBy: [{ startedAt: { sort: "desc", nulls: "last" } }, { id: "asc" }],
    take: limit,
  });

/** How many meetings and chunks have an index, by the model that made it. */
export async function countIndexed(): Promise<
  { modelId: string; meetings: number; chunks: number }[]
> {
  const groups = await db().meeting.groupBy({
    by: ["indexModel"],
    where: { indexModel: { not: null } },
    _count: { id: true },
    _sum: { indexChunks: true },
  });
  return groups.map(({ indexModel, _count, _sum }) => ({
    modelId: indexModel ?? "",
    meetings: _count.id,
    chunks: _sum.indexChunks ?? 0,
  }));
}

async function moveChunks(
  tx: Tx,
  moved: readonly { id: string; draft: ChunkDraft; segmentShift: number }[],
): Promise<void> {
  if (moved.length === 0) return;
  // Positions are unique at every moment, so all step aside before each takes its new place.
  const ids = moved.map(({ id }) => id);
  await tx.$executeRaw`
    UPDATE "Chunk" SET "position" = -1 - "position" WHERE "id" = ANY(${ids}::uuid[])`;
  await tx.$executeRaw`
    UPDATE "ChunkWindow" w
    SET "firstSegment" = w."firstSegment" + v.shift, "lastSegment" = w."lastSegment" + v.shift
    FROM unnest(${ids}::uuid[], ${moved.map((entry) => entry.segmentShift)}::int[]) AS v(id, shift)
    WHERE w."chunkId" = v.id AND v.shift <> 0`;
  for (const { id, draft } of moved) {
    const { position, firstSegment, lastSegment, startMs, endMs } = draft;
    await tx.chunk.update({
      where: { id },
      data: { position, firstSegment, lastSegment, startMs, endMs },
    });
  }
}

async function insertChunks(
  tx: Tx,
  input: { meetingId: string; modelId: string; chunks: readonly EmbeddedChunk[] },
): Promise<void> {
  const rows = input.chunks.map((chunk) => ({ id: randomUUID(), ...chunk }));
  for (const part of slices(rows)) {
    const values = part.map(
      ({ id, draft, embedding }) => Prisma.sql`(
        ${id}::uuid, ${input.meetingId}::uuid, ${draft.position}, ${draft.firstSegment},
        ${draft.lastSegment}, ${draft.startMs}, ${draft.endMs}, ${draft.speakers}::text[],
        ${draft.text}, ${input.modelId}, ${draft.contentHash}, ${vectorText(embedding)}::vector)`,
    );
    await tx.$executeRaw`
      INSERT INTO "Chunk" ("id", "meetingId", "position", "firstSegment", "lastSegment", "startMs",
        "endMs", "speakers", "text", "modelId", "contentHash", "embedding")
      VALUES ${Prisma.join(values)}`;
  }
  const windows = rows.flatMap(({ id, draft, windows: vectors }) =>
    draft.windows.map((window, index) => ({ id, window, index, vector: vectors[index] })),
  );
  for (const part of slices(windows)) {
    const values = part.map(
      ({ id, window, index, vector }) => Prisma.sql`(
        ${id}::uuid, ${index}, ${window.firstSegment}, ${window.lastSegment},
        ${vector ? vectorText(vector) : null}::vector)`,
    );
    await tx.$executeRaw`
      INSERT INTO "ChunkWindow" ("chunkId", "index", "firstSegment", "lastSegment", "embedding")
      VALUES ${Prisma.join(values)}`;
  }
}

function slices<T>(rows: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
    parts.push(rows.slice(start, start + ROWS_PER_INSERT));
  }
  return parts;
}
