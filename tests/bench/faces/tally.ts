import { EMOTIONS, type Emotion } from "@/lib/emotion/labels";

/** Counts right and wrong answers by class. */
export class Tally {
  private readonly counts = new Map<Emotion, Map<Emotion, number>>();

  add(truth: Emotion, answer: Emotion): void {
    const row = this.counts.get(truth) ?? new Map<Emotion, number>();
    row.set(answer, (row.get(answer) ?? 0) + 1);
    this.counts.set(truth, row);
  }

  get total(): number {
    return EMOTIONS.reduce((sum, truth) => sum + this.totalOf(truth), 0);
  }

  /** Percent. */
  get accuracy(): number {
    const right = EMOTIONS.reduce((sum, emotion) => sum + this.count(emotion, emotion), 0);
    return percent(right / this.total);
  }

  /** Percent of each class that was told right. */
  get recalls(): Record<string, number> {
    return Object.fromEntries(
      EMOTIONS.map((emotion) => [
        emotion,
        percent(this.count(emotion, emotion) / this.totalOf(emotion)),
      ]),
    );
  }

  /** Rows are what was true, columns what was answered, both in the order of EMOTIONS. */
  get confusion(): number[][] {
    return EMOTIONS.map((truth) => EMOTIONS.map((answer) => this.count(truth, answer)));
  }

  private count(truth: Emotion, answer: Emotion): number {
    return this.counts.get(truth)?.get(answer) ?? 0;
  }

  private totalOf(truth: Emotion): number {
    return EMOTIONS.reduce((sum, answer) => sum + this.count(truth, answer), 0);
  }
}

/** A share as percent with one digit. */
export const percent = (share: number) => Math.round(1000 * share) / 10;
