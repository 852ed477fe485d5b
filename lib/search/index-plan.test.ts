import { describe, expect, it } from "vitest";
import { chunkTranscript } from "@/lib/search/chunker";
import { type IndexedChunk, planIndex } from "@/lib/search/index-plan";

const drafts = chunkTranscript({
  segments: Array.from({ length: 24 }, (_, position) => ({
    participantId: position % 2 ? "ana" : "jonas",
    position,
    startMs: position * 1000,
    endMs: position * 1000 + 900,
    text: `Line ${position} ${"says something new ".repeat(6)}`,
  })),
  speakers: new Map([
    ["ana", "Ana"],
    ["jonas", "Jonas"],
  ]),
});

const indexed: IndexedChunk[] = drafts.map((draft, index) => ({
  ...draft,
  id: `chunk-${index}`,
  modelId: "model",
}));

describe("comparing a transcript with its index", () => {
  it("finds nothing to do when both agree", () => {
    expect(planIndex({ drafts, indexed, modelId: "model" })).toEqual({
      moved: [],
      added: [],
      removed: [],
    });
  });

  it("adds what is new and removes what is stale, and touches nothing else", () => {
    const changed = indexed.map((chunk, index) =>
      index === 1 ? { ...chunk, contentHash: "of an older text" } : chunk,
    );
    const plan = planIndex({ drafts, indexed: changed, modelId: "model" });
    expect(plan).toEqual({ moved: [], added: [drafts[1]], removed: ["chunk-1"] });
  });

  it("moves a chunk whose place changed and keeps what was computed for it", () => {
    const earlier = indexed.map((chunk) => ({
      ...chunk,
      position: chunk.position + 1,
      firstSegment: chunk.firstSegment + 2,
      lastSegment: chunk.lastSegment + 2,
    }));
    const plan = planIndex({ drafts, indexed: earlier, modelId: "model" });
    expect(plan.added).toEqual([]);
    expect(plan.removed).toEqual([]);
    expect(plan.moved.map((entry) => entry.segmentShift)).toEqual(drafts.map(() => -2));
  });

  it("makes everything anew for another model", () => {
    const plan = planIndex({ drafts, indexed, modelId: "other" });
    expect(plan.added).toEqual(drafts);
    expect(plan.removed).toEqual(indexed.map((chunk) => chunk.id));
  });

  it("keeps as many of equal chunks as there are", () => {
    const twice = [drafts[0], drafts[0]].flatMap((draft, position) =>
      draft ? [{ ...draft, position }] : [],
    );
    const plan = planIndex({ drafts: twice, indexed: indexed.slice(0, 1), modelId: "model" });
    expect(plan.added).toHaveLength(1);
    expect(plan.removed).toEqual([]);
  });
});
