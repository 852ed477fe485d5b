import { describe, expect, it } from "vitest";
import { chooseWay, probeFor } from "@/lib/search/rank-plan";

describe("how chunks are ranked", () => {
  it("is exactly, as long as there are few", () => {
    expect(chooseWay({ readable: 70, total: 70 })).toBe("exact");
    expect(chooseWay({ readable: 3_000, total: 500_000 })).toBe("exact");
  });

  it("is by candidates for somebody who may read much", () => {
    expect(chooseWay({ readable: 50_000, total: 50_000 })).toBe("candidates");
    expect(chooseWay({ readable: 500_000, total: 500_000 })).toBe("candidates");
  });

  it("is exactly for somebody who may read so little of an instance that the index would search long", () => {
    expect(chooseWay({ readable: 8_000, total: 500_000 })).toBe("exact");
    expect(chooseWay({ readable: 30_000, total: 500_000 })).toBe("candidates");
  });
});

describe("the words that are looked up", () => {
  const share = (shares: Record<string, number>) =>
    Object.entries(shares).map(([term, value]) => ({ term, share: value }));

  it("are all of them when each is rare", () => {
    const terms = share({ zeppelin: 0.001, gyroscop: 0.002 });
    expect(probeFor({ terms, total: 10_000, budget: 1_000 })).toBe("('zeppelin') | ('gyroscop')");
  });

  it("leave out a common word, except together with others that would not do alone", () => {
    const terms = share({ zeppelin: 0.001, meet: 0.5, land: 0.2 });
    const probe = probeFor({ terms, total: 100_000, budget: 1_000 });
    expect(probe).toContain("('zeppelin')");
    expect(probe).not.toContain("('meet')");
    expect(probe).not.toContain("('land')");
  });

  it("are taken together when each is common", () => {
    const terms = share({ remot: 0.05, control: 0.06, button: 0.04 });
    const probe = probeFor({ terms, total: 100_000, budget: 2_500 });
    expect(probe).toBe("('button' & 'remot') | ('button' & 'control')");
  });

  it("are none when even all together are too common, or there are none", () => {
    expect(probeFor({ terms: share({ yeah: 0.6 }), total: 100_000, budget: 1_000 })).toBeNull();
    expect(probeFor({ terms: [], total: 100_000, budget: 1_000 })).toBeNull();
  });

  it("cannot smuggle in an operator", () => {
    const terms = share({ "o'neil | !x": 0.001 });
    expect(probeFor({ terms, total: 1_000, budget: 100 })).toBe("('o''neil | !x')");
  });
});
