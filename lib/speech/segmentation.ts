import { VAD_FRAME_SAMPLES } from "@/lib/models/tasks/vad-frame";
import { SAMPLE_RATE } from "@/lib/speech/decode";

/** A stretch of speech without a pause; offsets are samples from the stream's start. */
export interface SpeechRegion {
  start: number;
  end: number;
  /** The region was still going on at its end and was cut, by length or by the stream's end. */
  cut: boolean;
}

/** Neighbouring regions to be recognised together, with some quiet around them. */
export interface SpeechWindow {
  /** Padded offsets, samples. */
  start: number;
  end: number;
  regions: SpeechRegion[];
}

export interface SegmentationOptions {
  /** Speech begins at this probability and ends below `endThreshold` (Silero's own defaults). */
  threshold: number;
  endThreshold: number;
  /** Shorter speech is taken for a click. */
  minSpeechMs: number;
  /** A pause shorter than this does not end a region. */
  minSilenceMs: number;
  /** Quiet added on both sides of a window, at most half of the pause there. */
  padMs: number;
  /** Longest region and longest window: recognisers drop words in longer ones. */
  maxSpeechMs: number;
  /** Regions with a shorter pause between them share a window: the recogniser needs context. */
  packGapMs: number;
}

/** Measured on read speech and on a meeting: docs/models/moonshine-tiny.md. */
export const SEGMENTATION: SegmentationOptions = {
  threshold: 0.5,
  endThreshold: 0.35,
  minSpeechMs: 250,
  minSilenceMs: 200,
  padMs: 400,
  maxSpeechMs: 20_000,
  packGapMs: 2000,
};

/** A region may be cut in the last part of its allowed length, where speech is least likely. */
const CUT_SEARCH_FROM = 0.4;

const samplesOf = (ms: number) => Math.round((ms * SAMPLE_RATE) / 1000);
const framesOf = (ms: number) => Math.round(samplesOf(ms) / VAD_FRAME_SAMPLES);

/**
 * Turns frame probabilities into speech windows while they stream in. Feed it with `push`, end with
 * `finish`. Windows come in order and never overlap.
 */
export class SpeechSegmenter {
  private readonly options: SegmentationOptions;
  private frame = 0;
  private openFrom: number | null = null;
  private quietFrom: number | null = null;
  /** Probabilities since `openFrom`, to find where to cut. */
  private openProbabilities: number[] = [];
  private pending: SpeechRegion[] = [];
  /** End of the last region given out, to share the pause with its neighbour. */
  private lastEnd: number | null = null;

  constructor(options: Partial<SegmentationOptions> = {}) {
    this.options = { ...SEGMENTATION, ...options };
  }

  /** Samples before this offset belong to windows already given out, or to no speech. */
  get settledUntil(): number {
    const earliest = this.pending[0]?.start ?? this.openStart ?? this.position;
    return Math.max(0, earliest - samplesOf(this.options.padMs));
  }

  /** Takes the next frames' probabilities; gives the windows that are now certain. */
  push(probabilities: Iterable<number>): SpeechWindow[] {
    const windows: SpeechWindow[] = [];
    for (const probability of probabilities) {
      const region = this.nextFrame(probability);
      if (region) windows.push(...this.pack(region));
      windows.push(...this.closeIfFar());
    }
    return windows;
  }

  /** Ends the stream at `totalSamples` and gives the windows that are left. */
  finish(totalSamples: number): SpeechWindow[] {
    const open = this.openRegion(totalSamples);
    const closed = open && this.isLongEnough(open) ? this.pack(open) : [];
    return [...closed, ...this.closeWindow({ nextStart: null, limit: totalSamples })];
  }

  /**
   * Where the speech still going on begins, with the quiet before it; null when there is none.
   * Everything before this place can be recognised without it. Ask before `finish`.
   */
  unfinishedFrom(totalSamples: number): number | null {
    const open = this.openRegion(totalSamples);
    if (!open) return null;
    const previousEnd = this.pending.at(-1)?.end ?? this.lastEnd ?? 0;
    const quiet = Math.min(samplesOf(this.options.padMs), (open.start - previousEnd) / 2);
    return open.start - Math.floor(quiet);
  }

  private openRegion(totalSamples: number): SpeechRegion | null {
    if (this.openFrom === null) return null;
    const end = (this.quietFrom ?? this.frame) * VAD_FRAME_SAMPLES;
    const start = this.openFrom * VAD_FRAME_SAMPLES;
    return { start, end: Math.min(totalSamples, end), cut: true };
  }

  private get position(): number {
    return this.frame * VAD_FRAME_SAMPLES;
  }

  private get openStart(): number | null {
    return this.openFrom === null ? null : this.openFrom * VAD_FRAME_SAMPLES;
  }

