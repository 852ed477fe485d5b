import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resolveModel } from "@/lib/models/registry";
import { closeInferencePool, inferencePool } from "@/lib/models/shared-pool";
import { renewIndexOf } from "@/lib/pipeline/steps";
import { closeDb, db } from "@/lib/platform/db";
import { dataPath } from "@/lib/platform/env";
import { closeRedis, redis } from "@/lib/platform/redis";
import { createEmbedder, embedderOf, instanceEmbedder } from "@/lib/search/embedders";
import { explainSearch } from "@/lib/search/explain";
import { rank } from "@/lib/search/rank";
import { asFused } from "@/lib/search/ranking";
import { leaveIndexAlone, outdatedIndexes, searchState } from "@/lib/search/renewal";
import { searchExplanation, searchQuery } from "@/lib/search/schema";
import type { SearchFilter } from "@/lib/search/scope-sql";
import { indexMeeting, retrieve, search } from "@/lib/search/service";
import { understand } from "@/lib/search/understanding";
import { makeAccount } from "@/tests/support/session";

const SUBJECTS = ["orchard", "harbour", "library", "observatory", "bakery", "railway"];
const VERBS = ["repairs", "counts", "paints", "moves", "sells", "measures"];
const miniLm = await resolveModel({
  id: "all-minilm-l6-v2",
  locations: { dataDir: dataPath() },
}).then(
  () => true,
  () => false,
);
if (!miniLm) console.log("Skipped: all-minilm-l6-v2 is an upgrade that is not on this machine.");

interface Spoken {
  id: string;
  segments: {
    participantId: string;
    position: number;
    startMs: number;
    endMs: number;
    text: string;
  }[];
  participants: { id: string; name: string }[];
}

/** A meeting about one subject; Kim says every third line, Lou the others. */
async function storeTalk(hostId: string, subject: string, startedAt: Date): Promise<Spoken> {
  const { id } = await db().meeting.create({
    data: {
      ...{ code: randomUUID(), title: subject, hostId, hostSecretHash: "-", startedAt },
      endedAt: new Date(startedAt.getTime() + 3_600_000),
    },
  });
  const participants = ["Kim", "Lou"].map((name, index) => ({
    id: randomUUID(),
    name,
    colour: index + 1,
  }));
  await db().participant.createMany({ data: participants.map((p) => ({ ...p, meetingId: id })) });
  const segments = Array.from({ length: 45 }, (_, position) => ({
    participantId: participants[position % 3 === 0 ? 0 : 1]?.id ?? "",
    position,
    startMs: position * 5000,
    endMs: position * 5000 + 4500,
    text: `Somebody ${VERBS[position % VERBS.length]} something in the ${subject}, which was point ${position} of the list that we made the other day.`,
  }));
  await db().segment.createMany({
    data: segments.map((s) => ({ ...s, meetingId: id, confidence: 1 })),
  });
  return { id, segments, participants };
}

const index = ({ id, segments, participants }: Spoken, embedder = instanceEmbedder()) =>
  indexMeeting({ meetingId: id, segments, participants, embedder });

