import { describe, expect, it } from "vitest";
import { assembleSegments, type HeardUtterance } from "@/lib/transcripts/assemble";
import { wordsOf } from "@/lib/transcripts/text";

const ana = "a".repeat(8);
const ben = "b".repeat(8);

function heard(
  participantId: string,
  startMs: number,
  endMs: number,
  text: string,
  more: Partial<HeardUtterance> = {},
): HeardUtterance {
  return {
    participantId,
    clipId: `${participantId}-1`,
    startMs,
    endMs,
    text,
    confidence: 0.9,
    ...more,
  };
}

const texts = (utterances: HeardUtterance[]) =>
  assembleSegments(utterances).map(({ participantId, text }) => `${participantId[0]}: ${text}`);

describe("assembling a conversation", () => {
  it("orders everybody's lines by when they were said", () => {
    const lines = texts([
      heard(ben, 4000, 6000, "The second thing that was said."),
      heard(ana, 1000, 3000, "The first thing that was said."),
      heard(ana, 7000, 9000, "The third thing that was said."),
    ]);
    expect(lines).toEqual([
      "a: The first thing that was said.",
      "b: The second thing that was said.",
      "a: The third thing that was said.",
    ]);
  });

  it("joins what one person says in one breath", () => {
    expect(
      texts([
        heard(ana, 0, 2000, "So the plan for next week"),
        heard(ana, 3000, 5000, "is to finish the report."),
      ]),
    ).toEqual(["a: So the plan for next week is to finish the report."]);
  });

  it("gives each finished sentence a line and a start of its own", () => {
    const segments = assembleSegments([
      heard(ana, 0, 2000, "We finished the report."),
      heard(ana, 2600, 5000, "Tomorrow we send it to the board."),
    ]);
    expect(segments.map(({ startMs }) => startMs)).toEqual([0, 2600]);
  });

  it("keeps a short tail with its sentence", () => {
    expect(
      texts([heard(ana, 0, 2000, "We finished the report."), heard(ana, 2300, 2700, "Right?")]),
    ).toEqual(["a: We finished the report. Right?"]);
  });

  it("removes the full stop a recogniser puts into the middle of a sentence", () => {
    expect(
      texts([
        heard(ana, 0, 2000, "We will send it."),
        heard(ana, 2400, 4000, "after the board has met."),
      ]),
    ).toEqual(["a: We will send it after the board has met."]);
  });

  it("splits a person's lines where somebody else spoke in between", () => {
    expect(
      texts([
        heard(ana, 0, 2000, "I wanted to say that"),
        heard(ben, 1500, 2500, "Sorry to interrupt you."),
        heard(ana, 2800, 4000, "we are late with this."),
      ]),
    ).toHaveLength(3);
  });

  it("does not let noise split a line", () => {
    expect(
      texts([
        heard(ana, 0, 2000, "I wanted to say that"),
        heard(ben, 1500, 1900, "Mm-hmm."),
        heard(ana, 2800, 4000, "we are late with this."),
      ]),
    ).toEqual(["a: I wanted to say that we are late with this."]);
  });

  it("starts a new line after a pause of more than two seconds and beyond sixty words", () => {
    const long = Array.from({ length: 35 }, (_, i) => `word${i}`).join(" ");
    expect(texts([heard(ana, 0, 2000, "and so"), heard(ana, 4001, 5000, "we go on")])).toHaveLength(
      2,
    );
    expect(
      texts([heard(ana, 0, 9000, long), heard(ana, 9100, 18_000, long.toUpperCase())]),
    ).toHaveLength(2);
  });

  it("keeps words that a hard cut put into two clips once", () => {
    expect(
      texts([
        heard(ana, 0, 30_000, "and that is why we ship the new"),
        heard(ana, 29_400, 32_000, "the new player on Friday.", { clipId: "next" }),
      ]),
    ).toEqual(["a: and that is why we ship the new player on Friday."]);
  });

  it("keeps a person's speech once although they came with two devices", () => {
    const segments = assembleSegments([
      heard(ana, 0, 3000, "We should launch the website on Friday.", { confidence: 0.7 }),
      heard(ana, 80, 3050, "We should launch the website on Friday.", { clipId: "phone" }),
    ]);
    expect(segments).toHaveLength(1);
    expect(segments[0]).toMatchObject({ startMs: 0, confidence: 0.9 });
  });

  it("keeps what two people say at the same time", () => {
    expect(
      texts([
        heard(ana, 0, 3000, "We should launch on Friday."),
        heard(ben, 100, 3000, "We should launch on Friday."),
      ]),
    ).toHaveLength(2);
  });

  it("weighs a line's confidence by words", () => {
    const [line] = assembleSegments([
      heard(ana, 0, 1000, "one two three", { confidence: 1 }),
      heard(ana, 1100, 1500, "four", { confidence: 0.6 }),
    ]);
    expect(line?.confidence).toBeCloseTo(0.9);
  });

  it("takes no words and no people from nothing", () => {
    expect(assembleSegments([])).toEqual([]);
    expect(assembleSegments([heard(ana, 0, 100, "  ")])).toEqual([]);
  });

  it("carries a line of 400,000 characters", () => {
    const text = "word "
      .repeat(80_000)
      .trim()
      .replace(/word/g, (_, i) => `w${i}`);
    expect(assembleSegments([heard(ana, 0, 1000, text)])[0]?.text).toBe(text);
  });
});

describe("any conversation", () => {
  for (let seed = 1; seed <= 40; seed++) {
    it(`keeps its order and everybody's words, whatever order it arrives in (seed ${seed})`, () => {
      const random = randomNumbers(seed);
      const utterances = conversation(random);
      const segments = assembleSegments(utterances);

      expect(segments.map(({ position }) => position)).toEqual(segments.map((_, i) => i));
      for (const [i, segment] of segments.entries()) {
        expect(segment.startMs).toBeGreaterThanOrEqual(segments[i - 1]?.startMs ?? 0);
        expect(segment.endMs).toBeGreaterThanOrEqual(segment.startMs);
      }
      for (const id of new Set(utterances.map(({ participantId }) => participantId))) {
        const said = (items: { participantId: string; text: string }[]) =>
          items.filter((item) => item.participantId === id).flatMap((item) => wordsOf(item.text));
        expect(said(segments)).toEqual(said([...utterances].sort((a, b) => a.startMs - b.startMs)));
      }
      const shuffled = utterances
        .map((utterance) => ({ utterance, key: random() }))
        .sort((a, b) => a.key - b.key)
        .map(({ utterance }) => utterance);
      expect(assembleSegments(shuffled)).toEqual(segments);
    });
  }
});

/** Several people who speak at random, each never over themselves, in words that are no noise. */
function conversation(random: () => number): HeardUtterance[] {
  let word = 0;
  return Array.from({ length: 1 + Math.floor(random() * 4) }, (_, person) => {
    let clock = Math.floor(random() * 5000);
    return Array.from({ length: Math.floor(random() * 25) }, () => {
      const startMs = clock + Math.floor(random() * 4000);
      const endMs = startMs + 200 + Math.floor(random() * 9000);
      clock = endMs + 1;
      const words = Array.from({ length: 1 + Math.floor(random() * 30) }, () => `spoken${word++}`);
      const text = words.join(" ") + (random() < 0.6 ? "." : "");
      return heard(
        `person-${person}`,
        startMs,
        endMs,
        random() < 0.5 ? text : text.replace("s", "S"),
        {
          clipId: `clip-${Math.floor(random() * 3)}`,
        },
      );
    });
  }).flat();
}

function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
