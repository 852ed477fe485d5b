import { setTimeout as delay } from "node:timers/promises";

/**
 * Waits until a condition holds.
 * @param {() => boolean | Promise<boolean>} condition
 * @param {{ timeoutMs?: number, everyMs?: number }} [options]
 * @returns {Promise<boolean>} false when the time ran out first
 */
export async function waitFor(condition, { timeoutMs = 10_000, everyMs = 50 } = {}) {
  const until = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() >= until) return false;
    await delay(everyMs);
  }
  return true;
}
