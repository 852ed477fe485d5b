import { describe, expect, it } from "vitest";
import { sentencesOf } from "@/lib/summaries/sentences";
import { stretchesOf } from "@/lib/summaries/stretches";
import { transcriptOf } from "@/lib/summaries/testing/transcripts";
import { topicsOf } from "@/lib/summaries/topics";
import { spokenLines } from "@/lib/summaries/writing";

const subjects = {
  coffee: "espresso beans kitchen machine grinder milk filter cups taste roast",
  travel: "flights hotel train tickets visa luggage passport airport taxi booking",
  hiring: "candidate interview salary contract engineer resume references offer manager notice",
};
const about = (subject: keyof typeof subjects, count: number) => {
  const words = subjects[subject].split(" ");
  return Array.from({ length: count }, (_, i) => ({
    who: "Ana",
    text: `The ${words[i % 10]} and the ${words[(i * 3 + 1) % 10]} were on the list with the ${words[(i * 7 + 2) % 10]}.`,
  }));
};
const talk = () =>
  sentencesOf(
    spokenLines(
      transcriptOf([...about("coffee", 50), ...about("travel", 50), ...about("hiring", 50)]),
    ),
  );

describe("the stretches of a meeting", () => {
  it("change where its words change", () => {
    const cuts = stretchesOf(talk()).map(({ first }) => first);
    expect(cuts.some((at) => Math.abs(at - 50) <= 2)).toBe(true);
    expect(cuts.some((at) => Math.abs(at - 100) <= 2)).toBe(true);
  });

  it("cover it without gaps", () => {
    const sentences = talk();
    const stretches = stretchesOf(sentences);
    expect(stretches[0]?.first).toBe(0);
    expect(stretches.at(-1)?.end).toBe(sentences.length);
    stretches.slice(1).forEach(({ first }, i) => {
      expect(first).toBe(stretches[i]?.end);
    });
  });

  it("are called by what they have more of than others, with their times", () => {
    const topics = topicsOf(talk());
    expect(topics.length).toBeGreaterThanOrEqual(3);
    const words = (topics[0]?.label ?? "").toLowerCase().split(/\W+/u);
    expect(words.some((word) => subjects.coffee.includes(word))).toBe(true);
    for (const { startMs, endMs } of topics) expect(endMs).toBeGreaterThan(startMs);
  });

  it("of a short meeting are one, and of silence none", () => {
    expect(stretchesOf(talk().slice(0, 20))).toEqual([{ first: 0, end: 20 }]);
    expect(stretchesOf([])).toEqual([]);
  });
});
