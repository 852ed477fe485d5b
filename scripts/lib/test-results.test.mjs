import { describe, expect, test } from "vitest";
import { add, closingLine, NONE, playwrightCounts, vitestCounts } from "./test-results.mjs";

const vitestReport = (more = {}) => ({
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 0,
  testResults: [],
  ...more,
});
const playwrightReport = (stats = {}, errors = []) => ({
  stats: { expected: 2, unexpected: 0, flaky: 0, skipped: 0, ...stats },
  errors,
});

describe("the sum of all tests", () => {
  test("adds what the runners counted and is printed in one line", () => {
    const counts = [
      vitestCounts({ report: vitestReport(), exitCode: 0 }),
      playwrightCounts({ report: playwrightReport({ skipped: 1 }), exitCode: 0 }),
    ].reduce(add, NONE);
    expect(closingLine(counts)).toBe("5 passed, 0 failed, 2 skipped");
  });

  test("counts a test file that could not be loaded as a failure", () => {
    const testResults = [{ status: "failed", assertionResults: [] }];
    const counts = vitestCounts({ report: vitestReport({ testResults }), exitCode: 1 });
    expect(counts.failed).toBe(1);
  });

  test("counts a failed test once", () => {
    const testResults = [{ status: "failed", assertionResults: [{ status: "failed" }] }];
    const report = vitestReport({ numFailedTests: 1, testResults });
    expect(vitestCounts({ report, exitCode: 1 }).failed).toBe(1);
  });

  test("counts a runner that broke off, or ended badly without naming a test, as a failure", () => {
    expect(vitestCounts({ report: undefined, exitCode: 0 }).failed).toBe(1);
    expect(vitestCounts({ report: vitestReport(), exitCode: 1 }).failed).toBe(1);
    expect(playwrightCounts({ report: undefined, exitCode: 1 }).failed).toBe(1);
    expect(playwrightCounts({ report: playwrightReport({}, [{}]), exitCode: 1 }).failed).toBe(1);
  });

  test("counts a browser test that passed only when repeated as a failure", () => {
    const report = playwrightReport({ flaky: 1 });
    expect(playwrightCounts({ report, exitCode: 0 }).failed).toBe(1);
  });
});
