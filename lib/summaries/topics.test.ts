import { describe, expect, it } from "vitest";
import { sentencesOf } from "@/lib/summaries/sentences";
import { topicsOf } from "@/lib/summaries/topics";

const talk = (texts: string[]) =>
  sentencesOf(
    texts.map((text, i) => ({
      id: String(i),
      participantId: "a",
      speaker: "Ana",
      position: i,
      startMs: i * 10_000,
      endMs: i * 10_000 + 9_000,
      text,
    })),
  );

describe("topics", () => {
  it("are the words that come back, with the time they are talked about, in order of time", () => {
    const topics = topicsOf(
      talk([
        "The release date moves to May.",
        "Nobody likes the release date.",
        "Now to the coffee machine.",
        "A coffee machine costs a fortune.",
        "The release date is fixed then.",
      ]),
    );
    expect(topics).toEqual([
      { label: "Release date", startMs: 0, endMs: 49_000 },
      { label: "Coffee machine", startMs: 20_000, endMs: 39_000 },
    ]);
  });

  it("are at most eight, and none when nothing comes back", () => {
    const words = "apple banana cherry lemon orange peach plum grape melon mango".split(" ");
    expect(topicsOf(talk(words.flatMap((word) => [`The ${word}.`, `That ${word}.`])))).toHaveLength(
      8,
    );
    expect(topicsOf(talk(["Something was said.", "Nobody listened."]))).toEqual([]);
    expect(topicsOf([])).toEqual([]);
  });
});
