import { describe, expect, it } from "vitest";
import { HOME, safeNext } from "./paths";

describe("where a sign-in may lead", () => {
  it("goes on to a path of this site, with its query and place", () => {
    expect(safeNext("/meetings/1?tab=people#s12")).toBe("/meetings/1?tab=people#s12");
    expect(safeNext("/search?q=a//b")).toBe("/search?q=a//b");
  });

  it.each([
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n//evil.example",
    "javascript:alert(1)",
    "meetings",
    "",
  ])("never leaves it for %j", (raw) => {
    expect(safeNext(raw)).toBe(HOME);
  });

  it("goes home without a path, or with several", () => {
    expect(safeNext(undefined)).toBe(HOME);
    expect(safeNext(null)).toBe(HOME);
    expect(safeNext(["/a", "/b"])).toBe(HOME);
  });

  it("resolves dots before it decides", () => {
    expect(safeNext("/a/../..//evil.example")).not.toMatch(/^\/\//);
  });
});
