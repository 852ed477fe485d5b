import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeInferencePool } from "@/lib/models/shared-pool";
import { closeDb, db } from "@/lib/platform/db";
import { closeRedis } from "@/lib/platform/redis";
import type { Embedder } from "@/lib/search/embedder";
import { asFused, FUSION, type Rerank, smoothingKernel } from "@/lib/search/ranking";
import { rankExactly } from "@/lib/search/repo";
import { searchAnswer } from "@/lib/search/schema";
import { indexMeeting, instanceEmbedder, retrieve, search } from "@/lib/search/service";
import { makeAccount } from "@/tests/support/session";

type Line = [speaker: string, text: string];

const PRODUCT: Line[] = [
  ["Ana", "Good morning everybody. Before we start, Jonas, is the microphone of the room on?"],
  ["Jonas", "It is. Let us begin with the launch date, because the printer waits for it."],
  ["Ana", "The launch moves from the first of September to the first of October."],
  ["Jonas", "That gives the supplier in Porto four more weeks for the casings."],
  [
    "Mira",
    "The casings arrived scratched twice. I would rather ask a second supplier for a quote.",
  ],
  ["Ana", "Ask two, and bring the quotes on Friday. Nothing above 42 euros a piece."],
  ["Mira", "I will write to them this afternoon, and to O'Neill & Sons as well."],
  ["Jonas", "Now the budget. Marketing spent nine thousand of its twelve thousand."],
  ["Mira", "The rest goes to the fair in Hamburg, and to the photographs."],
  ["Ana", "Then let us talk about the battery. It lasts six hours, and we promised eight."],
  ["Jonas", "A thicker cell would give eight hours, but the case would grow by two millimetres."],
  ["Mira", "Customers notice the weight long before they notice two millimetres."],
  ["Ana", "Decided: the thicker cell. Jonas tells the factory on Monday."],
];
const GARDEN: Line[] = [
  ["Noor", "The tomatoes suffer from blight again, the leaves turn brown from below."],
  ["Sam", "We should water the soil and never the leaves, and give them more air."],
  ["Noor", "And who repairs the fence before the deer come back?"],
  ["Sam", "I can do the fence on Saturday, if somebody lends me a drill."],
];

