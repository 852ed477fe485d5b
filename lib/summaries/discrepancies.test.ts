import { describe, expect, it } from "vitest";
import { EMOTIONS, type Emotion } from "@/lib/emotion/labels";
import type { ReadingMode } from "@/lib/emotion/schema";
import { discrepanciesOf, type ShownSecond } from "@/lib/summaries/discrepancies";
import { personId, type Said, transcriptOf } from "@/lib/summaries/testing/transcripts";

/** Seconds of the first person, from and up to without these. */
const shown = (
  from: number,
  until: number,
  emotion: Emotion,
  { score = 0.9, mode = "both" as ReadingMode } = {},
): ShownSecond[] =>
  Array.from({ length: until - from }, (_, i) => ({
    participantId: personId(0),
    atMs: (from + i) * 1000,
    mode,
    scores: EMOTIONS.map((label) =>
      label === emotion ? score : (1 - score) / (EMOTIONS.length - 1),
    ),
  }));

const glad: Said = {
  who: "Ana",
  text: "I am so happy about this plan",
  at: 10,
  until: 15,
  emotion: "joy",
  score: 0.9,
};
const found = (said: Said[], seconds: ShownSecond[]) =>
  discrepanciesOf(transcriptOf(said), seconds);

describe("discrepancies", () => {
  it("are lines whose words and whose face or voice say contrary things", () => {
    const [item, ...more] = found([glad], shown(10, 15, "anger"));
    expect(more).toEqual([]);
    expect(item).toMatchObject({
      speaker: "Ana",
      startMs: 10_000,
      endMs: 15_000,
      words: { emotion: "joy", score: 0.9 },
      shown: { emotion: "anger", by: "both" },
      sentence: "Ana’s words read as glad, while face and voice seemed angry.",
    });
    expect(item?.strength).toBeCloseTo(0.81);
  });

  it("name what showed it", () => {
    const by = (mode: ReadingMode) =>
      found([glad], shown(10, 15, "sadness", { mode }))[0]?.sentence;
    expect(by("video_only")).toContain("while the face seemed sad");
    expect(by("audio_only")).toContain("while the voice seemed sad");
  });

  it("need both to be sure", () => {
    expect(found([glad], shown(10, 15, "anger", { score: 0.45 }))).toEqual([]);
    expect(found([{ ...glad, score: 0.45 }], shown(10, 15, "anger"))).toEqual([]);
  });

  it("need two seconds and most of the line", () => {
    expect(found([glad], shown(10, 11, "anger"))).toEqual([]);
    expect(found([glad], [...shown(10, 12, "anger"), ...shown(12, 15, "joy")])).toEqual([]);
    expect(found([{ ...glad, until: 11 }], shown(8, 20, "anger"))).toEqual([]);
    expect(found([glad], shown(10, 13, "anger"))).toHaveLength(1);
  });

  it("are not where words and face agree, nor where a calm face goes with strong words", () => {
    expect(found([glad], shown(10, 15, "joy"))).toEqual([]);
    expect(found([glad], shown(10, 15, "neutral"))).toEqual([]);
  });

  it("count calm words against something strong, but less", () => {
    const calm = { ...glad, emotion: "neutral", score: 0.9 };
    const [item] = found([calm], shown(10, 15, "anger"));
    const [contrary] = found([glad], shown(10, 15, "anger"));
    expect(item?.strength).toBeLessThan(contrary?.strength ?? 0);
    expect(found([calm], shown(10, 15, "anger", { score: 0.6 }))).toEqual([]);
  });

  it("are never read into a word or two", () => {
    const said = { ...glad, text: "Yes, sure.", emotion: "neutral", score: 1 };
    expect(found([said], shown(10, 15, "anger"))).toEqual([]);
  });

  it("are nobody else's", () => {
    const seconds = shown(10, 15, "anger").map((second) => ({
      ...second,
      participantId: personId(1),
    }));
    expect(found([glad, { who: "Ben", text: "All right then", at: 20 }], seconds)).toEqual([]);
  });

  it("are at most ten, the strongest first, none twice in a minute", () => {
    const said = Array.from({ length: 40 }, (_, i) => ({
      ...glad,
      at: i * 30,
      until: i * 30 + 5,
      score: 0.6 + (i % 7) / 20,
    }));
    const items = found(
      said,
      said.flatMap(({ at }) => shown(at, at + 5, "fear")),
    );
    expect(items).toHaveLength(10);
    const strengths = items.map(({ strength }) => strength);
    expect(strengths).toEqual([...strengths].sort((a, b) => b - a));
    const starts = items.map(({ startMs }) => startMs).sort((a, b) => a - b);
    for (let i = 1; i < starts.length; i++)
      expect((starts[i] ?? 0) - (starts[i - 1] ?? 0)).toBeGreaterThanOrEqual(60_000);
  });
});
