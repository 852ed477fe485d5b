import { describe, expect, it } from "vitest";
import { TokenBucket } from "@/lib/emotion/token-bucket";

/** How many of so many tries at one moment succeed. */
const takes = (bucket: TokenBucket, atMs: number, tries = 100): number =>
  Array.from({ length: tries }, () => bucket.take(atMs)).filter(Boolean).length;

describe("a bucket of tokens", () => {
  it("lets a burst through, then as many as come in", () => {
    const bucket = new TokenBucket({ perSecond: 6, burst: 12 });
    expect(takes(bucket, 1_000)).toBe(12);
    expect(takes(bucket, 1_000)).toBe(0);
    expect(takes(bucket, 2_000)).toBe(6);
    expect(takes(bucket, 2_500)).toBe(3);
  });

  it("never holds more than a burst", () => {
    const bucket = new TokenBucket({ perSecond: 6, burst: 12 });
    takes(bucket, 0);
    expect(takes(bucket, 3_600_000)).toBe(12);
  });

  it("loses no part of a token to many tries", () => {
    const bucket = new TokenBucket({ perSecond: 1, burst: 1 });
    takes(bucket, 0);
    const taken = Array.from({ length: 100 }, (_, at) => bucket.take((at + 1) * 100));
    expect(taken.filter(Boolean).length).toBeGreaterThanOrEqual(9);
  });

  it("gives nothing for a clock that goes back", () => {
    const bucket = new TokenBucket({ perSecond: 6, burst: 1 });
    expect(bucket.take(10_000)).toBe(true);
    expect(bucket.take(5_000)).toBe(false);
  });
});
