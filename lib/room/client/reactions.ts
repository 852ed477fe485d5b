import type { ReactionEmoji } from "@/lib/room/schema";
import type { FloatingReaction } from "./room-state";

/** A reaction floats for this long, milliseconds. */
export const REACTION_MS = 4_000;
/** At most so many float at once; the oldest give way. */
const REACTIONS_AT_ONCE = 24;

/** The reactions floating now, each for {@link REACTION_MS}. */
export class Reactions {
  readonly #onChange: (now: readonly FloatingReaction[]) => void;
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #now: readonly FloatingReaction[] = [];
  #count = 0;

  constructor(onChange: (now: readonly FloatingReaction[]) => void) {
    this.#onChange = onChange;
  }

  show(from: string, emoji: ReactionEmoji): void {
    this.#count += 1;
    const shown: FloatingReaction = { key: `${from}-${this.#count}`, from, emoji };
    this.#set([...this.#now, shown].slice(-REACTIONS_AT_ONCE));
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#set(this.#now.filter((one) => one !== shown));
    }, REACTION_MS);
    this.#timers.add(timer);
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #set(now: readonly FloatingReaction[]): void {
    this.#now = now;
    this.#onChange(now);
  }
}
