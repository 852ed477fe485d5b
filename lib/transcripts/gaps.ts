/** A stretch of somebody's recording that could not be read. */
export interface FailedStretch {
  participantId: string;
  name: string;
  /** Milliseconds; null when the recording broke off before its length was known. */
  lengthMs: number | null;
}

/** One sentence per person: "12 seconds of Jonas could not be read." */
export function gapSentences(failed: readonly FailedStretch[]): string[] {
  const people = new Map<string, { name: string; ms: number; unknown: boolean }>();
  for (const { participantId, name, lengthMs } of failed) {
    const sum = people.get(participantId) ?? { name, ms: 0, unknown: false };
    people.set(participantId, {
      name,
      ms: sum.ms + (lengthMs ?? 0),
      unknown: sum.unknown || lengthMs === null,
    });
  }
  return [...people.values()].map(({ name, ms, unknown }) => {
    if (ms <= 0) return `A part of ${name}'s recording could not be read.`;
    return `${unknown ? "At least " : ""}${duration(ms)} of ${name} could not be read.`;
  });
}

function duration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 120) return count(seconds, "second");
  return count(Math.round(seconds / 60), "minute");
}

const count = (n: number, unit: string): string => `${n} ${unit}${n === 1 ? "" : "s"}`;
