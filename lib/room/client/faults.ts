import type { Simulation } from "@/lib/room/schema";
import type { Mesh } from "./mesh";
import type { Signaling } from "./signaling";

type FaultsOptions = {
  signaling: Pick<Signaling, "dropSocket">;
  mesh: Pick<Mesh, "setCut" | "setCeiling" | "setDelay">;
};

/** Plays faults on purpose, so that recovery can be tried and tested. */
export class Faults {
  readonly #options: FaultsOptions;
  readonly #timers = new Map<"media" | "network", ReturnType<typeof setTimeout>>();
  /** Every signal is this late, milliseconds. */
  #delayMs = 0;
  /** When the last delayed signal is due: none may overtake it. */
  #lastDueMs = 0;

  constructor(options: FaultsOptions) {
    this.#options = options;
  }

  play(fault: Simulation): void {
    const { signaling, mesh } = this.#options;
    if (fault.what === "drop-socket") signaling.dropSocket(fault.forMs);
    if (fault.what === "drop-media") {
      mesh.setCut(true);
      this.#later("media", fault.forMs, () => mesh.setCut(false));
    }
    if (fault.what === "slow-network") {
      this.#delayMs = fault.delayMs;
      mesh.setDelay(fault.delayMs);
      mesh.setCeiling(fault.kbps * 1_000);
      this.#later("network", fault.forMs, () => {
        this.#delayMs = 0;
        mesh.setDelay(0);
        mesh.setCeiling(null);
      });
    }
  }

  /** Carries a signal: at once, or late while the network is slow; always in order. */
  carry(deliver: () => void): void {
    const now = performance.now();
    const dueMs = Math.max(this.#lastDueMs, now + this.#delayMs);
    if (dueMs <= now) {
      deliver();
      return;
    }
    this.#lastDueMs = dueMs;
    setTimeout(deliver, dueMs - now);
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #later(name: "media" | "network", ms: number, run: () => void): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.set(name, setTimeout(run, ms));
  }
}
