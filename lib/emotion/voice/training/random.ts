/** Repeatable random numbers (mulberry32). */
export class Random {
  private state: number;

  /** @param seed the same words give the same numbers */
  constructor(...seed: (string | number)[]) {
    this.state = seedOf(seed.join("\n"));
  }

  /** From `low` (included) to `high` (not included). */
  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** A whole number below `count`. */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Mean 0, variance 1 (Box-Muller). */
  gaussian(): number {
    const radius = Math.sqrt(-2 * Math.log(this.next() + 1e-12));
    return radius * Math.cos(2 * Math.PI * this.next());
  }

  private next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

/** FNV-1a, 32 bits, with its bits mixed once more (murmur3's finish): texts alike differ widely. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
