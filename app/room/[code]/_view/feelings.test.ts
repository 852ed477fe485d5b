import { describe, expect, it } from "vitest";
import type { EmotionResult } from "@/lib/emotion/schema";
import {
  capturedWords,
  cardPeople,
  feelingOf,
  feelingWords,
  sparkBars,
  sparkWords,
  summaryWords,
} from "./feelings";
import { person } from "./testing";

const on = { microphone: true, camera: true };
const reading = (more: Partial<EmotionResult> = {}): EmotionResult => ({
  participantId: "lena",
  atMs: 100_000,
  mode: "both",
  label: "joy",
  score: 0.73,
  unsure: false,
  scores: null,
  face: null,
  voice: null,
  ...more,
});
const nowMs = 100_500;
const words = (more: Partial<EmotionResult>, media = on): string =>
  feelingWords(feelingOf({ readings: [reading(more)], media, nowMs }));

describe("what a card says", () => {
  it("is a label and roughly how likely it is", () => {
    expect(words({})).toBe("Joy, about 75 %");
    expect(words({ score: 0.999 })).toBe("Joy, about 95 %");
  });

  it("is no label while the reading is unsure", () => {
    expect(words({ unsure: true, score: 0.41 })).toBe("Unsure");
  });

  it("is the newest reading alone", () => {
    const readings = [reading({ label: "anger" }), reading({ label: "joy" })];
    expect(feelingWords(feelingOf({ readings, media: on, nowMs }))).toContain("Joy");
  });

  it("is nothing once the reading is old", () => {
    const old = feelingOf({ readings: [reading()], media: on, nowMs: 109_000 });
    expect(feelingWords(old)).toBe("Nothing is read at the moment");
  });

  it("is what hinders the reading, in plain words", () => {
    const face = { scores: null, anomaly: "no-face" };
    expect(words({ mode: null, label: null, face })).toBe("No face in the picture");
    const voice = { scores: null, anomaly: "not-speech" };
    expect(
      feelingOf({ readings: [reading({ mode: "video_only", voice })], media: on, nowMs }),
    ).toEqual({
      kind: "sure",
      label: "joy",
      score: 0.73,
      mode: "video_only",
      notes: ["What is heard is not speech"],
    });
    expect(words({ mode: null, label: null, face: { scores: null, anomaly: "new-one" } })).toBe(
      "Nothing is read at the moment",
    );
  });

  it("is that there is nothing to read while devices are off", () => {
    expect(words({}, { microphone: false, camera: false })).toBe(
      "Muted and camera off: nothing to read",
    );
    const onlyFace = { face: true, voice: false };
    const media = { microphone: true, camera: false };
    expect(feelingWords(feelingOf({ readings: [], media, nowMs, allowed: onlyFace }))).toBe(
      "Camera off: nothing to read",
    );
    expect(words({}, media)).toBe("Joy, about 75 %");
  });
});

describe("the last half minute", () => {
  it("has a bar a second, empty where nothing was read", () => {
    const bars = sparkBars(
      [reading({ atMs: 99_200 }), reading({ atMs: 100_900, unsure: true, score: 0.4 })],
      100_950,
    );
    expect(bars).toHaveLength(30);
    expect(bars.slice(-2)).toEqual([
      { label: "joy", score: 0.73 },
      { label: null, score: 0.4 },
    ]);
    expect(bars.slice(0, -2).every((bar) => bar === null)).toBe(true);
  });

  it("forgets what is older, and takes what a faster clock says as now", () => {
    const bars = sparkBars([reading({ atMs: 60_000 }), reading({ atMs: 101_500 })], 100_000);
    expect(bars.filter(Boolean)).toHaveLength(1);
    expect(bars.at(-1)).toEqual({ label: "joy", score: 0.73 });
  });

  it("is told in words to those who do not see it", () => {
    const joy = { label: "joy", score: 1 } as const;
    expect(sparkWords([null, joy, joy, joy, { label: null, score: 0.3 }])).toBe(
      "The last 30 seconds: joy 75 %, unsure 25 % of what was read",
    );
    expect(sparkWords([null, null])).toBe("The last 30 seconds: nothing was read");
  });
});

describe("the cards", () => {
  const maria = person("Maria", { isSelf: true });
  const people = [person("Amir"), maria, person("Lena")];

  it("begin with one's own, if one takes part, then whoever was read", () => {
    const names = (takesPart: boolean) =>
      cardPeople(people, new Set(["lena", "maria"]), takesPart).map(({ name }) => name);
    expect(names(true)).toEqual(["Maria", "Lena"]);
    expect(names(false)).toEqual(["Lena"]);
  });

  it("are summed up in a sentence each", () => {
    const feeling = feelingOf({ readings: [reading()], media: on, nowMs });
    const unsure = feelingOf({ readings: [reading({ unsure: true })], media: on, nowMs });
    const cards = [
      { person: maria, feeling },
      { person: person("Lena"), feeling: unsure },
    ];
    const group = { people: 3, bars: [], sentence: "Shown later." };
    expect(summaryWords(cards, group)).toBe("You: joy, about 75 %. Lena: unsure.");
  });
});

it("says what is captured of oneself", () => {
  expect(capturedWords({ face: true, voice: true })).toBe("face and voice");
  expect(capturedWords({ face: false, voice: true })).toBe("voice");
  expect(capturedWords({ face: false, voice: false })).toBeNull();
});
