import { describe, expect, it } from "vitest";
import { arrange, GAP, gridOf, type Rect, type Size } from "./arrange";

const DESKTOP = { width: 1408, height: 690 };
const PANEL_OPEN = { width: 1072, height: 690 };
const PHONE = { width: 366, height: 620 };
const BOXES = { desktop: DESKTOP, "beside a panel": PANEL_OPEN, phone: PHONE } as const;

const people = (count: number): string[] => Array.from({ length: count }, (_, n) => `p${n}`);

const overlap = (a: Rect, b: Rect): boolean =>
  a.left < b.left + b.width &&
  b.left < a.left + a.width &&
  a.top < b.top + b.height &&
  b.top < a.top + a.height;

const expectTidy = (places: ReadonlyMap<string, Rect>, box: Size): void => {
  const rects = [...places.values()];
  for (const [index, rect] of rects.entries()) {
    expect(rect.left).toBeGreaterThanOrEqual(0);
    expect(rect.top).toBeGreaterThanOrEqual(0);
    expect(rect.left + rect.width).toBeLessThanOrEqual(box.width + 1);
    expect(rect.top + rect.height).toBeLessThanOrEqual(box.height + 1);
    expect(Math.min(rect.width, rect.height)).toBeGreaterThan(40);
    for (const other of rects.slice(index + 1)) expect(overlap(rect, other)).toBe(false);
  }
};

describe("the grid", () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 2],
    [5, 3],
    [6, 3],
    [7, 4],
    [8, 4],
  ])("shows %i people in %i columns on a desktop", (count, columns) => {
    expect(gridOf(DESKTOP, count).columns).toBe(columns);
  });

  it("puts two people above one another on a phone", () => {
    expect(gridOf(PHONE, 2)).toMatchObject({ columns: 1, rows: 2 });
  });

  it.each([1, 2, 4, 6])("fills more than six tenths of a window with %i people", (count) => {
    const { tile } = gridOf(PANEL_OPEN, count);
    const share = (count * tile.width * tile.height) / (PANEL_OPEN.width * PANEL_OPEN.height);
    expect(share).toBeGreaterThan(0.6);
  });

  it("keeps pictures near the shape of a camera's", () => {
    for (let count = 1; count <= 16; count += 1) {
      const { tile } = gridOf(DESKTOP, count);
      const ratio = tile.width / tile.height;
      expect(ratio).toBeGreaterThan(1.19);
      expect(ratio).toBeLessThan(1.95);
    }
  });

  it("centres a row that is not full", () => {
    const [, , last] = [...arrange({ box: DESKTOP, ids: people(3), featured: null }).values()];
    const middle = (last?.left ?? 0) + (last?.width ?? 0) / 2;
    expect(Math.abs(middle - DESKTOP.width / 2)).toBeLessThan(2);
  });
});

describe("every arrangement", () => {
  for (const [name, box] of Object.entries(BOXES)) {
    it(`keeps tiles apart and on the stage: ${name}`, () => {
      for (let count = 1; count <= 16; count += 1) {
        const ids = people(count);
        for (const featured of [null, "p0"]) {
          const places = arrange({ box, ids, featured });
          expect([...places.keys()].sort()).toEqual([...ids].sort());
          expectTidy(places, box);
        }
      }
    });
  }
});

describe("a featured picture", () => {
  it("takes the whole stage when there is nobody else", () => {
    const places = arrange({ box: DESKTOP, ids: ["p0"], featured: "p0" });
    expect(places.get("p0")).toEqual({ left: 0, top: 0, ...DESKTOP });
  });

  it("has the others at its side on a wide stage", () => {
    const places = arrange({ box: DESKTOP, ids: people(4), featured: "p2" });
    const large = places.get("p2");
    expect(large?.height).toBe(DESKTOP.height);
    expect(places.get("p0")?.left).toBeGreaterThanOrEqual((large?.width ?? 0) + GAP - 1);
  });

  it("has the others below on a phone", () => {
    const places = arrange({ box: PHONE, ids: people(4), featured: "p2" });
    const large = places.get("p2");
    expect(large?.width).toBe(PHONE.width);
    expect(large?.height).toBeGreaterThan(PHONE.height * 0.7);
    expect(places.get("p0")?.top).toBeGreaterThanOrEqual((large?.height ?? 0) + GAP - 1);
  });

  it("that is not there leaves all equally large", () => {
    const ids = people(4);
    const places = arrange({ box: DESKTOP, ids, featured: "gone" });
    expect(new Set([...places.values()].map(({ width }) => width)).size).toBe(1);
  });
});
