import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Account } from "@/lib/auth/schema";
import { EMOTIONS, type Emotion } from "@/lib/emotion/labels";
import { decidePolicy } from "@/lib/emotion/policy";
import { requestRewrite } from "@/lib/pipeline/service";
import { closeDb, db } from "@/lib/platform/db";
import { closeQueues } from "@/lib/platform/jobs";
import { closeRedis } from "@/lib/platform/redis";
import { EMPTY_BODY } from "@/lib/summaries/body";
import { runRewrite } from "@/lib/summaries/rewriting";
import { type EditSummary, rewriteSummary } from "@/lib/summaries/schema";
import {
  editSummary,
  findSummaryBody,
  getDiscrepancies,
  getSummary,
  summariseMeeting,
} from "@/lib/summaries/service";
import { type SaidMeeting, saidMeeting, seatFor } from "@/lib/summaries/testing/meeting";
import { embedWords as embed } from "@/lib/summaries/testing/transcripts";
import { makeAccount } from "@/tests/support/session";

const DESIGN = [
  { who: "Ana", text: "We agreed on the second design of the box." },
  { who: "Ben", text: "I will send the files to the printer by Friday." },
];

let host: Account;
let meeting: SaidMeeting;

beforeEach(async () => {
  host = await makeAccount("Host");
  meeting = await saidMeeting(host, DESIGN);
});
afterAll(async () => {
  await closeQueues();
  closeRedis();
  await closeDb();
});

const summary = async (user = host) => getSummary(await meeting.as(user, "read"), user);
const write = () => summariseMeeting(meeting.id, { embed });

