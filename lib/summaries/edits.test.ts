import { describe, expect, it } from "vitest";
import { EMPTY_BODY } from "@/lib/summaries/body";
import { applyEdit, carryEdits, type PastEdit } from "@/lib/summaries/edits";
import type { CitedSentence, EditSummary, SummaryBody } from "@/lib/summaries/schema";
import { personId, segmentId } from "@/lib/summaries/testing/transcripts";

const cited = (id: string, text: string, position: number): CitedSentence => ({
  id,
  text,
  citations: [{ segmentId: segmentId(position), position, startMs: position * 1000 }],
  edited: false,
});

const body: SummaryBody = {
  ...EMPTY_BODY,
  overview: [cited("o1", "The box is blue.", 1), cited("o2", "The lid is red.", 5)],
  actionItems: [{ ...cited("a1", "Ana sends the files.", 3), who: "Ana", when: null }],
  contributions: [
    {
      participantId: personId(0),
      name: "Ana",
      colour: 1,
      sentences: [cited("c1", "Ana drew it.", 2)],
    },
  ],
};
const edit = (more: Partial<EditSummary>): EditSummary => ({
  version: 1,
  section: "overview",
  id: "o1",
  text: "The box is green.",
  ...more,
});
const change = (more: Partial<EditSummary>, past: PastEdit[] = [], of = body) =>
  applyEdit({ body: of, edit: edit(more), past });

describe("a person's change of a summary", () => {
  it("replaces a sentence, keeps its citations and marks it", () => {
    const { body: after, done } = change({});
    expect(after.overview[0]).toEqual({
      ...body.overview[0],
      text: "The box is green.",
      edited: true,
    });
    expect(after.overview[1]).toEqual(body.overview[1]);
    expect(done).toMatchObject({ before: body.overview[0], after: after.overview[0] });
  });

  it("names who is to do something and by when", () => {
    const of = { section: "actionItems", id: "a1", text: "Ben sends them." } as const;
    expect(change({ ...of, who: "Ben", when: "by Friday" }).body.actionItems[0]).toMatchObject({
      who: "Ben",
      when: "by Friday",
      edited: true,
    });
    expect(change(of).body.actionItems[0]).toMatchObject({ who: "Ana", when: null });
    expect(change({ ...of, who: null }).body.actionItems[0]).toMatchObject({ who: null });
  });

  it("takes a sentence out, and brings it back to its place with what it cited", () => {
    const { body: without, done } = change({ text: null });
    expect(without.overview.map(({ id }) => id)).toEqual(["o2"]);
    const { body: again } = change({ text: "The box is blue." }, [done], without);
    expect(again.overview.map(({ id }) => id)).toEqual(["o1", "o2"]);
    expect(again.overview[0]?.citations).toEqual(body.overview[0]?.citations);
  });

  it("brings back the only sentence of a person's, too", () => {
    const of = { section: "contributions", id: "c1" } as const;
    const { body: without, done } = change({ ...of, text: null });
    expect(without.contributions).toEqual([]);
    const { body: again } = change({ ...of, text: "Ana drew it." }, [done], without);
    expect(again.contributions[0]).toMatchObject({ participantId: personId(0) });
  });

  it("adds a point where points can be added", () => {
    const { body: after } = change({ section: "decisions", id: "new", text: "It ships in May." });
    expect(after.decisions).toEqual([
      { id: "new", text: "It ships in May.", citations: [], edited: true },
    ]);
    expect(() => change({ section: "extra", id: "new" })).toThrow("can be added to");
  });

  it("of something that is gone changes nothing", () => {
    const { body: after, done } = change({ id: "gone", text: null });
    expect(after).toEqual(body);
    expect(done).toMatchObject({ before: null, after: null });
  });
});

describe("what people changed, when a summary is written anew", () => {
  const rewritten = (edits: PastEdit[], standing: SummaryBody, fresh: SummaryBody) =>
    carryEdits({ fresh, standing, edits });

  it("stays in its section, in the order of the meeting", () => {
    const { body: standing, done } = change({});
    const fresh = {
      ...EMPTY_BODY,
      overview: [cited("n1", "Something else.", 0), cited("n2", "More.", 9)],
    };
    expect(rewritten([done], standing, fresh).overview.map(({ text }) => text)).toEqual([
      "Something else.",
      "The box is green.",
      "More.",
    ]);
  });

  it("is not said again by the sentence it replaced, or by one like it", () => {
    const { body: standing, done } = change({});
    const again = {
      ...EMPTY_BODY,
      overview: [cited("n1", "It was said that the box is blue.", 1)],
    };
    expect(rewritten([done], standing, again).overview.map(({ text }) => text)).toEqual([
      "The box is green.",
    ]);
  });

  it("does not bring back what was taken out, unless another line says it", () => {
    const { body: standing, done } = change({ text: null });
    const from = (position: number) => ({
      ...EMPTY_BODY,
      overview: [cited("n1", "The box is blue, they say.", position)],
    });
    expect(rewritten([done], standing, from(1)).overview).toEqual([]);
    expect(rewritten([done], standing, from(7)).overview).toHaveLength(1);
    const elsewhere = { ...EMPTY_BODY, keyPoints: [cited("n1", "The box is blue.", 1)] };
    expect(rewritten([done], standing, elsewhere).keyPoints).toHaveLength(1);
  });

  it("stays with its person, whom the new summary may leave out", () => {
    const { body: standing, done } = change({
      section: "contributions",
      id: "c1",
      text: "Ana made it.",
    });
    expect(rewritten([done], standing, EMPTY_BODY).contributions).toMatchObject([
      { participantId: personId(0), sentences: [{ text: "Ana made it.", edited: true }] },
    ]);
  });
});
