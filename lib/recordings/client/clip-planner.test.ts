import { describe, expect, it } from "vitest";
import { CLIP_MAX_MS } from "@/lib/recordings/schema";
import { type ClipAction, ClipPlanner, CUT_OVERLAP_MS, IDLE_ROTATION_MS } from "./clip-planner";
import { GATE_HOLD_MS } from "./noise-gate";

const FRAME_MS = 20;
const SPEECH = 0.1;

type Stretch = { seconds: number; rms: number | ((ms: number) => number) };
type Timed = ClipAction & { at: number };

/** Runs a planner over stretches of loudness and yields every action with its time, ms. */
const plan = (stretches: Stretch[], { end = true } = {}): Timed[] => {
  const planner = new ClipPlanner();
  const actions: Timed[] = [];
  let at = 0;
  const note = (list: ClipAction[]): void => {
    actions.push(...list.map((action) => ({ ...action, at })));
  };
  note(planner.begin(at));
  for (const { seconds, rms } of stretches) {
    const from = at;
    while (at < from + seconds * 1000) {
      at += FRAME_MS;
      note(planner.level(typeof rms === "number" ? rms : rms(at - from), at));
    }
  }
  if (end) note(planner.end());
  return actions;
};

type Clip = {
  startedAt: number;
  keptAt?: number;
  finish?: Timed & { do: "finish" };
  droppedAt?: number;
};
const clipsOf = (actions: Timed[]): Map<number, Clip> => {
  const clips = new Map<number, Clip>();
  for (const action of actions) {
    const clip = clips.get(action.clip) ?? { startedAt: action.at };
    clips.set(action.clip, clip);
    if (action.do === "keep") clip.keptAt = action.at;
    if (action.do === "finish") clip.finish = action;
    if (action.do === "drop") clip.droppedAt = action.at;
  }
  return clips;
};
const kept = (actions: Timed[]): Clip[] =>
  [...clipsOf(actions).values()].filter((clip) => clip.keptAt !== undefined);

describe("cutting a microphone into clips", () => {
  it("keeps nothing of a silent minute, and never holds more than a few seconds of it", () => {
    const actions = plan([{ seconds: 60, rms: 0.002 }]);
    expect(kept(actions)).toEqual([]);
    for (const clip of clipsOf(actions).values()) {
      const life = (clip.droppedAt ?? Number.POSITIVE_INFINITY) - clip.startedAt;
      expect(life).toBeLessThanOrEqual(IDLE_ROTATION_MS + 1_500);
    }
  });

  it("is not opened by a click", () => {
    const click = (ms: number): number => (ms === 1_000 ? 0.03 : 0.001);
    expect(kept(plan([{ seconds: 3, rms: click }]))).toEqual([]);
  });

  it.each([0.5, 3, 4.9, 5.0, 5.1, 5.5, 5.98, 6.1, 11.3])(
    "has at least half a second before the first word, said after %s s",
    (silence) => {
      const [clip] = kept(
        plan([
          { seconds: silence, rms: 0 },
          { seconds: 2, rms: SPEECH },
        ]),
      );
      const leadMs = silence * 1000 - (clip?.startedAt ?? Number.POSITIVE_INFINITY);
      expect(leadMs).toBeGreaterThanOrEqual(500);
    },
  );

  it("ends a clip at a pause, its successor already running", () => {
    const actions = plan(
      [
        { seconds: 4, rms: SPEECH },
        { seconds: 4, rms: 0 },
      ],
      { end: false },
    );
    const [clip] = kept(actions);
    expect(clip?.finish).toMatchObject({ cut: "pause", successor: 1 });
    const successorStart = clipsOf(actions).get(1)?.startedAt ?? 0;
    expect(successorStart).toBeGreaterThanOrEqual(4_000 + GATE_HOLD_MS);
    expect((clip?.finish?.at ?? 0) - successorStart).toBeGreaterThanOrEqual(CUT_OVERLAP_MS);
  });

  it("does not cut at the short pauses within a sentence", () => {
    const sentence = (ms: number): number => (ms % 1_500 < 700 ? SPEECH : 0.001);
    expect(kept(plan([{ seconds: 12, rms: sentence }]))).toHaveLength(1);
  });

  it("cuts long speech without a hole, with an overlap, and never beyond the longest clip", () => {
    const actions = plan([{ seconds: 100, rms: SPEECH }]);
    const clips = kept(actions);
    expect(clips.length).toBeGreaterThanOrEqual(4);
    for (const [index, clip] of clips.entries()) {
      const next = clips[index + 1];
      expect((clip.finish?.at ?? 0) - clip.startedAt).toBeLessThanOrEqual(CLIP_MAX_MS);
      if (!next) continue;
      expect(clip.finish?.cut).toBe("hard");
      expect((clip.finish?.at ?? 0) - next.startedAt).toBeGreaterThanOrEqual(CUT_OVERLAP_MS);
    }
  });

  it("prefers a quiet moment of the last seconds for a hard cut", () => {
    const quietFrom = 26_400;
    const speech = (ms: number): number =>
      ms >= quietFrom && ms < quietFrom + 300 ? 0.001 : SPEECH;
    const [, second] = kept(plan([{ seconds: 40, rms: speech }]));
    expect(second?.startedAt).toBeGreaterThan(quietFrom);
    expect(second?.startedAt).toBeLessThanOrEqual(quietFrom + 300);
  });

  it("does not keep the clip behind a hard cut when nothing more is said", () => {
    const actions = plan([
      { seconds: 25, rms: SPEECH },
      { seconds: 8, rms: 0 },
    ]);
    expect(kept(actions)).toHaveLength(1);
  });

  it("finishes what was said and throws away what was not when recording ends", () => {
    expect(plan([{ seconds: 2, rms: SPEECH }]).at(-1)).toMatchObject({
      do: "finish",
      successor: null,
    });
    expect(plan([{ seconds: 2, rms: 0 }]).at(-1)).toMatchObject({ do: "drop" });
  });

  it("starts, and ends, every clip exactly once", () => {
    const speech = (ms: number): number => (ms % 9_000 < 4_000 ? SPEECH : 0);
    const actions = plan([{ seconds: 180, rms: speech }]);
    for (const [number] of clipsOf(actions)) {
      const own = actions.filter(({ clip }) => clip === number);
      expect(own.filter((action) => action.do === "start")).toHaveLength(1);
      expect(own.filter((action) => action.do === "finish" || action.do === "drop")).toHaveLength(
        1,
      );
    }
  });
});
