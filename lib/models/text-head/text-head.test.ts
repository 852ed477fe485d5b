import { describe, expect, it } from "vitest";
import { decodeTextHead, encodeTextHead } from "@/lib/models/text-head/file";
import { type Matrix, mixParts, type TextHead } from "@/lib/models/text-head/head";
import { countNgrams, ngramRow } from "@/lib/models/text-head/ngrams";
import { TextHeadRunner } from "@/lib/models/text-head/runner";

const FEATURES = 5;
const WIDTH = 4;

/** Numbers that look random and are always the same. */
const wave = (length: number, speed: number) =>
  Float32Array.from({ length }, (_, index) => Math.sin(1 + index * speed));
const matrix = (rows: number, columns: number, speed: number): Matrix => ({
  rows,
  columns,
  values: wave(rows * columns, speed),
});

function smallHead(): TextHead {
  const hashes = Uint32Array.from(countNgrams("good bad").words.keys()).sort();
  return {
    labels: ["plus", "minus"],
    groups: [["fine", "great"], ["poor"]],
    mixture: { ngrams: 0.2, dense: 0.5, convolution: 0.3 },
    temperature: 0.8,
    ngrams: {
      hashes,
      idf: Float32Array.from(hashes, () => 1.5),
      weights: matrix(2, hashes.length, 2.1),
      bias: wave(2, 1.3),
    },
    dense: {
      mean: wave(FEATURES, 0.3),
      deviation: wave(FEATURES, 0.3).map((value) => 1 + value * value),
      hidden: matrix(6, FEATURES, 0.7),
      hiddenBias: wave(6, 0.9),
      output: matrix(6, 3, 1.9),
      outputBias: wave(3, 0.4),
    },
    convolution: {
      table: matrix(10, WIDTH, 1.1),
      kernels: [1, 2, 3].map((size) => ({
        weights: matrix(2, WIDTH * size, 0.8 + size),
        bias: wave(2, size),
      })),
      output: matrix(6, 3, 2.3),
      outputBias: wave(3, 0.2),
    },
  };
}

async function classify(head: TextHead, texts: string[], tokenized: number[][]) {
  const runner = await TextHeadRunner.load(head);
  const features = new Float32Array(texts.length * FEATURES);
  texts.forEach((text, row) => {
    features.set(wave(FEATURES, text.length), row * FEATURES);
  });
  return mixParts(await runner.parts({ texts, tokenized, features }), head);
}

describe("n-grams of a text", () => {
  it("are words alone and in pairs, and characters inside words", () => {
    const { words, characters } = countNgrams("No, no!");
    // no · , · ! and the pairs "no ,", ", no", "no !".
    expect(words.size).toBe(6);
    expect([...words.values()].filter((times) => times === 2)).toHaveLength(1);
    expect(characters.size).toBeGreaterThan(8);
  });

  it("make a row of unit length out of what is known", () => {
    const { ngrams } = smallHead();
    const { places, values } = ngramRow("good good day", ngrams);
    expect(places).toHaveLength(1);
    expect(values[0]).toBeCloseTo(1);
    expect(ngramRow("nothing of it", ngrams).places).toEqual([]);
  });
});

describe("a text head", () => {
  it("comes back from its file nearly as it was, and says nearly the same", async () => {
    const head = smallHead();
    const again = decodeTextHead(encodeTextHead(head, { licence: "none" }));
    expect(again.ngrams.hashes).toEqual(head.ngrams.hashes);
    expect(again.dense.mean).toEqual(head.dense.mean);
    const largest = Math.max(
      ...again.dense.hidden.values.map((value, place) =>
        Math.abs(value - (head.dense.hidden.values[place] as number)),
      ),
    );
    expect(largest).toBeLessThan(1 / 127);
    const before = await classify(head, ["good"], [[1, 2]]);
    const after = await classify(again, ["good"], [[1, 2]]);
    expect(after[0]).toBeCloseTo(before[0] as number, 1);
  });

  it("is refused when its file was cut or is another one", () => {
    const file = encodeTextHead(smallHead(), {});
    expect(() => decodeTextHead(file.subarray(0, file.length - 3))).toThrow(/bytes/);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(2);
    expect(() => decodeTextHead(Buffer.concat([length, Buffer.from("{}")]))).toThrow(
      /no file of a text head/,
    );
  });

  it("gives probabilities that do not depend on the other texts of a batch", async () => {
    const head = smallHead();
    const alone = await classify(head, ["good"], [[3]]);
    const among = await classify(head, ["a long one", "good", ""], [[1, 2, 3, 4, 5, 6], [3], []]);
    expect(among[2]).toBeCloseTo(alone[0] as number, 6);
    for (const row of [0, 1, 2]) {
      expect((among[row * 2] as number) + (among[row * 2 + 1] as number)).toBeCloseTo(1, 6);
    }
  });
});