  private nextFrame(probability: number): SpeechRegion | null {
    const frame = this.frame;
    this.frame += 1;
    if (this.openFrom === null) {
      if (probability >= this.options.threshold) this.open(frame, [probability]);
      return null;
    }
    this.openProbabilities.push(probability);
    if (probability >= this.options.threshold) this.quietFrom = null;
    else if (probability < this.options.endThreshold) this.quietFrom ??= frame;

    const quiet = this.quietFrom === null ? 0 : frame - this.quietFrom;
    if (this.quietFrom !== null && quiet >= framesOf(this.options.minSilenceMs)) {
      const region = this.region(this.openFrom, this.quietFrom, false);
      this.openFrom = null;
      return this.isLongEnough(region) ? region : null;
    }
    if (frame - this.openFrom < framesOf(this.options.maxSpeechMs)) return null;
    return this.cutOpenRegion(this.openFrom);
  }

  private open(frame: number, probabilities: number[]): void {
    this.openFrom = frame;
    this.quietFrom = null;
    this.openProbabilities = probabilities;
  }

  private cutOpenRegion(from: number): SpeechRegion {
    const cut = leastLikelyFrame(this.openProbabilities);
    const region = this.region(from, from + cut, true);
    const quietFrom = this.quietFrom;
    this.open(from + cut, this.openProbabilities.slice(cut));
    this.quietFrom = quietFrom;
    return region;
  }

  private region(fromFrame: number, toFrame: number, cut: boolean): SpeechRegion {
    return { start: fromFrame * VAD_FRAME_SAMPLES, end: toFrame * VAD_FRAME_SAMPLES, cut };
  }

  private isLongEnough({ start, end }: SpeechRegion): boolean {
    return end - start >= samplesOf(this.options.minSpeechMs);
  }

  private pack(region: SpeechRegion): SpeechWindow[] {
    const first = this.pending[0];
    const last = this.pending.at(-1);
    const fits =
      first &&
      last &&
      region.start - last.end <= samplesOf(this.options.packGapMs) &&
      region.end - first.start <= samplesOf(this.options.maxSpeechMs);
    if (fits || !first) {
      this.pending.push(region);
      return [];
    }
    const closed = this.closeWindow({ nextStart: region.start, limit: region.start });
    this.pending.push(region);
    return closed;
  }

  /** Once no later region can join or shorten the pause, the window is certain. */
  private closeIfFar(): SpeechWindow[] {
    const last = this.pending.at(-1);
    if (!last) return [];
    const earliestNext = this.openStart ?? this.position;
    const far = samplesOf(Math.max(this.options.packGapMs, 2 * this.options.padMs));
    if (earliestNext - last.end <= far) return [];
    return this.closeWindow({ nextStart: null, limit: earliestNext });
  }

  private closeWindow({
    nextStart,
    limit,
  }: {
    nextStart: number | null;
    limit: number;
  }): SpeechWindow[] {
    const regions = this.pending;
    const first = regions[0];
    const last = regions.at(-1);
    if (!first || !last) return [];
    const pad = samplesOf(this.options.padMs);
    const before = this.lastEnd === null ? first.start : (first.start - this.lastEnd) / 2;
    const after = nextStart === null ? limit - last.end : (nextStart - last.end) / 2;
    this.pending = [];
    this.lastEnd = last.end;
    return [
      {
        start: first.start - Math.floor(Math.max(0, Math.min(pad, before))),
        end: last.end + Math.floor(Math.max(0, Math.min(pad, after))),
        regions,
      },
    ];
  }
}

/** Joins regions into utterances: a pause of at least `pauseMs` starts a new one. */
export function groupByPause(
  regions: readonly SpeechRegion[],
  pauseMs: number,
): { start: number; end: number }[] {
  const groups: { start: number; end: number }[] = [];
  for (const { start, end } of regions) {
    const last = groups.at(-1);
    if (last && start - last.end < samplesOf(pauseMs)) last.end = end;
    else groups.push({ start, end });
  }
  return groups;
}

/** Index of the least likely frame in the back part, smoothed over its neighbours; latest wins. */
function leastLikelyFrame(probabilities: number[]): number {
  const at = (index: number) => probabilities[index] ?? 0;
  let best = probabilities.length - 1;
  let lowest = Number.POSITIVE_INFINITY;
  const from = Math.max(1, Math.floor(probabilities.length * CUT_SEARCH_FROM));
  for (let index = from; index < probabilities.length; index += 1) {
    const smoothed = (at(index - 1) + 2 * at(index) + at(index + 1)) / 4;
    if (smoothed <= lowest) {
      lowest = smoothed;
      best = index;
    }
  }
  return best;
}
