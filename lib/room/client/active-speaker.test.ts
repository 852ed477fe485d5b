import { describe, expect, it } from "vitest";
import { ActiveSpeaker, SPEAKER_TICK_MS } from "./active-speaker";

/** Feeds levels for a stretch of time and yields who was shown at each tick. */
const speak = (
  speaker: ActiveSpeaker,
  stretches: { seconds: number; levels: Record<string, number> }[],
): (string | null)[] => {
  const shown: (string | null)[] = [];
  let now = 0;
  for (const { seconds, levels } of stretches) {
    for (let t = 0; t < seconds * 1000; t += SPEAKER_TICK_MS) {
      now += SPEAKER_TICK_MS;
      shown.push(speaker.update(now, new Map(Object.entries(levels))));
    }
  }
  return shown;
};

const QUIET = { ann: 0.002, ben: 0.002 };

describe("the active speaker", () => {
  it("is nobody while nobody speaks, however noisy a room is", () => {
    const noisy = [{ seconds: 5, levels: { ann: 0.03, ben: 0.002 } }];
    expect(new Set(speak(new ActiveSpeaker(), noisy))).toEqual(new Set([null]));
  });

  it("is shown at once when the first person speaks", () => {
    const shown = speak(new ActiveSpeaker(), [
      { seconds: 1, levels: QUIET },
      { seconds: 0.4, levels: { ann: 0.2, ben: 0.002 } },
    ]);
    expect(shown.at(-1)).toBe("ann");
  });

  it("does not flicker when somebody coughs into a sentence", () => {
    const shown = speak(new ActiveSpeaker(), [
      { seconds: 1, levels: QUIET },
      { seconds: 3, levels: { ann: 0.2, ben: 0.002 } },
      { seconds: 0.2, levels: { ann: 0.18, ben: 0.22 } },
      { seconds: 2, levels: { ann: 0.2, ben: 0.002 } },
    ]);
    expect(new Set(shown.slice(6))).toEqual(new Set(["ann"]));
  });

  it("passes to the next person after the first has stopped", () => {
    const shown = speak(new ActiveSpeaker(), [
      { seconds: 1, levels: QUIET },
      { seconds: 3, levels: { ann: 0.2, ben: 0.002 } },
      { seconds: 2, levels: { ann: 0.002, ben: 0.2 } },
    ]);
    expect(shown.at(-1)).toBe("ben");
  });

  it("is cleared after a while of silence, and when the speaker leaves", () => {
    const spoken = [
      { seconds: 1, levels: QUIET },
      { seconds: 2, levels: { ann: 0.2, ben: 0.002 } },
    ];
    const afterSilence = speak(new ActiveSpeaker(), [...spoken, { seconds: 4, levels: QUIET }]);
    expect(afterSilence.at(-1)).toBeNull();
    expect(afterSilence.at(-8)).toBe("ann");
    const left = speak(new ActiveSpeaker(), [...spoken, { seconds: 0.2, levels: { ben: 0.002 } }]);
    expect(left.at(-1)).toBeNull();
  });
});
