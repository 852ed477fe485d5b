import { describe, expect, it } from "vitest";
import { viewOf } from "@/lib/emotion/history";
import { EMOTIONS, type Emotion } from "@/lib/emotion/labels";
import type { StoredSample } from "@/lib/emotion/repo";
import { type EmotionVisibility, meetingEmotions } from "@/lib/emotion/schema";

const [ANN, BEN, CLEO] = [1, 2, 3].map((n) => `0191d7a2-7b1c-7000-8000-00000000000${n}`) as [
  string,
  string,
  string,
];
const ALL = [ANN, BEN, CLEO];

const sample = (
  participantId: string,
  atMs: number,
  more: { label?: Emotion; score?: number; visibility?: EmotionVisibility } = {},
): StoredSample => {
  const { label = "joy", score = 0.9, visibility = "host" } = more;
  const scores = EMOTIONS.map((emotion) => (emotion === label ? score : (1 - score) / 6));
  return { participantId, atMs, mode: "both", label, score, scores, visibility };
};

const view = (
  samples: readonly StoredSample[],
  viewer: { participantId?: string | null; isHost?: boolean },
) => {
  const seen = viewOf(samples, { participantId: null, isHost: false, ...viewer });
  expect(meetingEmotions.safeParse(seen).success).toBe(true);
  return seen;
};
const peopleIn = (seen: ReturnType<typeof view>) =>
  seen.people.map(({ participantId }) => participantId);

describe("what was read in a meeting", () => {
  const ofAll = (visibility: EmotionVisibility) => ALL.map((id) => sample(id, 0, { visibility }));

  it.each([
    ["self", { host: [ANN], participant: [BEN], stranger: [] }],
    ["aggregate", { host: [ANN], participant: [BEN], stranger: [] }],
    ["host", { host: [ANN, BEN, CLEO], participant: [BEN], stranger: [] }],
  ] as const)("under “%s” is seen by whom it was promised", (visibility, expected) => {
    const samples = ofAll(visibility);
    expect(peopleIn(view(samples, { participantId: ANN, isHost: true }))).toEqual(expected.host);
    expect(peopleIn(view(samples, { participantId: BEN }))).toEqual(expected.participant);
    expect(peopleIn(view(samples, {}))).toEqual(expected.stranger);
  });

  it("keeps what was promised when it was read, whatever was chosen later", () => {
    const samples = [
      sample(BEN, 0, { visibility: "self", label: "anger" }),
      sample(BEN, 1_000, { visibility: "host" }),
    ];
    const { people, highlights } = view(samples, { participantId: ANN, isHost: true });
    expect(people[0]?.moments).toEqual([{ atMs: 1_000, mode: "both", label: "joy", score: 0.9 }]);
    expect(highlights.map(({ label }) => label)).toEqual(["joy"]);
  });

  it("has a whole from three people on, of what everybody may see", () => {
    const group = (visibility: EmotionVisibility, people: number, isHost: boolean) =>
      view(ofAll(visibility).slice(0, people), { participantId: ANN, isHost }).group;
    expect(group("aggregate", 2, false)).toBeNull();
    expect(group("aggregate", 3, false)).toMatchObject({ people: 3 });
    expect(group("aggregate", 3, false)?.distribution.joy).toBeCloseTo(0.9);
    expect(group("host", 3, false)).toBeNull();
    expect(group("host", 3, true)).toMatchObject({ people: 3 });
    for (const isHost of [true, false]) expect(group("self", 3, isHost)).toBeNull();
  });

  it("counts each person alike in the whole, however often they were read", () => {
    const often = Array.from({ length: 50 }, (_, second) =>
      sample(ANN, second * 1_000, { label: "anger", score: 1, visibility: "aggregate" }),
    );
    const others = [BEN, CLEO].map((id) => sample(id, 0, { score: 1, visibility: "aggregate" }));
    const { distribution } = view([...often, ...others], {}).group ?? {};
    expect(distribution?.anger).toBeCloseTo(1 / 3);
  });

  it("shows one’s own first", () => {
    const { people } = view(ofAll("host"), { participantId: CLEO, isHost: true });
    expect(people[0]).toMatchObject({ participantId: CLEO, isOwn: true });
    expect(people.slice(1).every(({ isOwn }) => !isOwn)).toBe(true);
  });

  it("fits into a lane, however long the meeting was", () => {
    const hours = Array.from({ length: 3 * 3_600 }, (_, second) => sample(ANN, second * 1_000));
    const [own] = view(hours, { participantId: ANN }).people;
    expect(own?.moments.length).toBeLessThanOrEqual(600);
    expect(own?.moments.length).toBeGreaterThan(300);
    expect(own?.moments[0]?.score).toBeCloseTo(0.9);
    expect(own?.distribution.joy).toBeCloseTo(0.9);
  });

  it("has the clearest moments, apart from each other, and never a calm or a doubtful one", () => {
    const samples = [
      sample(ANN, 0, { score: 0.8 }),
      sample(ANN, 1_000, { score: 0.95 }),
      sample(ANN, 30_000, { label: "anger", score: 0.75 }),
      sample(ANN, 60_000, { label: "neutral", score: 0.99 }),
      sample(ANN, 90_000, { label: "fear", score: 0.69 }),
    ];
    const { highlights } = view(samples, { participantId: ANN });
    expect(highlights.map(({ atMs, label }) => [atMs, label])).toEqual([
      [1_000, "joy"],
      [30_000, "anger"],
    ]);
    const many = Array.from({ length: 20 }, (_, index) => sample(ANN, index * 30_000));
    expect(view(many, { participantId: ANN }).highlights).toHaveLength(5);
  });

  it("is nothing of nothing", () => {
    expect(view([], { participantId: ANN, isHost: true })).toEqual({
      people: [],
      group: null,
      highlights: [],
    });
  });
});
