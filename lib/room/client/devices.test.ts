import { describe, expect, it } from "vitest";
import { problemOf } from "./devices";
import { videoProfile } from "./video-profile";

const thrown = (name: string): DOMException => new DOMException("", name);

describe("a microphone or camera that does not open", () => {
  it.each([
    ["NotAllowedError", "denied"],
    ["NotFoundError", "not-found"],
    ["OverconstrainedError", "not-found"],
    ["NotReadableError", "busy"],
    ["TypeError", "failed"],
  ])("says what is the case and what to do (%s: %s)", (name, kind) => {
    const problem = problemOf(thrown(name), "camera");
    expect(problem.kind).toBe(kind);
    expect(problem.message).toMatch(/camera.*\.$/);
    expect(problem.nextStep).toMatch(/\.$/);
  });
});

describe("the camera's quality", () => {
  it("falls as people come and never rises", () => {
    const costs = [2, 4, 5, 6, 7, 12].map(
      (people) => videoProfile(people).maxBitrate * (people - 1),
    );
    expect(Math.max(...costs)).toBeLessThan(2_000_000);
    expect(videoProfile(2)).toMatchObject({ width: 640, height: 360, frameRate: 15 });
    expect(videoProfile(7).width).toBeLessThan(videoProfile(5).width);
  });
});
