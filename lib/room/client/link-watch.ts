/** `recovering`: it was connected, the path broke, ICE restarts are under way. */
export type LinkState = "connecting" | "connected" | "recovering" | "closed";

/** An offer without an answer for this long lost a message on its way. */
const EXCHANGE_TIMEOUT_MS = 8_000;
/**
 * Chromium can sit in `disconnected` for ever, and one ICE restart is not enough: they go on until
 * the path is there. The other side follows later, so the two rarely collide.
 */
const RESTART = {
  leader: { firstMs: 1_000, everyMs: 1_500 },
  follower: { firstMs: 4_000, everyMs: 5_000 },
} as const;
/**
 * A search takes a few exchanges' time; restarting earlier would interrupt each for ever on a slow
 * way to the server.
 */
const EXCHANGES_PER_SEARCH = 4;
const SEARCH_MAX_MS = 8_000;
/** A first search without success goes on with new candidates after this. */
const BIRTH_RESTART_MS = 5_000;

type LinkWatchOptions = {
  connection: RTCPeerConnection;
  leads: boolean;
  /** A link that never connected is given up after this long. */
  birthTimeoutMs: number;
  isSettled: () => boolean;
  onState: (state: LinkState) => void;
  onRestart: () => void;
  onStuck: (reason: string) => void;
};

type TimerName = "birth" | "restart" | "exchange";

/** Watches the health of one peer connection and asks for restarts, or for its end when stuck. */
export class LinkWatch {
  readonly #options: LinkWatchOptions;
  readonly #timers = new Map<TimerName, ReturnType<typeof setTimeout>>();
  #state: LinkState = "connecting";
  #everConnected = false;
  #suspended = false;
  #stopped = false;
  /** When the exchange under way began; null between exchanges. */
  #exchangeSince: number | null = null;
  #lastExchangeMs = 0;

  constructor(options: LinkWatchOptions) {
    this.#options = options;
    // Both states are needed: silent loss shows in either, and not always in both.
    options.connection.addEventListener("iceconnectionstatechange", this.#check);
    options.connection.addEventListener("connectionstatechange", this.#check);
    this.#armBirth();
  }

  get state(): LinkState {
    return this.#state;
  }

  suspend(): void {
    this.#suspended = true;
    this.#clearTimers();
  }

  /** Signals pass again; a path that broke meanwhile is sought at once. */
  resume(): void {
    if (this.#stopped) return;
    this.#suspended = false;
    if (!this.#everConnected) this.#armBirth();
    if (this.#state === "recovering" && this.#options.leads) this.#options.onRestart();
    this.#check();
    this.negotiationMoved();
  }

  /** To be called at every step of an exchange; an exchange that stops moving is stuck. */
  negotiationMoved(): void {
    this.#clear("exchange");
    if (this.#options.isSettled()) {
      if (this.#exchangeSince !== null) {
        this.#lastExchangeMs = performance.now() - this.#exchangeSince;
      }
      this.#exchangeSince = null;
      return;
    }
    this.#exchangeSince ??= performance.now();
    if (this.#suspended || this.#stopped) return;
    this.#arm("exchange", EXCHANGE_TIMEOUT_MS, () => this.#options.onStuck("no answer"));
  }

  stop(): void {
    this.#stopped = true;
    this.#clearTimers();
    const { connection } = this.#options;
    connection.removeEventListener("iceconnectionstatechange", this.#check);
    connection.removeEventListener("connectionstatechange", this.#check);
  }

  readonly #check = (): void => {
    if (this.#stopped) return;
    const { iceConnectionState: ice, connectionState } = this.#options.connection;
    const iceUp = ice === "connected" || ice === "completed";
    if (iceUp && connectionState === "connected") {
      this.#everConnected = true;
      this.#clear("birth");
      this.#clear("restart");
      this.#move("connected");
      return;
    }
    if (this.#everConnected) this.#move("recovering");
    if (this.#suspended || this.#timers.has("restart")) return;
    if (!this.#everConnected && !this.#options.leads) return;
    const pace = this.#options.leads ? RESTART.leader : RESTART.follower;
    this.#restartIn(this.#everConnected ? pace.firstMs : BIRTH_RESTART_MS, pace.everyMs);
  };

  #restartIn(ms: number, everyMs: number): void {
    this.#arm("restart", ms, () => {
      if (this.#options.isSettled()) this.#options.onRestart();
      const search = Math.min(this.#lastExchangeMs * EXCHANGES_PER_SEARCH, SEARCH_MAX_MS);
      this.#restartIn(this.#everConnected ? Math.max(everyMs, search) : BIRTH_RESTART_MS, everyMs);
    });
  }

  #move(state: LinkState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onState(state);
  }

  #armBirth(): void {
    this.#arm("birth", this.#options.birthTimeoutMs, () =>
      this.#options.onStuck("never connected"),
    );
  }

  #arm(name: TimerName, ms: number, run: () => void): void {
    this.#clear(name);
    const timer = setTimeout(() => {
      this.#timers.delete(name);
      run();
    }, ms);
    this.#timers.set(name, timer);
  }

  #clear(name: TimerName): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }

  #clearTimers(): void {
    for (const name of ["birth", "restart", "exchange"] as const) this.#clear(name);
  }
}
