import { expect, it } from "vitest";
import { MutedSpeech } from "./muted-speech";

const TICK_MS = 200;
const QUIET = 0.002;
const SPEECH = 0.08;

/** What the hint says at every tick of these levels. */
const hints = (levels: (number | null)[]): boolean[] => {
  const speech = new MutedSpeech();
  return levels.map((level, index) => speech.update(index * TICK_MS, level));
};
const times = <T>(count: number, value: T): T[] => Array(count).fill(value);

it("says so after 0.6 s of speech while muted", () => {
  const told = hints([...times(5, QUIET), ...times(5, SPEECH)]);
  expect(told.slice(0, 7)).toEqual(times(7, false));
  expect(told.slice(7)).toEqual(times(3, true));
});

it("adds up words with pauses between them, but not over more than 2 s", () => {
  const pauses = [QUIET, QUIET, SPEECH, QUIET, SPEECH, QUIET, QUIET, SPEECH];
  expect(hints(pauses).at(-1)).toBe(true);
  const rare = [QUIET, ...[1, 2, 3, 4].flatMap(() => [SPEECH, ...times(6, QUIET)])];
  expect(hints(rare)).not.toContain(true);
});

it("keeps quiet about a cough", () => {
  expect(hints([QUIET, SPEECH, SPEECH, ...times(20, QUIET)])).not.toContain(true);
});

it("takes steady noise for noise", () => {
  expect(hints(times(50, SPEECH))).not.toContain(true);
});

it("goes after 4 s of silence", () => {
  const told = hints([QUIET, ...times(4, SPEECH), ...times(25, QUIET)]);
  expect(told[4]).toBe(true);
  expect(told[4 + 19]).toBe(true);
  expect(told[4 + 20]).toBe(false);
});

it("goes at once when the microphone is switched on, and starts afresh", () => {
  const told = hints([QUIET, ...times(4, SPEECH), null, QUIET, SPEECH]);
  expect(told.slice(4)).toEqual([true, false, false, false]);
});
