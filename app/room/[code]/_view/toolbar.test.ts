import { describe, expect, it } from "vitest";
import { toolbarStep } from "./toolbar";

describe("the keys of the control bar", () => {
  it("lead to the neighbours, and round the ends", () => {
    expect(toolbarStep("ArrowRight", 0, 3)).toBe(1);
    expect(toolbarStep("ArrowLeft", 2, 3)).toBe(1);
    expect(toolbarStep("ArrowRight", 2, 3)).toBe(0);
    expect(toolbarStep("ArrowLeft", 0, 3)).toBe(2);
  });

  it("lead to the first and the last one", () => {
    expect(toolbarStep("Home", 2, 3)).toBe(0);
    expect(toolbarStep("End", 0, 3)).toBe(2);
  });

  it("leave every other key to its own meaning", () => {
    for (const key of ["ArrowUp", "Enter", " ", "m"]) expect(toolbarStep(key, 1, 3)).toBeNull();
  });
});
