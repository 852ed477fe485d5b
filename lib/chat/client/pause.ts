/** A wait that can be cut short; one at a time. */
export class Pause {
  #end: (() => void) | null = null;

  /** @param ms milliseconds */
  start(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.end(), ms);
      this.#end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  end(): void {
    const end = this.#end;
    this.#end = null;
    end?.();
  }
}
