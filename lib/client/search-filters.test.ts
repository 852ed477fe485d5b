import { describe, expect, it } from "vitest";
import { countFilters, filtersFrom, NO_FILTERS, searchPath, spanOf } from "./search-filters";

const meeting = "0191d7a2-7b1c-7000-8000-000000000001";

describe("filters in an address", () => {
  it("come back as they were", () => {
    const filters = { q: "budget & co", meeting, speaker: "Zoë", from: "2026-11-01", to: "" };
    const address = new URL(searchPath(filters), "http://parley.example");
    expect(filtersFrom(Object.fromEntries(address.searchParams))).toEqual(filters);
    expect(countFilters(filters)).toBe(3);
  });

  it("span whole days of whoever looks", () => {
    const { from, to } = spanOf({ from: "2026-11-23", to: "2026-11-23" });
    expect(new Date(from ?? "")).toEqual(new Date(2026, 10, 23));
    expect(new Date(to ?? "")).toEqual(new Date(2026, 10, 24));
    expect(spanOf({ from: "", to: "2026-99-99" })).toEqual({ from: undefined, to: undefined });
  });

  it("are left out where they make no sense", () => {
    const odd = { q: ["a", "b"], meeting: "1 OR 1=1", from: "yesterday", to: "2026-11-23T10:00" };
    expect(filtersFrom(odd)).toEqual(NO_FILTERS);
    expect(searchPath(NO_FILTERS)).toBe("/search");
  });
});
