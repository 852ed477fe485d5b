import { describe, expect, it } from "vitest";
import { z } from "zod";
import { job, matchHandlers } from "@/lib/platform/jobs";

const declare = (name: string) => job({ name, payload: z.object({}), dedupeId: () => "one" });

describe("start-up of a worker", () => {
  it("goes on when each declared job has exactly one handler", () => {
    const greet = declare("greet");
    expect(() => matchHandlers([greet], [{ job: greet }])).not.toThrow();
  });

  it("is refused when a declared job has no handler", () => {
    expect(() => matchHandlers([declare("greet")], [])).toThrow("greet has 0 handlers");
  });

  it("is refused when a declared job has two handlers", () => {
    const greet = declare("greet");
    expect(() => matchHandlers([greet], [{ job: greet }, { job: greet }])).toThrow(
      "greet has 2 handlers",
    );
  });

  it("is refused when a handler's job was never declared", () => {
    expect(() => matchHandlers([], [{ job: declare("greet") }])).toThrow("no declaration");
  });

  it("is refused when a job is declared twice", () => {
    const greet = declare("greet");
    expect(() => matchHandlers([greet, greet], [{ job: greet }])).toThrow("declared twice");
  });
});
