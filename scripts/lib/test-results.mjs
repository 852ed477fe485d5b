import { readJson } from "./files.mjs";

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

export const NONE = { passed: 0, failed: 0, skipped: 0 };
// A runner that broke off before it wrote its report has failed, whatever it had counted.
const BROKE_OFF = { passed: 0, failed: 1, skipped: 0 };

/** @param {Counts} a @param {Counts} b @returns {Counts} */
export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

/** @param {Counts} counts @returns {string} the last line of `npm test` */
export const closingLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

/**
 * Counts the report of vitest's json reporter. A file that could not be loaded counts as one failure.
 * @param {{ report: any, exitCode: number | null }} run
 * @returns {Counts}
 */
export function vitestCounts({ report, exitCode }) {
  if (!report) return BROKE_OFF;
  const unloaded = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((t) => t.status === "failed"),
  );
  const counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  };
  return withExitCode(counts, exitCode);
}

/**
 * Counts the report of Playwright's json reporter. A test that passed only when repeated is a failure.
 * @param {{ report: any, exitCode: number | null }} run
 * @returns {Counts}
 */
export function playwrightCounts({ report, exitCode }) {
  if (!report) return BROKE_OFF;
  const { expected, unexpected, flaky, skipped } = report.stats;
  const counts = {
    passed: expected,
    failed: unexpected + flaky + (unexpected + flaky === 0 ? report.errors.length : 0),
    skipped,
  };
  return withExitCode(counts, exitCode);
}

/** An exit code that says "failed" is believed even when no test says so (an unhandled error). */
function withExitCode(counts, exitCode) {
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** @param {string} file @returns {any} a runner's report, or undefined when it wrote none */
export const readReport = (file) => readJson(file);
