import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeInferencePool } from "@/lib/models/shared-pool";
import { closeDb, db } from "@/lib/platform/db";
import { closeRedis } from "@/lib/platform/redis";
import { evaluateRankings, evaluateSearch } from "@/lib/search/evaluation/evaluate";
import { instanceEmbedder } from "@/lib/search/service";

const TOPICS = ["battery", "budget", "holiday", "kitchen", "server", "contract"];

/** A meeting of six topics, and a question about each. */
const meeting = {
  meetingId: "own-1",
  turns: TOPICS.flatMap((topic) =>
    Array.from({ length: 8 }, (_, turn) => ({
      speaker: turn % 2 ? "Ana" : "Jonas",
      text: `Turn ${turn} says more about the ${topic} and about nothing but that ${topic} of ours.`,
    })),
  ),
  queries: TOPICS.map((topic, index) => ({
    id: `q${index}`,
    query: `What did the team say about the ${topic}?`,
    relevantTurnRanges: [[index * 8, index * 8 + 7]],
  })),
};

describe.skipIf(!process.env.DATABASE_URL)("measuring search", () => {
  let folder: string;
  const counts = () => Promise.all([db().user.count(), db().meeting.count(), db().chunk.count()]);
  const measure = (file: string, runsFile?: string) =>
    evaluateSearch({
      file,
      runsFile,
      indexEmbedder: instanceEmbedder(),
      queryEmbedder: instanceEmbedder(),
      progress: () => undefined,
    });

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "parley-evaluation-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    await closeInferencePool();
    closeRedis();
    await closeDb();
  });

  it("scores rankings, writes them down, and leaves nothing in the database", async () => {
    const before = await counts();
    const file = path.join(folder, "meetings.jsonl");
    await writeFile(file, `${JSON.stringify(meeting)}\n`);
    const result = await measure(file, path.join(folder, "runs.jsonl"));
    expect(result).toMatchObject({
      meetings: 1,
      queries: 6,
      mrr: 100,
      hitAt5: 100,
      model: "use-lite-en",
    });
    expect(result.ndcgAt10).toBeGreaterThan(80);
    expect(result.p95Ms).toBeGreaterThanOrEqual(result.p50Ms);
    expect(await counts()).toEqual(before);

    const lines = (await readFile(path.join(folder, "runs.jsonl"), "utf8")).trim().split("\n");
    const [chunks, ...ranked] = lines.map((line) => JSON.parse(line));
    const places = chunks.chunks.map((_: unknown, index: number) => index);
    expect(
      chunks.chunks.flat().reduce((sum: number, [, words]: [number, number]) => sum + words, 0),
    ).toBe(meeting.turns.reduce((sum, turn) => sum + turn.text.split(" ").length, 0));
    for (const [index, run] of ranked.entries()) {
      expect(run).toMatchObject({ meetingId: "own-1", queryId: `q${index}` });
      expect([...run.ranked].sort((a, b) => a - b)).toEqual(places);
    }
  });

  it("puts ways to rank side by side, over all meetings too, and asks other questions", async () => {
    const before = await counts();
    const file = path.join(folder, "two.jsonl");
    const other = { ...meeting, meetingId: "own-2", turns: meeting.turns.slice(0, 8), queries: [] };
    await writeFile(file, `${JSON.stringify(meeting)}\n${JSON.stringify(other)}\n`);
    const question = {
      id: "k0",
      query: "kitchen",
      relevantTurnRanges: [[24, 31] as [number, number]],
    };
    const results = await evaluateRankings({
      file,
      questions: new Map([["own-1", [question]]]),
      indexEmbedder: instanceEmbedder(),
      queryEmbedder: instanceEmbedder(),
      scope: "all",
      rankings: ["words", "vectors", "fusion", "ranker"],
      progress: () => undefined,
    });
    expect(Object.keys(results)).toEqual(["words", "vectors", "fusion", "ranker"]);
    for (const result of Object.values(results)) {
      expect(result).toMatchObject({ meetings: 2, queries: 1, hitAt5: 100 });
    }
    expect(results.ranker.mrr).toBe(100);
    expect(await counts()).toEqual(before);
  });

  it("names the bad line of a file and leaves nothing behind then either", async () => {
    const before = await counts();
    const file = path.join(folder, "bad.jsonl");
    await writeFile(file, `${JSON.stringify(meeting)}\n{"meetingId": "x"}\n`);
    await expect(measure(file)).rejects.toThrow(/^Line 2: turns/u);
    expect(await counts()).toEqual(before);
  });
});
