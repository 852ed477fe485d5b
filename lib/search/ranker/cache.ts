/** Keeps the most recently used values, as long as all together are small enough. */
export class BoundedCache<Value extends { bytes: number }> {
  // A Map keeps the order of insertion, so its first entry is the one unused for longest.
  private readonly entries = new Map<string, { version: string; value: Value }>();
  private total = 0;

  constructor(private readonly limitBytes: number) {}

  /** The value under a key, if it is of this version. */
  get(key: string, version: string): Value | undefined {
    const entry = this.entries.get(key);
    if (!entry || entry.version !== version) return undefined;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.value;
  }

  /** Takes the place of another version. A value that is too large for all of it is not kept. */
  set(key: string, version: string, value: Value): void {
    this.remove(key);
    if (value.bytes > this.limitBytes) return;
    this.entries.set(key, { version, value });
    this.total += value.bytes;
    for (const oldest of this.entries.keys()) {
      if (this.total <= this.limitBytes) break;
      this.remove(oldest);
    }
  }

  private remove(key: string): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    this.entries.delete(key);
    this.total -= entry.value.bytes;
  }

  get bytes(): number {
    return this.total;
  }

  get size(): number {
    return this.entries.size;
  }
}
