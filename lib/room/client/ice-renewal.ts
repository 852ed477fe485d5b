import type { IceConfig } from "@/lib/room/schema";

/** Fresh credentials are asked for this long before the old ones end, and again if that fails. */
const AHEAD_MS = 5 * 60_000;
const AGAIN_MS = 30_000;
/** Never more often than this, whatever the server's clock says. */
const SOONEST_MS = 10_000;

type IceRenewalOptions = {
  fetch: () => Promise<IceConfig>;
  /** Server time, epoch milliseconds. */
  now: () => number;
  onServers: (servers: RTCIceServer[]) => void;
};

/** Keeps the credentials of relays fresh for as long as one is in the room. */
export class IceRenewal {
  readonly #options: IceRenewalOptions;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #closed = false;

  constructor(options: IceRenewalOptions) {
    this.#options = options;
  }

  /** To be called at every join with what the room said. Servers without credentials never end. */
  start(config: IceConfig): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#take(config);
  }

  close(): void {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  #renewIn(ms: number): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#renew(), Math.max(ms, SOONEST_MS));
  }

  async #renew(): Promise<void> {
    const config = await this.#options.fetch().catch(() => null);
    if (this.#closed) return;
    if (!config) {
      this.#renewIn(AGAIN_MS);
      return;
    }
    this.#take(config);
  }

  #take({ iceServers, expiresAtMs }: IceConfig): void {
    this.#options.onServers(iceServers as RTCIceServer[]);
    if (expiresAtMs !== null) this.#renewIn(expiresAtMs - this.#options.now() - AHEAD_MS);
  }
}
