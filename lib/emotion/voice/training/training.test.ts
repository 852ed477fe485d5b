import { describe, expect, it } from "vitest";
import { atSpeed, bandLimited, cropped, withNoise } from "@/lib/emotion/voice/training/augment";
import { linearDiscriminant, scoresOf } from "@/lib/emotion/voice/training/discriminant";
import { calibrationError, qualityOf } from "@/lib/emotion/voice/training/metrics";
import { Random } from "@/lib/emotion/voice/training/random";
import { Scatter } from "@/lib/emotion/voice/training/scatter";

const tone = (frequency: number, length = 16_000) =>
  Float32Array.from({ length }, (_, at) => Math.sin((2 * Math.PI * frequency * at) / 16_000));
const power = (pcm: Float32Array) =>
  pcm.reduce((sum, sample) => sum + sample * sample, 0) / pcm.length;

describe("linear discriminant", () => {
  /** Three classes in the corners of a triangle, with unequal spread and correlated noise. */
  const centres = [
    [0, 0],
    [4, 0],
    [0, 4],
  ];
  function points(seed: number, count: number) {
    const random = new Random(seed);
    return Array.from({ length: count }, (_, at) => {
      const label = at % 3;
      const shared = random.gaussian();
      const [x = 0, y = 0] = centres[label] ?? [];
      return { label, vector: Float32Array.of(x + shared, y + shared + 0.5 * random.gaussian()) };
    });
  }

  it("tells classes apart that it has not seen", () => {
    const scatter = new Scatter(3, 2);
    for (const { vector, label } of points(1, 600)) scatter.add(vector, label);
    const head = linearDiscriminant(scatter, 0.05);
    const right = points(2, 300).filter(({ vector, label }) => {
      const scores = scoresOf(head, vector);
      return scores.indexOf(Math.max(...scores)) === label;
    });
    expect(right.length / 300).toBeGreaterThan(0.97);
  });

  it("gives the same head whether parts are added or the whole", () => {
    const [whole, first, second] = [new Scatter(3, 2), new Scatter(3, 2), new Scatter(3, 2)];
    points(1, 60).forEach(({ vector, label }, at) => {
      whole.add(vector, label);
      (at < 20 ? first : second).add(vector, label);
    });
    const merged = linearDiscriminant(first.merge(second), 0.2);
    const direct = linearDiscriminant(whole, 0.2);
    merged.weights.forEach((weight, at) => {
      expect(weight).toBeCloseTo(direct.weights[at] ?? 0, 9);
    });
  });

  it("has log odds as scores for two normal classes of the same variance", () => {
    const scatter = new Scatter(2, 1);
    for (const value of [-2, 0]) scatter.add(Float32Array.of(value), 0);
    for (const value of [0, 2]) scatter.add(Float32Array.of(value), 1);
    const { weights, bias } = linearDiscriminant(scatter, 0);
    // Means -1 and 1, variance 1: the scores differ by 2x.
    expect((weights[1] ?? 0) - (weights[0] ?? 0)).toBeCloseTo(2, 4);
    expect((bias[1] ?? 0) - (bias[0] ?? 0)).toBeCloseTo(0, 6);
  });
});

describe("changing a voice", () => {
  it("adds noise at the ratio asked for, the same for the same seed", () => {
    const clean = tone(300);
    for (const seed of [1, 2, 3, 4, 5]) {
      const noisy = withNoise(clean, 10, new Random(seed));
      const noise = noisy.map((sample, at) => sample - (clean[at] ?? 0));
      expect(10 * Math.log10(power(clean) / power(noise))).toBeCloseTo(10, 1);
      const again = withNoise(clean, 10, new Random(seed));
      expect(Buffer.compare(Buffer.from(again.buffer), Buffer.from(noisy.buffer))).toBe(0);
    }
  });

  it("lets through the band and little else", () => {
    const through = (frequency: number) =>
      power(bandLimited(tone(frequency), { low: 300, high: 3000 }));
    expect(through(1000)).toBeGreaterThan(0.45);
    expect(through(60)).toBeLessThan(0.01);
    expect(through(7500)).toBeLessThan(0.01);
  });

  it("plays faster and higher", () => {
    const fast = atSpeed(tone(400), 1.1);
    expect(fast).toHaveLength(Math.floor(16_000 / 1.1));
    const expected = tone(440, fast.length);
    const differences = fast.map((sample, at) => Math.abs(sample - (expected[at] ?? 0)));
    expect(Math.max(...differences.subarray(100, -100))).toBeLessThan(0.02);
  });

  it("cuts a piece out, and leaves alone what is shorter", () => {
    expect(cropped(tone(300), 0.5, new Random(1))).toHaveLength(8000);
    expect(cropped(tone(300), 2, new Random(1))).toHaveLength(16_000);
  });
});

describe("figures", () => {
  it("count right guesses over all, per class, and how sure they were", () => {
    const judged = [
      { truth: 0, probabilities: [0.9, 0.1] },
      { truth: 0, probabilities: [0.9, 0.1] },
      { truth: 0, probabilities: [0.1, 0.9] },
      { truth: 1, probabilities: [0.1, 0.9] },
    ];
    const quality = qualityOf(judged, 2);
    expect(quality).toMatchObject({ count: 4, accuracy: 0.75 });
    expect(quality.confusion).toEqual([
      [2, 1],
      [0, 1],
    ]);
    expect(quality.balancedAccuracy).toBeCloseTo((2 / 3 + 1) / 2, 9);
    expect(quality.macroF1).toBeCloseTo((4 / 5 + 2 / 3) / 2, 9);
    expect(calibrationError(judged)).toBeCloseTo(0.15, 9);
  });
});
