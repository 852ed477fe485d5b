import { nowMs } from "@/lib/platform/clock";
import type { TermShare } from "@/lib/search/rank-plan";
import { commonTerms } from "@/lib/search/repo";

/** What Postgres remembers changes when it next looks at the table, minutes apart, milliseconds. */
const REMEMBERED_MS = 60_000;
/** Of a stem while Postgres has not looked yet. */
const UNKNOWN_SHARE = 0.001;

interface Remembered {
  shares: ReadonlyMap<string, number>;
  /** Of a stem that is not among the common ones: half of the least of those. */
  rare: number;
}

let remembered: Promise<Remembered> | undefined;
let untilMs = 0;

async function read(): Promise<Remembered> {
  const shares = new Map((await commonTerms()).map(({ term, share }) => [term, share]));
  const rare = shares.size > 0 ? Math.min(...shares.values()) / 2 : UNKNOWN_SHARE;
  return { shares, rare };
}

/**
 * The share of all chunks of the instance that have each stem, about; up to a minute old. Only for
 * choosing what to look up: how common a word is among what somebody may read is counted there.
 */
export async function termShares(terms: readonly string[]): Promise<TermShare[]> {
  if (nowMs() >= untilMs) {
    untilMs = nowMs() + REMEMBERED_MS;
    remembered = read();
    // The next search asks again instead of failing as this one.
    remembered.catch(() => {
      untilMs = 0;
    });
  }
  const { shares, rare } = await (remembered ?? read());
  return terms.map((term) => ({ term, share: shares.get(term) ?? rare }));
}
