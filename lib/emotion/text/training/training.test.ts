import { describe, expect, it } from "vitest";
import { trainConvolution } from "@/lib/emotion/text/training/convolution";
import { trainDense } from "@/lib/emotion/text/training/dense";
import { trainNgrams } from "@/lib/emotion/text/training/ngram-regression";
import { minimise } from "@/lib/emotion/text/training/optimise";
import { Random } from "@/lib/emotion/text/training/random";
import type { TextHead } from "@/lib/models/text-head/head";
import { TextHeadRunner } from "@/lib/models/text-head/runner";

const ROWS = 1024;
const FEATURES = 12;

/** Texts of six tokens; token 7 makes the second class, and the first feature tells it too. */
function toyTexts() {
  const random = new Random(3);
  const tokenized = Array.from({ length: ROWS }, (_, row) => {
    const tokens = Array.from({ length: 6 }, () => Math.floor(random.next() * 7));
    if (row % 2 === 1) tokens[Math.floor(random.next() * 6)] = 7;
    return tokens;
  });
  const features = random.normals(ROWS * FEATURES, 1);
  const targets = new Float32Array(ROWS * 2);
  tokenized.forEach((_, row) => {
    features[row * FEATURES] = row % 2 === 1 ? 2 : -2;
    targets[row * 2 + (row % 2)] = 1;
  });
  return { tokenized, features, targets };
}

const rows = Array.from({ length: 40 }, (_, row) => ({
  text: row % 2 === 1 ? "this is great" : "this is awful",
  label: "neutral" as const,
  fine: [],
}));

describe("training", { timeout: 120_000 }, () => {
  it("finds the bottom of a bowl", () => {
    const bottom = minimise(
      ([x = 0, y = 0], gradient) => {
        gradient.set([2 * (x - 3), 20 * (y + 1)]);
        return (x - 3) ** 2 + 10 * (y + 1) ** 2;
      },
      new Float32Array(2),
      30,
    );
    expect(bottom[0]).toBeCloseTo(3, 3);
    expect(bottom[1]).toBeCloseTo(-1, 3);
  });

  it("is the same for the same seed", () => {
    const draw = (seed: number) => new Random(seed).normals(4, 1);
    expect(draw(5)).toEqual(draw(5));
    expect(draw(5)).not.toEqual(draw(6));
  });

  it("teaches every part of a head to tell two classes apart", async () => {
    const { tokenized, features, targets } = toyTexts();
    const untouched = features.slice();
    const labels = rows.map((_, row) => row % 2);
    const table = { rows: 8, columns: 16, values: new Random(1).normals(8 * 16, 1) };
    const head: TextHead = {
      labels: ["first", "second"],
      groups: [["one"], ["two"]],
      mixture: { ngrams: 1, dense: 0, convolution: 0 },
      temperature: 1,
      ngrams: trainNgrams(rows, labels, 2),
      dense: await trainDense({ features, targets, rows: ROWS, random: new Random(1) }),
      convolution: await trainConvolution({
        tokenized,
        targets,
        table,
        random: new Random(1),
        progress: () => undefined,
      }),
    };
    const runner = await TextHeadRunner.load(head);
    const texts = tokenized.map((_, row) => rows[row % 2]?.text ?? "");
    const parts = await runner.parts({ texts, tokenized, features: untouched });
    for (const probabilities of Object.values(parts) as Float32Array[]) {
      const right = tokenized.filter(
        (_, row) => (probabilities[row * 2 + (row % 2)] as number) > 0.5,
      );
      expect(right.length / ROWS).toBeGreaterThan(0.85);
    }
  });
});