interface Stored {
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

async function storeMeeting(
  hostId: string,
  title: string,
  lines: readonly Line[],
): Promise<Stored> {
  const { id } = await db().meeting.create({
    data: {
      code: randomUUID(),
      title,
      hostId,
      hostSecretHash: "-",
      startedAt: new Date("2026-03-02T09:00:00Z"),
      endedAt: new Date("2026-03-02T10:00:00Z"),
    },
  });
  const names = [...new Set(lines.map(([name]) => name))];
  const participants = names.map((name, index) => ({ id: randomUUID(), name, colour: index + 1 }));
  await db().participant.createMany({
    data: participants.map((person) => ({ ...person, meetingId: id })),
  });
  const segments = segmentsOf(lines, participants);
  await storeSegments(id, segments);
  return { id, participants, segments };
}

function segmentsOf(lines: readonly Line[], participants: Stored["participants"]) {
  return lines.map(([name, text], position) => ({
    participantId: participants.find((person) => person.name === name)?.id ?? "",
    position,
    startMs: position * 5000,
    endMs: position * 5000 + 4500,
    text,
  }));
}

async function storeSegments(meetingId: string, segments: Stored["segments"]): Promise<void> {
  await db().segment.deleteMany({ where: { meetingId } });
  await db().segment.createMany({
    data: segments.map((segment) => ({ ...segment, meetingId, confidence: 0.9 })),
  });
}

const index = ({ id, segments, participants }: Stored) =>
  indexMeeting({ meetingId: id, segments, participants });

const plain = (hit: { excerpt: { text: string }[] }) =>
  hit.excerpt.map((piece) => piece.text).join("");
const marked = (hit: { excerpt: { text: string; hit: boolean }[] }) =>
  hit.excerpt.filter((piece) => piece.hit).map((piece) => piece.text);

describe.skipIf(!process.env.DATABASE_URL)("search over stored meetings", () => {
  let ana: { userId: string };
  let noor: { userId: string };
  let product: Stored;
  let garden: Stored;

  beforeAll(async () => {
    ana = { userId: (await makeAccount("Ana")).id };
    noor = { userId: (await makeAccount("Noor")).id };
    product = await storeMeeting(ana.userId, "Product", PRODUCT);
    garden = await storeMeeting(noor.userId, "Garden", GARDEN);
    await index(product);
    await index(garden);
  });
  afterAll(async () => {
    await db().meeting.deleteMany({ where: { hostId: { in: [ana.userId, noor.userId] } } });
    await closeInferencePool();
    closeRedis();
    await closeDb();
  });

  describe("finding a word", () => {
    it("puts every segment that contains it first, highlighted", async () => {
      const { hits } = await search({ viewer: ana, q: "supplier", limit: 10 });
      expect(
        hits
          .slice(0, 2)
          .map((hit) => hit.position)
          .sort(),
      ).toEqual([3, 4]);
      for (const hit of hits.slice(0, 2)) expect(marked(hit)).toEqual(["supplier"]);
    });

    it("answers in the shape of its contract, with the segment's own words", async () => {
      const answer = await search({ viewer: ana, q: "launch date", limit: 5 });
      expect(() => searchAnswer.parse(answer)).not.toThrow();
      const [first] = answer.hits;
      expect(first).toMatchObject({
        meetingId: product.id,
        meetingTitle: "Product",
        meetingStartedAt: "2026-03-02T09:00:00.000Z",
        position: 1,
        startMs: 5000,
        speaker: "Jonas",
        colour: 2,
      });
      expect(first && plain(first)).toBe(PRODUCT[1]?.[1]);
    });

    it.each([
      ["a name", "Porto", 3],
      ["a number", "42", 5],
      ["another form of the word", "scratch", 4],
      ["the beginning of a word while it is typed", "photog", 8],
      ["the second word while it is typed", "thicker ce", 10],
      ["a name with an apostrophe", "O'Neill", 6],
    ])("finds %s", async (_, q, position) => {
      const { hits } = await search({ viewer: ana, q, limit: 5 });
      expect(hits[0]?.position).toBe(position);
      expect(hits[0] && marked(hits[0]).length).toBeGreaterThan(0);
    });

    it("gives each segment once", async () => {
      const { hits } = await search({ viewer: ana, q: "casings supplier quote", limit: 20 });
      expect(new Set(hits.map((hit) => hit.segmentId)).size).toBe(hits.length);
    });

    it("gives at most as many as asked for", async () => {
      expect((await search({ viewer: ana, q: "the", limit: 3 })).hits).toHaveLength(3);
    });
  });

  describe("asking a question", () => {
    it("finds the passage about it, though it is worded differently", async () => {
      const { hits } = await search({
        viewer: ana,
        q: "How long does the device run on one charge, and what did they decide?",
        limit: 3,
      });
      expect(hits[0]?.position).toBeGreaterThanOrEqual(9);
    });

    it("ranks all passages of a meeting for whoever answers with them", async () => {
      const chunks = await retrieve({ viewer: ana, q: "What about the battery?", limit: 50 });
      expect(chunks.length).toBe(await db().chunk.count({ where: { meetingId: product.id } }));
      expect(chunks[0]?.lastSegment).toBe(PRODUCT.length - 1);
    });

    it("lets another ranker have the last word", async () => {
      const rerank: Rerank = async ({ chunks }) =>
        (await chunks).map((chunk) => ({ ...chunk, score: -chunk.score })).reverse();
      const [plainly, reranked] = await Promise.all([
        retrieve({ viewer: ana, q: "What about the battery?", limit: 50, rerank: asFused }),
        retrieve({ viewer: ana, q: "What about the battery?", limit: 50, rerank }),
      ]);
      expect(reranked[0]?.chunkId).toBe(plainly.at(-1)?.chunkId);
    });

    it("finds nothing for what nobody talked about", async () => {
      const { hits } = await search({ viewer: ana, q: "volcano", limit: 5 });
      expect(hits).toEqual([]);
    });
  });

  describe("who may find what", () => {
    it("never shows a meeting to somebody who was not in it", async () => {
      for (const q of ["supplier", "launch", "battery", "What did they decide about the cell?"]) {
        const { hits } = await search({ viewer: noor, q, limit: 50 });
        expect(hits.filter((hit) => hit.meetingId === product.id)).toEqual([]);
        const chunks = await retrieve({ viewer: noor, q, limit: 50 });
        expect(chunks.filter((chunk) => chunk.meetingId === product.id)).toEqual([]);
      }
    });

    it("treats a meeting of others like one that does not exist", async () => {
      for (const meetingId of [product.id, randomUUID()]) {
        await expect(
          search({ viewer: noor, q: "supplier", meetingId, limit: 5 }),
        ).rejects.toMatchObject({ code: "not-found" });
        expect(await retrieve({ viewer: noor, q: "supplier", meetingId, limit: 5 })).toEqual([]);
      }
    });

    it("shows it to those who attended, and no longer once their seat is gone", async () => {
      const guest = { userId: (await makeAccount("Guest")).id };
      const find = async () =>
        (await search({ viewer: guest, q: "supplier", limit: 5 })).hits.length;
      const seat = await db().participant.create({
        data: { meetingId: product.id, userId: guest.userId, name: "Guest", colour: 4 },
      });
      expect(await find()).toBe(0);
      await db().participant.update({ where: { id: seat.id }, data: { joinedAt: new Date() } });
      expect(await find()).toBeGreaterThan(0);
      await db().participant.delete({ where: { id: seat.id } });
      expect(await find()).toBe(0);
    });

    it("looks in one meeting when asked to", async () => {
      const seat = await db().participant.create({
        data: {
          meetingId: garden.id,
          userId: ana.userId,
          name: "Ana",
          colour: 3,
          joinedAt: new Date(),
        },
      });
      const everywhere = await search({ viewer: ana, q: "who repairs the fence", limit: 50 });
      expect(everywhere.hits[0]?.meetingId).toBe(garden.id);
      const inside = await search({
        viewer: ana,
        q: "who repairs the fence",
        meetingId: product.id,
        limit: 50,
      });
      expect(inside.hits.every((hit) => hit.meetingId === product.id)).toBe(true);
      await db().participant.delete({ where: { id: seat.id } });
    });
  });

  describe("input nobody would type in earnest", () => {
    it.each([
      ["nothing", ""],
      ["spaces", "   "],
      ["emoji", "🎉🎉🎉"],
      ["signs", "!!! ??? --- ((("],
    ])("finds nothing in %s", async (_, q) => {
      expect((await search({ viewer: ana, q, limit: 5 })).hits).toEqual([]);
    });

    it.each([
      ["quotes", `"'supplier'" ''`],
      ["tsquery operators", "supplier & | ! <-> :* ( )"],
      ["SQL", `supplier'; DROP TABLE "Chunk"; --`],
      ["backslashes", "supplier \\ \\' \\\\"],
      ["markup", "<b>supplier</b><script>"],
      ["zero bytes and half emoji", "supplier\u0000 \ud83d"],
      ["wildcards", "supplier % _ * $1 {x}"],
    ])("finds the word among %s", async (_, q) => {
      const { hits } = await search({ viewer: ana, q, limit: 20 });
      expect(hits.some((hit) => marked(hit).includes("supplier"))).toBe(true);
    });

    it("finds segments that have all of the stop words when there is nothing else", async () => {
      const { hits } = await search({ viewer: ana, q: "we and", limit: 20 });
      expect(hits.map((hit) => hit.position)).toContain(9);
    });

    it("answers 400 characters of anything", async () => {
      for (const q of [
        "x".repeat(400),
        "a ".repeat(200),
        "'\\&|!:*()<>".repeat(40).slice(0, 400),
      ]) {
        const { hits } = await search({ viewer: ana, q, limit: 5 });
        expect(hits.length).toBeLessThanOrEqual(5);
      }
    });
  });

  describe("indexing", () => {
    const rows = (meetingId: string) =>
      db().chunk.findMany({ where: { meetingId }, orderBy: { position: "asc" } });
    const long = Array.from(
      { length: 60 },
      (_, line): Line => [
        ["Ana", "Jonas", "Mira"][line % 3] ?? "Ana",
        `Point ${line} is about topic number ${line * 7} and what we shall do with it next.`,
      ],
    );

    it("does nothing the second time", async () => {
      const before = await rows(product.id);
      expect(await index(product)).toEqual({ chunks: before.length, written: 0, removed: 0 });
      expect(await rows(product.id)).toEqual(before);
    });

    it("writes only what a correction changed", async () => {
      const meeting = await storeMeeting(ana.userId, "Long", long);
      const { chunks } = await index(meeting);
      const before = await rows(meeting.id);
      expect(before).toHaveLength(chunks);

      const corrected = meeting.segments.map((segment) =>
        segment.position === 20
          ? { ...segment, text: segment.text.replace("20", "twenty") }
          : segment,
      );
      expect(await index({ ...meeting, segments: corrected })).toEqual({
        chunks,
        written: 1,
        removed: 1,
      });
      const after = await rows(meeting.id);
      const kept = after.filter((row) => before.some((old) => old.id === row.id));
      expect(kept).toHaveLength(chunks - 1);
    });

    it("moves what follows a removed chunk without computing it again", async () => {
      const meeting = await storeMeeting(ana.userId, "Shorter", long);
      await index(meeting);
      const [first, ...others] = await rows(meeting.id);
      const rest = meeting.segments
        .slice((first?.lastSegment ?? 0) + 1)
        .map((segment, position) => ({ ...segment, position }));
      expect(await index({ ...meeting, segments: rest })).toMatchObject({ written: 0, removed: 1 });
      const after = await rows(meeting.id);
      expect(after.map((row) => row.id)).toEqual(others.map((row) => row.id));
      expect(after.map((row) => row.position)).toEqual(after.map((_, position) => position));
      const windows = await db().chunkWindow.findMany({
        where: { chunkId: after[0]?.id ?? "" },
        select: { firstSegment: true },
        orderBy: { index: "asc" },
      });
      expect(windows[0]?.firstSegment).toBe(0);
    });

    it("gives one result when two do it at once", async () => {
      const meeting = await storeMeeting(ana.userId, "Twice", long);
      const outcomes = await Promise.all([index(meeting), index(meeting)]);
      expect(outcomes.map((outcome) => outcome.written).sort((a, b) => a - b)[0]).toBe(0);
      const after = await rows(meeting.id);
      expect(after).toHaveLength(outcomes[0].chunks);
    });

    it("empties the index with the transcript, and says so for a meeting that is gone", async () => {
      const meeting = await storeMeeting(ana.userId, "Emptied", long.slice(0, 12));
      await index(meeting);
      expect(await index({ ...meeting, segments: [] })).toMatchObject({ chunks: 0, written: 0 });
      expect(await rows(meeting.id)).toEqual([]);
      await db().meeting.delete({ where: { id: meeting.id } });
      await expect(index(meeting)).rejects.toMatchObject({ code: "not-found" });
    });

    it("takes everything out of search when the meeting is deleted", async () => {
      const meeting = await storeMeeting(ana.userId, "Deleted", [
        ["Ana", "The zeppelin lands at noon."],
        ["Jonas", "Then we need a longer rope."],
      ]);
      await index(meeting);
      expect((await search({ viewer: ana, q: "zeppelin", limit: 5 })).hits[0]?.position).toBe(0);
      await db().meeting.delete({ where: { id: meeting.id } });
      expect((await search({ viewer: ana, q: "zeppelin", limit: 5 })).hits).toEqual([]);
    });

    it("searches by words alone in what another model has embedded", async () => {
      const meeting = await storeMeeting(ana.userId, "Other model", [
        ["Ana", "The gyroscope drifts when it gets warm."],
        ["Jonas", "Then we calibrate it in the oven."],
      ]);
      const other: Embedder = {
        id: "other",
        dimensions: 3,
        unrelatedBelow: 0,
        embed: async (texts) => texts.map(() => Float32Array.of(1, 0, 0)),
      };
      const q = "gyroscope";
      await index(meeting);
      const found = await search({
        viewer: ana,
        q,
        meetingId: meeting.id,
        limit: 5,
        embedder: other,
      });
      expect(found.hits[0]?.position).toBe(0);
    });
  });

  it("searches by words alone when the model cannot be had", async () => {
    const broken: Embedder = {
      id: "broken",
      dimensions: 512,
      unrelatedBelow: 0,
      embed: () => Promise.reject(new Error("no such model")),
    };
    const { hits } = await search({ viewer: ana, q: "supplier", limit: 10, embedder: broken });
    expect(
      hits
        .slice(0, 2)
        .map((hit) => hit.position)
        .sort(),
    ).toEqual([3, 4]);
    const question = "What did Mira say about the photographs?";
    const found = await search({ viewer: ana, q: question, limit: 1, embedder: broken });
    expect(found.hits[0]?.position).toBe(8);
  });

  describe("the fused score", () => {
    it("is what its definition says: z-scores of both kinds of evidence, smoothed over neighbours", async () => {
      const meeting = await storeMeeting(
        ana.userId,
        "Scores",
        Array.from(
          { length: 80 },
          (_, line): Line => [
            line % 2 ? "Ana" : "Jonas",
            `Line ${line} ${line % 9 ? "mentions the harvest of apples" : "counts pears and plums"} today.`,
          ],
        ),
      );
      await index(meeting);
      const [vector = new Float32Array()] = await instanceEmbedder().embed(["pears"], {
        purpose: "query",
      });
      const profile = FUSION.question;
      const ranked = await rankExactly({
        viewerId: ana.userId,
        filter: { meetingIds: [meeting.id] },
        vectors: [{ modelId: "use-lite-en", vector }],
        terms: ["pear", "appl"],
        profile,
        limit: 1000,
      });
      const chunks = [...ranked].sort((a, b) => a.position - b.position);
      const lexical = smoothed(chunks.map((chunk) => chunk.lexical));
      const semantic = smoothed(chunks.map((chunk) => chunk.semantic ?? 0));
      const zLexical = zScores(lexical);
      const zSemantic = zScores(semantic);
      expect(chunks.length).toBeGreaterThan(5);
      chunks.forEach((chunk, place) => {
        const expected =
          profile.lexicalWeight * (zLexical[place] ?? 0) +
          profile.semanticWeight * (zSemantic[place] ?? 0);
        expect(chunk.score).toBeCloseTo(expected, 6);
      });

      function smoothed(values: number[]): number[] {
        const kernel = smoothingKernel(profile);
        return values.map((_, place) =>
          kernel.reduce(
            (sum, weight, at) => sum + weight * (values[place + at - profile.reach] ?? 0),
            0,
          ),
        );
      }
    });
  });
});

function zScores(values: number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return values.map((value) => (value - mean) / Math.sqrt(variance));
}
