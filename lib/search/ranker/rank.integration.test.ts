import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resolveModel } from "@/lib/models/registry";
import { closeInferencePool } from "@/lib/models/shared-pool";
import { closeDb, db } from "@/lib/platform/db";
import { dataPath } from "@/lib/platform/env";
import { closeRedis } from "@/lib/platform/redis";
import type { Embedder } from "@/lib/search/embedder";
import { cachedEmbedderOf } from "@/lib/search/embedders";
import { asFused } from "@/lib/search/ranking";
import { indexMeeting, instanceEmbedder, retrieve } from "@/lib/search/service";
import { makeAccount } from "@/tests/support/session";

const TOPICS = [
  ["battery", "the battery cell, its charge and how many hours it lasts"],
  ["budget", "the budget, what marketing spent and what money is left"],
  ["holiday", "the holiday of the factory and who works in August"],
  ["kitchen", "the kitchen, the broken dishwasher and clean cups"],
  ["server", "the server, its disk and the backup that failed at night"],
  ["contract", "the contract with the supplier and the lawyer who reads it"],
] as const;
const TURNS = 10;

const MINI_LM = "all-minilm-l6-v2";
const miniLm = await resolveModel({ id: MINI_LM, locations: { dataDir: dataPath() } }).then(
  () => true,
  () => false,
);
if (!miniLm) console.log(`Skipped: ${MINI_LM} is an upgrade that is not on this machine.`);

const linesAbout = (about: string) =>
  Array.from(
    { length: TURNS },
    (_, turn) => `Now ${turn} more words of ours about ${about}, as it was said here today.`,
  );

