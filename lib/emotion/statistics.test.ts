import { describe, expect, it } from "vitest";
import { figuresOf } from "@/lib/emotion/statistics";

describe("figures of many readings", () => {
  it("are nothing of nothing", () => {
    expect(figuresOf([])).toBeNull();
  });

  it("are the nearest ranks, whatever the order", () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(figuresOf(values)).toEqual({
      count: 100,
      p50Ms: 50,
      p90Ms: 90,
      p95Ms: 95,
      minMs: 1,
      meanMs: 51,
      maxMs: 100,
    });
    expect(values[0]).toBe(100);
  });

  it("are all the same of one", () => {
    expect(figuresOf([7])).toEqual({
      count: 1,
      p50Ms: 7,
      p90Ms: 7,
      p95Ms: 7,
      minMs: 7,
      meanMs: 7,
      maxMs: 7,
    });
  });

  it("sort numbers as numbers", () => {
    expect(figuresOf([9, 100, 20])).toMatchObject({ minMs: 9, p50Ms: 20, maxMs: 100 });
  });
});
