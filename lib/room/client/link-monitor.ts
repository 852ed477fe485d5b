import { type LinkQuality, nextQuality, type QualityState } from "./link-quality";
import { type LinkReading, type LinkReport, readStats, type StatsEntry } from "./link-stats";
import { NO_RELIEF, nextRelief, type Relief } from "./video-profile";

/** How often links are measured, milliseconds. */
export const MEASURE_MS = 2_000;

/** What one link's measurements add up to: its mark, its report, and how much its picture gives way. */
export class LinkMonitor {
  #reading: LinkReading | null = null;
  #quality: QualityState | null = null;
  #relief: Relief = NO_RELIEF;

  get quality(): LinkQuality | null {
    return this.#quality?.shown ?? null;
  }

  get report(): LinkReport | null {
    return this.#reading?.report ?? null;
  }

  /** Steps of relief for our picture; see {@link planCamera}. */
  get relief(): number {
    return this.#relief.step;
  }

  /**
   * Takes a measurement in; `allowedBps` is what our picture might take at the moment, `delayMs` how
   * late either way is on purpose, which no statistics tell.
   */
  observe(
    stats: RTCStatsReport,
    { allowedBps, delayMs }: { allowedBps: number; delayMs: number },
  ): void {
    const entries: StatsEntry[] = [];
    stats.forEach((entry: StatsEntry) => {
      entries.push(entry);
    });
    const reading = readStats(entries, this.#reading);
    const { limitedBy, availableBps } = reading;
    const { rttMs } = reading.report;
    const report = { ...reading.report, rttMs: rttMs === null ? null : rttMs + 2 * delayMs };
    this.#reading = { ...reading, report };
    this.#quality = nextQuality(this.#quality, report);
    this.#relief = nextRelief(this.#relief, { limitedBy, availableBps, allowedBps });
  }
}