describe.skipIf(!process.env.DATABASE_URL)("passages in the order of the learned ranker", () => {
  let owner: { userId: string };
  let stranger: { userId: string };
  const meetings: string[] = [];

  async function store(
    hostId: string,
    topics: readonly (readonly [string, string])[],
    embedder = instanceEmbedder(),
  ) {
    const { id: meetingId } = await db().meeting.create({
      data: {
        code: randomUUID(),
        title: "Weekly",
        hostId,
        hostSecretHash: "-",
        endedAt: new Date(),
      },
    });
    meetings.push(meetingId);
    const participants = ["Ana", "Jonas"].map((name, index) => ({
      id: randomUUID(),
      name,
      colour: index + 1,
    }));
    await db().participant.createMany({
      data: participants.map((person) => ({ ...person, meetingId })),
    });
    await say(meetingId, participants, topics, embedder);
    return { meetingId, participants };
  }

  async function say(
    meetingId: string,
    participants: { id: string; name: string }[],
    topics: readonly (readonly [string, string])[],
    embedder = instanceEmbedder(),
  ) {
    const segments = topics
      .flatMap(([, about]) => linesAbout(about))
      .map((text, position) => ({
        participantId: participants[position % participants.length]?.id ?? "",
        position,
        startMs: position * 5000,
        endMs: position * 5000 + 4500,
        text,
      }));
    await db().segment.deleteMany({ where: { meetingId } });
    await db().segment.createMany({
      data: segments.map((segment) => ({ ...segment, meetingId, confidence: 0.9 })),
    });
    await indexMeeting({ meetingId, segments, participants, embedder });
  }

  const topicOf = (segment: number) => TOPICS[Math.floor(segment / TURNS)]?.[0];
  const middle = (chunk: { firstSegment: number; lastSegment: number } | undefined) =>
    chunk ? Math.floor((chunk.firstSegment + chunk.lastSegment) / 2) : -1;

  beforeAll(async () => {
    owner = { userId: (await makeAccount("Ana")).id };
    stranger = { userId: (await makeAccount("Noor")).id };
  });
  afterAll(async () => {
    await db().meeting.deleteMany({ where: { id: { in: meetings } } });
    await closeInferencePool();
    closeRedis();
    await closeDb();
  });

  it("begin where the question was talked about, in one meeting and over all", async () => {
    const { meetingId } = await store(owner.userId, TOPICS);
    for (const [topic] of TOPICS) {
      const q = `What did Ana think about the ${topic} when discussing what is next?`;
      for (const scope of [{ meetingId }, {}]) {
        const [first] = await retrieve({ viewer: owner, q, limit: 5, ...scope });
        expect(topicOf(middle(first)), `${topic} ${Object.keys(scope)}`).toBe(topic);
      }
    }
  });

  it("are the fusion's, each once, in another order", async () => {
    const { meetingId } = await store(owner.userId, TOPICS);
    const asked = { viewer: owner, q: "Why did they talk about the broken dishwasher?", meetingId };
    const ids = async (rerank?: typeof asFused) => {
      const chunks = await retrieve({ ...asked, limit: 100, ...(rerank && { rerank }) });
      return chunks.map((chunk) => chunk.chunkId);
    };
    const [learned, fused] = await Promise.all([ids(), ids(asFused)]);
    expect([...learned].sort()).toEqual([...fused].sort());
    expect(new Set(learned).size).toBe(learned.length);
    expect(await retrieve({ ...asked, limit: 2 })).toHaveLength(2);
  });

  it("are none for somebody who may not read the meeting, known or not", async () => {
    const { meetingId } = await store(owner.userId, TOPICS);
    const q = "What did Ana think about the battery?";
    expect(await retrieve({ viewer: owner, q, meetingId, limit: 5 })).not.toEqual([]);
    expect(await retrieve({ viewer: stranger, q, meetingId, limit: 5 })).toEqual([]);
    expect(await retrieve({ viewer: stranger, q, limit: 5 })).toEqual([]);
  });

  it("follow when a meeting is indexed anew", async () => {
    const { meetingId, participants } = await store(owner.userId, TOPICS);
    const q = "What did Jonas say about the server and its backup?";
    const first = async () => (await retrieve({ viewer: owner, q, meetingId, limit: 1 }))[0];
    expect(topicOf(middle(await first()))).toBe("server");
    await say(meetingId, participants, [...TOPICS].reverse());
    const after = await first();
    expect(TOPICS.toReversed()[Math.floor(middle(after) / TURNS)]?.[0]).toBe("server");
  });

  it("stay in the fusion's order for the vectors of a model it does not know", async () => {
    const { meetingId } = await store(owner.userId, TOPICS.slice(0, 3));
    const known = instanceEmbedder();
    const foreign: Embedder = { ...known, id: "another-model" };
    const asked = { viewer: owner, q: "What about the budget?", meetingId, limit: 50 };
    const learned = await retrieve({ ...asked, embedder: foreign });
    const fused = await retrieve({ ...asked, embedder: foreign, rerank: asFused });
    expect(learned).toEqual(fused);
    expect(learned.length).toBeGreaterThan(0);
  });

  it.skipIf(!miniLm)(
    "are learned for each model's vectors, also while one replaces another",
    async () => {
      const embedder = cachedEmbedderOf(MINI_LM);
      const viewer = { userId: (await makeAccount("Mira")).id };
      const { meetingId: renewed } = await store(viewer.userId, TOPICS.slice(0, 3), embedder);
      const { meetingId: old } = await store(viewer.userId, TOPICS.slice(3));
      const ask = (topic: string, asked: { meetingId?: string; rerank?: typeof asFused }) => {
        const q = `What did Ana think about the ${topic} when discussing what is next?`;
        return retrieve({ viewer, q, limit: 50, embedder, ...asked });
      };
      for (const [topic] of TOPICS.slice(0, 3)) {
        const [first] = await ask(topic, { meetingId: renewed });
        expect(topicOf(middle(first))).toBe(topic);
      }
      const scores = async (rerank?: typeof asFused) =>
        (await ask("budget", { meetingId: renewed, ...(rerank && { rerank }) })).map(
          ({ score }) => score,
        );
      expect(await scores()).not.toEqual(await scores(asFused));
      const aboutServers = (asked = {}) => ask("server", { meetingId: old, ...asked });
      expect(await aboutServers()).toEqual(await aboutServers({ rerank: asFused }));
      const everywhere = await ask("budget", {});
      expect(everywhere[0]?.meetingId).toBe(renewed);
      expect(new Set(everywhere.map((chunk) => chunk.meetingId)).size).toBe(2);
    },
  );

  it("exist for a meeting of one line, and for a very short question", async () => {
    const { meetingId } = await store(owner.userId, [["note", "nothing but the weather"]]);
    for (const q of ["weather", "What was said about the weather in this meeting?"]) {
      expect((await retrieve({ viewer: owner, q, meetingId, limit: 5 })).length).toBeGreaterThan(0);
    }
  });
});
