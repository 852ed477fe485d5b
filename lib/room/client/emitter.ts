/** The smallest typed event source: `Events` maps each event's name to its data. */
export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<(data: never) => void>>();

  /** Calls `listener` on every `name`; returns what takes it off again. */
  on<N extends keyof Events>(name: N, listener: (data: Events[N]) => void): () => void {
    const known = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, known);
    known.add(listener);
    return () => known.delete(listener);
  }

  protected emit<N extends keyof Events>(name: N, data: Events[N]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      (listener as (data: Events[N]) => void)(data);
    }
  }

  protected removeAllListeners(): void {
    this.#listeners.clear();
  }
}
