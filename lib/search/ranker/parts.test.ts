import { describe, expect, it } from "vitest";
import { adapt } from "@/lib/search/ranker/adapter";
import { BoundedCache } from "@/lib/search/ranker/cache";
import { decodeHalves, encodeHalves } from "@/lib/search/ranker/half-floats";
import { namedSpeakers } from "@/lib/search/ranker/named-speakers";
import { zScores } from "@/lib/search/ranker/series";
import { linesOf, TALK_FIGURES, talkFigures } from "@/lib/search/ranker/talk";
import { topicsOf } from "@/lib/search/ranker/topics";

describe("meetings kept in memory", () => {
  const entry = (bytes: number) => ({ bytes });

  it("are those used last, as long as they fit", () => {
    const cache = new BoundedCache(10);
    for (const key of ["a", "b", "c"]) cache.set(key, "1", entry(3));
    cache.get("a", "1");
    cache.set("d", "1", entry(3));
    expect(cache.get("b", "1")).toBeUndefined();
    expect(cache.get("a", "1")).toBeDefined();
    expect(cache.bytes).toBe(9);
  });

  it("are forgotten when their index has another version", () => {
    const cache = new BoundedCache(10);
    cache.set("a", "1", entry(3));
    expect(cache.get("a", "2")).toBeUndefined();
    cache.set("a", "2", entry(4));
    expect([cache.size, cache.bytes]).toEqual([1, 4]);
  });

  it("are never larger than the room there is", () => {
    const cache = new BoundedCache(10);
    cache.set("a", "1", entry(11));
    expect([cache.size, cache.bytes]).toEqual([0, 0]);
  });
});

describe("weights in a file", () => {
  it("keep three digits", () => {
    const values = [0, 1, -1, 0.1, -3.2, 1e-3, 5e-8, -2e-7, 1234.5, 0.99999];
    decodeHalves(encodeHalves(values)).forEach((value, index) => {
      const expected = values[index] ?? 0;
      expect(Math.abs(value - expected)).toBeLessThanOrEqual(Math.abs(expected) / 2048 + 3e-8);
    });
  });
});

describe("whom a question names", () => {
  const speakers = [
    "Grad C",
    "Professor B",
    "Project Manager",
    "Kirsty Williams AM",
    "Ana",
    "Dr. Ito",
  ];
  const named = (question: string) => namedSpeakers(question, speakers);

  it("is found by whole names, surnames, letters and roles", () => {
    expect(named("What did C think about it?")).toEqual(["Grad C"]);
    expect(named("What did Professor B say?")).toEqual(["Professor B"]);
    expect(named("Why did PM disagree?")).toEqual(["Project Manager"]);
    expect(named("How did Kirsty Williams respond?")).toEqual(["Kirsty Williams AM"]);
    expect(named("What did Williams answer?")).toEqual(["Kirsty Williams AM"]);
    expect(named("What did Ana's team decide?")).toEqual(["Ana"]);
  });

  it("is nobody where only a word looks like a name", () => {
    expect(named("A decision about the budget")).toEqual([]);
    expect(named("What should I do?")).toEqual([]);
  });
});

describe("the adapter", () => {
  it("leaves a question alone where nothing is to be added", () => {
    const adapter = {
      rank: 1,
      dimensions: 2,
      down: Float32Array.of(1, 0),
      bias: Float32Array.of(-1),
      up: Float32Array.of(0, 2),
    };
    expect([...adapt(Float32Array.of(0.2, 0.5), adapter)].map((x) => Math.round(x * 10))).toEqual([
      2, 5,
    ]);
    expect([...adapt(Float32Array.of(1, 0), adapter)]).toEqual([1, 6]);
  });
});

describe("the course of a meeting", () => {
  it("changes its topic where the talk turns to something else", () => {
    const vectors = Array.from({ length: 16 }, (_, index) =>
      Float32Array.of(index < 8 ? 1 : 0, index < 8 ? 0 : 1),
    );
    const { depth, topics } = topicsOf(vectors);
    expect(depth.indexOf(Math.max(...depth))).toBe(8);
    expect(topics).toEqual([...Array(8).fill(0), ...Array(8).fill(1)]);
  });

  it("is told by lines with their speakers", () => {
    const lines = linesOf("Ana: Is it decided?\nJonas: Yes: we agree.", ["Ana", "Jonas"]);
    expect(lines).toEqual([
      { speaker: "Ana", text: "Is it decided?", words: 3 },
      { speaker: "Jonas", text: "Yes: we agree.", words: 3 },
    ]);
    expect(talkFigures(lines, new Map())).toHaveLength(TALK_FIGURES);
  });
});

describe("z-scores", () => {
  it("are zero when there is nothing to tell apart", () => {
    expect([...zScores(Float32Array.of(0.3, 0.3, 0.3))]).toEqual([0, 0, 0]);
    expect([...zScores(new Float32Array(0))]).toEqual([]);
  });
});
