/** A stream of random numbers that a seed determines (mulberry32, Tommy Ettinger, public domain). */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  }

  /** From 0 to below 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** Fills with numbers from -reach to reach, all alike likely. */
  fill(values: Float32Array, reach: number): void {
    for (let i = 0; i < values.length; i += 1) values[i] = reach * (2 * this.next() - 1);
  }

  /** Each place kept with the given chance, and made up for; 0 where not. */
  mask(length: number, keep: number): Float32Array {
    const mask = new Float32Array(length);
    for (let i = 0; i < length; i += 1) mask[i] = this.next() < keep ? 1 / keep : 0;
    return mask;
  }

  shuffled<T>(items: readonly T[]): T[] {
    const list = [...items];
    for (let last = list.length - 1; last > 0; last -= 1) {
      const other = Math.floor(this.next() * (last + 1));
      [list[last], list[other]] = [list[other] as T, list[last] as T];
    }
    return list;
  }
}
