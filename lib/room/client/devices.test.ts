import { describe, expect, it } from "vitest";
import { deviceProblem, problemOf } from "./devices";
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

  it("is understood from browsers whose errors are no errors", () => {
    expect(problemOf({ name: "OverconstrainedError" }, "camera").kind).toBe("not-found");
    expect(problemOf("odd", "camera").kind).toBe("failed");
  });

  it.each([
    "denied",
    "not-found",
    "busy",
    "insecure",
    "unplugged",
    "interrupted",
    "failed",
  ] as const)("is said in whole sentences for one device and for both (%s)", (kind) => {
    for (const device of ["microphone", "camera", "both"] as const) {
      const { message, nextStep } = deviceProblem(kind, device);
      for (const sentence of [message, nextStep]) expect(sentence).toMatch(/^[A-Z].*\.$/);
      const named = device === "both" ? ["microphone", "camera"] : [device];
      for (const name of named) expect(message).toContain(name);
    }
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