describe("a meeting's summary", () => {
  it("is not there before it is written", async () => {
    await expect(summary()).rejects.toMatchObject({ code: "not-found" });
    expect(await findSummaryBody(await meeting.as(host, "read"))).toBeNull();
  });

  it("cites segments that exist, and has the figures of the transcript", async () => {
    await write();
    const { body, kind, figures, stale, mayEdit, rewriting, version, llm } = await summary();
    expect({ kind, stale, mayEdit, version }).toEqual({
      kind: "extractive",
      stale: false,
      mayEdit: true,
      version: 1,
    });
    expect(rewriting.state).toBe("none");
    expect(llm).toMatchObject({ available: false, reason: expect.stringMatching(/\.$/) });
    expect(body.decisions).toHaveLength(1);
    expect(body.actionItems).toMatchObject([{ who: "Ben", when: "by Friday" }]);
    expect(figures.people.map(({ name }) => name).sort()).toEqual(["Ana", "Ben"]);
    const segments = await db().segment.findMany({ where: { meetingId: meeting.id } });
    const known = new Map(segments.map((segment) => [segment.id, segment.position]));
    for (const { segmentId, position } of [...body.overview, ...body.decisions].flatMap(
      ({ citations }) => citations,
    ))
      expect(known.get(segmentId)).toBe(position);
  });

  it("says that the transcript changed, and withholds at once what is gone from it", async () => {
    await write();
    await meeting.say([{ who: "Ben", text: "Something else entirely was said here." }]);
    const { stale, body } = await summary();
    expect(stale).toBe(true);
    expect(body.decisions).toEqual([]);
  });

  it("is replaced when it is written again, and empty when nothing was said", async () => {
    await write();
    await meeting.say([]);
    await write();
    expect(await summary()).toMatchObject({ body: EMPTY_BODY, stale: false, version: 2 });
  });

  it("of before, whose sentences had no ids and which knew fewer sections, opens", async () => {
    const [line] = await db().segment.findMany({ where: { meetingId: meeting.id } });
    const old = {
      overview: [
        {
          id: "overview-1",
          text: "Old.",
          citations: [{ segmentId: line?.id, position: 0, startMs: 0 }],
        },
      ],
      keyPoints: [],
      decisions: [],
      actionItems: [
        {
          id: "actionItems-1",
          text: "Do it.",
          who: "Ben",
          citations: [{ segmentId: line?.id, position: 0, startMs: 0 }],
        },
      ],
      topics: [{ label: "Box", startMs: 0 }],
    };
    await db().summary.create({ data: { meetingId: meeting.id, kind: "extractive", body: old } });
    const { body, stale } = await summary();
    expect(body.overview).toMatchObject([{ text: "Old.", edited: false }]);
    expect(body.actionItems).toMatchObject([{ who: "Ben", when: null }]);
    expect(stale).toBe(false);
  });

  it("is read by those who were there, and changed by its host alone", async () => {
    const ben = await makeAccount("Ben");
    await expect(meeting.as(ben, "read")).rejects.toMatchObject({ code: "not-found" });
    await seatFor(meeting.id, ben, "Ben");
    await write();
    const seen = await summary(ben);
    expect(seen).toMatchObject({ mayEdit: false, rewrite: { allowed: false } });
    await expect(meeting.as(ben, "host")).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("a person's change of a summary", () => {
  const change = async (more: Partial<EditSummary>) => {
    const { version, body } = await summary();
    const edit = {
      version,
      section: "decisions" as const,
      id: body.decisions[0]?.id ?? "",
      text: "x",
    };
    return editSummary(await meeting.as(host, "host"), host, { ...edit, ...more });
  };

  it("is stored with who, when, before and after", async () => {
    await write();
    const after = await change({ text: "The second design it is." });
    expect(after.version).toBe(2);
    expect(after.body.decisions).toMatchObject([
      { text: "The second design it is.", edited: true },
    ]);
    expect(await db().summaryEdit.findMany({ where: { meetingId: meeting.id } })).toMatchObject([
      {
        userId: host.id,
        section: "decisions",
        before: { text: "We agreed on the second design of the box." },
        after: { text: "The second design it is." },
      },
    ]);
  });

  it("that was made of an older version is a conflict and changes nothing", async () => {
    await write();
    await change({ text: "First." });
    await expect(change({ version: 1, text: "Second." })).rejects.toMatchObject({
      code: "conflict",
    });
    expect((await summary()).body.decisions[0]?.text).toBe("First.");
  });

  it("is forgotten where the lines it was about are gone", async () => {
    await write();
    await change({ text: null });
    await meeting.say([{ who: "Ben", text: "Something else entirely was said here." }]);
    await write();
    const [edit] = await db().summaryEdit.findMany({ where: { meetingId: meeting.id } });
    expect(edit).toMatchObject({ userId: host.id, section: "decisions", before: null });
  });

  it("of two at once lets one through", async () => {
    await write();
    const both = await Promise.allSettled([change({ text: "One." }), change({ text: "Two." })]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("stays when the summary is written again, and what was taken out stays out", async () => {
    await write();
    await change({ text: "The second design it is." });
    const { body } = await summary();
    await change({ section: "actionItems", id: body.actionItems[0]?.id ?? "", text: null });
    await write();
    const again = await summary();
    expect(again.body.decisions.map(({ text }) => text)).toEqual(["The second design it is."]);
    expect(again.body.actionItems).toEqual([]);
  });
});

describe("writing again without a language model", () => {
  const ask = async (template: "standup" | "general" = "standup") =>
    requestRewrite({
      meeting: await meeting.as(host, "host"),
      user: host,
      order: rewriteSummary.parse({ template }),
    });
  const run = async () => {
    const row = await db().summaryRewrite.findUniqueOrThrow({ where: { meetingId: meeting.id } });
    return runRewrite({
      rewriteId: row.id,
      lastAttempt: true,
      embed,
      signal: new AbortController().signal,
    });
  };

  it("follows the template as far as it can, and says why no model wrote it", async () => {
    await meeting.say([
      ...DESIGN,
      { who: "Ana", text: "I am blocked because the server is down." },
    ]);
    await write();
    expect(await ask()).toMatchObject({ state: "queued" });
    expect(await run()).toBe("done");
    const { kind, template, body, notice, rewriting } = await summary();
    expect({ kind, template }).toEqual({ kind: "extractive", template: "standup" });
    expect(body.extra.find(({ title }) => title === "Blockers")?.sentences).toHaveLength(1);
    expect(notice).toContain("No language model is set up");
    expect(rewriting.state).toBe("done");
  });

  it("is done once however often it is delivered, and asked for one at a time", async () => {
    await write();
    await ask();
    await expect(ask()).rejects.toMatchObject({ code: "conflict" });
    expect(await run()).toBe("done");
    expect(await run()).toBe("skipped");
    expect((await summary()).version).toBe(2);
  });

  it("is allowed twice in two hours, and then says how long to wait", async () => {
    await write();
    for (const left of [1, 0]) {
      await ask();
      await run();
      expect((await summary()).rewrite.left).toBe(left);
    }
    const { rewrite } = await summary();
    expect(rewrite.allowed).toBe(false);
    expect(rewrite.retryAfterSeconds).toBeGreaterThan(7_000);
    await expect(ask()).rejects.toMatchObject({
      code: "too-many",
      retryAfterSeconds: expect.any(Number),
      message: expect.stringMatching(/Please wait \d+ minutes\.$/),
    });
  });
});

describe("discrepancies", () => {
  const GLAD = {
    who: "Ana",
    text: "I am so happy about this plan",
    at: 10,
    until: 15,
    emotion: "joy",
    score: 0.9,
  };
  let ana: Account;
  let ben: Account;

  beforeAll(async () => {
    const { id } = await makeAccount("Admin");
    await decidePolicy({
      policy: { available: true, purpose: "To see how meetings go.", notice: "" },
      by: id,
    });
  });
  beforeEach(async () => {
    await meeting.say([GLAD, { who: "Ben", text: "Fine with me then", at: 20 }]);
    ana = await makeAccount("Ana");
    ben = await makeAccount("Ben");
    await seatFor(meeting.id, ana, "Ana");
    await seatFor(meeting.id, ben, "Ben");
  });

  const show = (
    visibility: "host" | "self" | "aggregate",
    { label = "anger" as Emotion, anomalyFace = null as string | null } = {},
  ) =>
    db().emotionSample.createMany({
      data: Array.from({ length: 5 }, (_, i) => ({
        meetingId: meeting.id,
        participantId: meeting.people.get("Ana") ?? "",
        atMs: 10_000 + i * 1000,
        mode: "both",
        label,
        score: 0.9,
        scores: EMOTIONS.map((one) => (one === label ? 0.9 : 0.1 / 6)),
        anomalyFace,
        visibility,
      })),
    });
  const seenBy = async (user: Account) => getDiscrepancies(await meeting.as(user, "read"), user);
  const HIDDEN = { measured: false, items: [] };

  it("are not told where nobody agreed", async () => {
    expect(await seenBy(host)).toEqual(HIDDEN);
  });

  it.each([
    ["host", { host: 1, ana: 1, ben: null }],
    ["self", { host: null, ana: 1, ben: null }],
    ["aggregate", { host: null, ana: 1, ben: null }],
  ] as const)("taken for `%s` are told to nobody else", async (visibility, expected) => {
    await show(visibility);
    const counts = async (user: Account) => {
      const { measured, items } = await seenBy(user);
      return measured ? items.length : null;
    };
    expect({
      host: await counts(host),
      ana: await counts(ana),
      ben: await counts(ben),
    }).toEqual(expected);
  });

  it("are gone when what was read is deleted", async () => {
    await show("host");
    expect((await seenBy(host)).items).toHaveLength(1);
    await db().emotionSample.deleteMany({ where: { meetingId: meeting.id } });
    expect(await seenBy(host)).toEqual(HIDDEN);
  });

  it("are measured and none where all agrees, and leave out what may mislead", async () => {
    await show("host", { label: "joy" });
    expect(await seenBy(host)).toEqual({ measured: true, items: [] });
    await db().emotionSample.deleteMany({ where: { meetingId: meeting.id } });
    await show("host", { anomalyFace: "several-faces" });
    expect(await seenBy(host)).toEqual(HIDDEN);
  });
});
