/** Lets a burst through, then a steady rate. */
export class TokenBucket {
  #tokens: number;
  #atMs: number | null = null;

  constructor(private readonly rate: { perSecond: number; burst: number }) {
    this.#tokens = rate.burst;
  }

  /** False when there is none left at that moment. */
  take(atMs: number): boolean {
    const { perSecond, burst } = this.rate;
    const seconds = this.#atMs === null ? 0 : Math.max(0, atMs - this.#atMs) / 1000;
    this.#atMs = atMs;
    this.#tokens = Math.min(burst, this.#tokens + seconds * perSecond);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