describe.skipIf(!process.env.DATABASE_URL)(
  "search over many meetings",
  { timeout: 120_000 },
  () => {
    let viewer: { userId: string };
    let talks: Spoken[];

    beforeAll(async () => {
      viewer = { userId: (await makeAccount("Vera")).id };
      talks = [];
      for (const [month, subject] of SUBJECTS.entries()) {
        const talk = await storeTalk(
          viewer.userId,
          subject,
          new Date(Date.UTC(2026, month, 10, 9)),
        );
        await index(talk);
        talks.push(talk);
      }
      await db().$executeRaw`ANALYZE "Chunk"`;
    });
    afterAll(async () => {
      await db().meeting.deleteMany({ where: { hostId: viewer.userId } });
      await closeInferencePool();
      closeRedis();
      await closeDb();
    });

    const meetingOf = (subject: string) => talks[SUBJECTS.indexOf(subject)]?.id ?? "";
    const ranked = async (q: string, way: "exact" | "candidates", filter: SearchFilter = {}) => {
      const scope = { viewerId: viewer.userId, filter };
      const query = await understand(q, { embedder: instanceEmbedder(), scope });
      return query ? (await rank({ ...query, way }, 20)).chunks : [];
    };

    describe("by candidates", () => {
      it.each([
        "Who repairs the harbour?",
        "observatory",
        "What was said about bread and the bakery?",
      ])("finds for %s what all chunks together give", async (q) => {
        const exact = await ranked(q, "exact");
        const candidates = await ranked(q, "candidates");
        expect(candidates[0]?.meetingId).toBe(exact[0]?.meetingId);
        const first = new Set(exact.slice(0, 5).map((chunk) => chunk.chunkId));
        const kept = candidates.slice(0, 5).filter((chunk) => first.has(chunk.chunkId));
        expect(kept.length).toBeGreaterThanOrEqual(3);
        for (const chunk of candidates) expect(Number.isFinite(chunk.score)).toBe(true);
      });

      it("scores a chunk's own evidence as the exact way does", async () => {
        const exact = await ranked("harbour", "exact");
        const candidates = new Map(
          (await ranked("harbour", "candidates")).map((chunk) => [chunk.chunkId, chunk]),
        );
        for (const chunk of exact.slice(0, 5)) {
          const same = candidates.get(chunk.chunkId);
          if (same) expect(same.semantic).toBeCloseTo(chunk.semantic ?? 0, 5);
        }
      });

      it("never goes outside of what somebody may read", async () => {
        const stranger = { userId: (await makeAccount("Stranger")).id };
        const scope = { viewerId: stranger.userId, filter: {} };
        const query = await understand("harbour", { embedder: instanceEmbedder(), scope });
        expect(query && (await rank({ ...query, way: "candidates" }, 20)).chunks).toEqual([]);
      });

      it("keeps to the filters", async () => {
        const inHarbour = await ranked("list", "candidates", {
          meetingIds: [meetingOf("harbour")],
        });
        expect(inHarbour.length).toBeGreaterThan(0);
        expect(inHarbour.every((chunk) => chunk.meetingId === meetingOf("harbour"))).toBe(true);
      });
    });

    describe("filters", () => {
      const find = async (filter: SearchFilter, q = "point of the list") =>
        (await search({ viewer, q, filter, limit: 50 })).hits;

      it("keep to some meetings", async () => {
        const wanted = [meetingOf("library"), meetingOf("railway")];
        const hits = await find({ meetingIds: wanted });
        expect(new Set(hits.map((hit) => hit.meetingId))).toEqual(new Set(wanted));
      });

      it("keep to what one person said, whatever the letters' case", async () => {
        const hits = await find({ speakers: ["kim"] });
        expect(hits.length).toBeGreaterThan(0);
        expect(hits.every((hit) => hit.speaker === "Kim")).toBe(true);
      });

      it("know a person by their account", async () => {
        const kim = (await makeAccount("Kim")).id;
        const seat = talks[0]?.participants[0]?.id ?? "";
        await db().participant.update({ where: { id: seat }, data: { userId: kim } });
        const hits = await find({ speakers: [kim] });
        expect(hits.length).toBeGreaterThan(0);
        expect(hits.every((hit) => hit.speaker === "Kim" && hit.meetingId === talks[0]?.id)).toBe(
          true,
        );
        await db().participant.update({ where: { id: seat }, data: { userId: null } });
      });

      it("keep to a time, both days included", async () => {
        const { from, to } = searchQuery.parse({ q: "list", from: "2026-02-10", to: "2026-03-10" });
        const hits = await find({ from, before: to });
        expect(new Set(hits.map((hit) => hit.meetingTitle))).toEqual(
          new Set(["harbour", "library"]),
        );
      });

      it("give answers the same passages to choose from", async () => {
        const filter = { speakers: ["Kim"], meetingIds: [meetingOf("bakery")] };
        const passages = await retrieve({ viewer, q: "What about the bakery?", filter, limit: 10 });
        expect(passages.length).toBeGreaterThan(0);
        expect(passages.every((chunk) => chunk.meetingId === meetingOf("bakery"))).toBe(true);
      });

      it.each([
        ["somebody who is not there", "Nobody"],
        ["SQL", `Kim'; DROP TABLE "Chunk"; --`],
        ["operators and wildcards", "K% | & ! :* _"],
        ["zero bytes", "\u0000"],
        ["right to left, far east and emoji", "\u202eקים 金 🎉"],
        ["400 signs", "'\"\\".repeat(133)],
      ])("find nothing by %s", async (_, speaker) => {
        expect(await find({ speakers: [speaker] })).toEqual([]);
      });

      it.each(["yesterday", "2026-13-40", "2026-02-10T25:00"])("refuse %s as a date", (from) => {
        expect(searchQuery.safeParse({ q: "list", from }).success).toBe(false);
      });
    });

    it("ends at once for somebody whose seat is taken away", async () => {
      const guest = { userId: (await makeAccount("Guest")).id };
      const seat = await db().participant.create({
        data: {
          meetingId: meetingOf("library"),
          userId: guest.userId,
          name: "G",
          colour: 3,
          joinedAt: new Date(),
        },
      });
      const sees = async () => [
        (await search({ viewer: guest, q: "library", limit: 5 })).hits.length > 0,
        (await retrieve({ viewer: guest, q: "library", limit: 5 })).length > 0,
      ];
      expect(await sees()).toEqual([true, true]);
      await db().participant.delete({ where: { id: seat.id } });
      expect(await sees()).toEqual([false, false]);
    });

    it("explains a ranking step by step", async () => {
      const told = await explainSearch({ viewer, q: "Who paints the observatory?", limit: 5 });
      expect(() => searchExplanation.parse(told)).not.toThrow();
      expect(told).toMatchObject({ kind: "question", way: "exact", models: ["use-lite-en"] });
      expect(told.terms).toContain("observatori");
      const [best] = told.chunks;
      expect(best?.meetingId).toBe(meetingOf("observatory"));
      expect(best?.lexical).toBeGreaterThan(0);
      expect(told.chunks.some((chunk) => chunk.answer !== null)).toBe(true);
      expect(await explainSearch({ viewer, q: "!!! ---", limit: 5 })).toMatchObject({
        chunks: [],
        way: null,
      });
    });

    describe("when the embedding model is changed", () => {
      const modelsOf = async (meetingId: string) =>
        (await db().chunk.findMany({ where: { meetingId }, select: { modelId: true } })).map(
          (chunk) => chunk.modelId,
        );

      it.skipIf(!miniLm)("the old vectors answer until the new ones are there", async () => {
        const old = createEmbedder("all-minilm-l6-v2");
        const talk = await storeTalk(viewer.userId, "lighthouse", new Date("2026-08-01T09:00:00Z"));
        await index(talk, old);
        expect(await outdatedIndexes(10)).toContain(talk.id);
        const before = await searchState();
        expect(before.meetings - before.meetingsUpToDate).toBeGreaterThanOrEqual(1);

        const q = "Which tower warns the ships at night?";
        for (const way of ["exact", "candidates"] as const) {
          const chunks = await ranked(q, way);
          const models = new Set(chunks.map((chunk) => chunk.modelId));
          expect(models).toEqual(new Set(["use-lite-en", "all-minilm-l6-v2"]));
          expect(chunks.every((chunk) => chunk.semantic !== null)).toBe(true);
        }

        const { indexVersion } = await db().meeting.findUniqueOrThrow({ where: { id: talk.id } });
        await renewIndexOf({ meetingId: talk.id, signal: new AbortController().signal });
        expect(new Set(await modelsOf(talk.id))).toEqual(new Set(["use-lite-en"]));
        expect(await outdatedIndexes(10)).not.toContain(talk.id);
        const after = await db().meeting.findUniqueOrThrow({ where: { id: talk.id } });
        expect(after.indexVersion).toBeGreaterThan(indexVersion);
        expect(after).toMatchObject({
          indexModel: "use-lite-en",
          indexChunks: (await modelsOf(talk.id)).length,
        });
        // A second delivery finds nothing left to do.
        await renewIndexOf({ meetingId: talk.id, signal: new AbortController().signal });
        expect(
          (await db().meeting.findUniqueOrThrow({ where: { id: talk.id } })).indexVersion,
        ).toBe(after.indexVersion);
      });

      it("half an index is never seen: an interrupted renewal leaves the old one", async () => {
        const talk = await storeTalk(viewer.userId, "windmill", new Date("2026-09-01T09:00:00Z"));
        const retired = { ...instanceEmbedder(), id: "retired" };
        await index(talk, retired);
        const interrupted = AbortSignal.abort(new Error("killed"));
        await expect(renewIndexOf({ meetingId: talk.id, signal: interrupted })).rejects.toThrow();
        expect(new Set(await modelsOf(talk.id))).toEqual(new Set(["retired"]));
        const { hits } = await search({ viewer, q: "windmill", limit: 5 });
        expect(hits[0]?.meetingId).toBe(talk.id);
        await renewIndexOf({ meetingId: talk.id, signal: new AbortController().signal });
        expect(new Set(await modelsOf(talk.id))).toEqual(new Set(["use-lite-en"]));
      });

      it("a meeting that fails waits for its next turn", async () => {
        const talk = await storeTalk(viewer.userId, "quarry", new Date("2026-10-01T09:00:00Z"));
        await index(talk, { ...instanceEmbedder(), id: "retired" });
        expect(await outdatedIndexes(10)).toContain(talk.id);
        await leaveIndexAlone(talk.id);
        expect(await outdatedIndexes(10)).not.toContain(talk.id);
        await redis().del(`index-renewal:failed:${talk.id}`);
        await renewIndexOf({ meetingId: talk.id, signal: new AbortController().signal });
      });

      it("a model nobody knows any more has no embedder", () => {
        expect(embedderOf("retired")).toBeNull();
        expect(embedderOf("all-minilm-l6-v2")?.dimensions).toBe(384);
        expect(inferencePool().size).toBeGreaterThan(0);
      });
    });

    it("falls back to the order of the fusion where asked to", async () => {
      const passages = await retrieve({ viewer, q: "railway", limit: 3, rerank: asFused });
      expect(passages[0]?.meetingId).toBe(meetingOf("railway"));
    });
  },
);
