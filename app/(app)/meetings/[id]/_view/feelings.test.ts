import { describe, expect, it } from "vitest";
import type { MeetingEmotions } from "@/lib/emotion/schema";
import type { Segment } from "@/lib/transcripts/schema";
import {
  feelingDuring,
  feelingsOfSegments,
  LANE_STRETCHES,
  laneLength,
  laneOf,
  type Moment,
  missingWords,
  nearestStretch,
  nextStretch,
  placeAt,
  wordsFeel,
} from "./feelings";

const moment = (atMs: number, more: Partial<Moment> = {}): Moment => ({
  atMs,
  mode: "both",
  label: "joy",
  score: 0.8,
  ...more,
});
const segment = (position: number, more: Partial<Segment> = {}): Segment => ({
  id: `s${position}`,
  participantId: "lena",
  position,
  startMs: position * 10_000,
  endMs: position * 10_000 + 5_000,
  text: "We will manage.",
  confidence: 1,
  emotion: null,
  emotionScore: null,
  ...more,
});
const view = (more: Partial<MeetingEmotions> = {}): MeetingEmotions => ({
  people: [],
  group: null,
  highlights: [],
  ...more,
});
const noScores = { anger: 0, disgust: 0, fear: 0, joy: 0, neutral: 1, sadness: 0, surprise: 0 };
const lena = (isOwn: boolean, moments: Moment[] = []) => ({
  participantId: "lena",
  isOwn,
  moments,
  distribution: noScores,
});

describe("a lane", () => {
  const duration = LANE_STRETCHES * 1_000;

  it("has each moment at its time, and nothing where nothing was read", () => {
    const lane = laneOf([moment(0), moment(2_000), moment(duration + 5_000)], duration);
    const filled = lane.flatMap((stretch, index) => (stretch ? [index] : []));
    expect(filled).toEqual([0, 2, LANE_STRETCHES - 1]);
  });

  it("shows the clearest of the moments that share a stretch", () => {
    const moments = [
      moment(100, { label: "neutral", score: 0.9 }),
      moment(500, { label: "surprise", score: 0.6 }),
      moment(900, { label: "anger", score: 0.3 }),
    ];
    expect(laneOf(moments, duration)[0]?.label).toBe("surprise");
  });

  it("puts no label forward where the reading is unsure", () => {
    const [first] = laneOf([moment(0, { score: 0.4 })], duration);
    expect(first).toMatchObject({ label: null, score: 0.4 });
  });

  it("is walked through from moment to moment", () => {
    const lane = laneOf([moment(0), moment(50_000)], duration);
    expect(nextStretch(lane, 0, 1)).toBe(50);
    expect(nextStretch(lane, 50, 1)).toBe(50);
    expect(nextStretch(lane, 50, -1)).toBe(0);
    expect(nearestStretch(lane, 40)).toBe(50);
    expect(nearestStretch([], 3)).toBeNull();
  });

  it("stands for the whole meeting, and for all that is known of it", () => {
    const people = [lena(true, [moment(90_000)])];
    expect(laneLength(people, 120_000, 60_000)).toBe(120_000);
    expect(laneLength(people, null, 60_000)).toBe(91_000);
    expect(laneLength([], null, 0)).toBe(1_000);
  });
});

describe("the place of a moment in the transcript", () => {
  const segments = [segment(0), segment(1), segment(2, { participantId: "amir" })];

  it("is what was said then", () => {
    expect(placeAt(segments, 12_000, "lena")?.position).toBe(1);
    expect(placeAt(segments, 21_000, "lena")?.position).toBe(2);
  });

  it("is the nearest when nothing was said, the person's own if equally near", () => {
    expect(placeAt(segments, 16_000, "lena")?.position).toBe(1);
    const both = [segment(0, { participantId: "amir" }), segment(0, { position: 7 })];
    expect(placeAt(both, 1_000, "lena")?.position).toBe(7);
    expect(placeAt([], 1_000, "lena")).toBeNull();
  });
});

describe("face and voice beside the words", () => {
  it("say what most moments agree on", () => {
    const moments = [
      moment(10_000),
      moment(11_000, { score: 0.6 }),
      moment(12_000, { label: "fear" }),
      moment(30_000, { label: "anger" }),
    ];
    expect(feelingDuring(moments, segment(1))).toEqual({ label: "joy", score: 0.7, mode: "both" });
  });

  it("say nothing when they are unsure, split, or were not read", () => {
    expect(feelingDuring([moment(10_000, { score: 0.3 })], segment(1))).toBeNull();
    const split = [moment(10_000), moment(11_000, { label: "fear" })];
    expect(feelingDuring(split, segment(1))).toBeNull();
    expect(feelingDuring([], segment(1))).toBeNull();
  });

  it("stand only beside the words of the same person", () => {
    const emotions = view({ people: [lena(false, [moment(10_000)])] });
    const segments = [segment(1), segment(1, { id: "other", participantId: "amir" })];
    expect([...feelingsOfSegments(segments, emotions).keys()]).toEqual(["s1"]);
    expect(feelingsOfSegments(segments, undefined).size).toBe(0);
  });

  it("are told apart from the words, which must be sure and not neutral", () => {
    expect(wordsFeel(segment(0, { emotion: "joy", emotionScore: 0.5 }))).toBe(true);
    expect(wordsFeel(segment(0, { emotion: "joy", emotionScore: 0.49 }))).toBe(false);
    expect(wordsFeel(segment(0, { emotion: "neutral", emotionScore: 0.9 }))).toBe(false);
    expect(wordsFeel(segment(0, { emotion: "joy" }))).toBe(false);
  });
});

describe("what is missing", () => {
  it("is said for hosts and for everybody else", () => {
    expect(missingWords(view(), "host").join(" ")).toMatch(
      /Nothing that was read of you.*agreed to show to hosts.*no picture of the whole/,
    );
    const group = { people: 3, distribution: noScores };
    expect(missingWords(view({ people: [lena(true)], group }), "attendee")).toEqual([
      "What was read of others is not shown to you: it stays with each of them, and with the hosts where they agreed to that.",
    ]);
  });
});
