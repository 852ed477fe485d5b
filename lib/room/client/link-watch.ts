/** `recovering`: it was connected, the path broke, ICE restarts are under way. */
export type LinkState = "connecting" | "connected" | "recovering" | "closed";

/** An offer without an answer for this long lost a message on its way. */
const EXCHANGE_TIMEOUT_MS = 8_000;
/**
 * Chromium can sit in `disconnected` for ever, and one ICE restart is not enough: restarts every
 * 4 s brought media back within 3 s of the path. The other side follows later, so the two rarely
 * collide.
 */
const RESTART = {
  leader: { firstMs: 1_500, everyMs: 4_000 },
  follower: { firstMs: 5_000, everyMs: 7_000 },
} as const;

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

/** Watches the health of one peer connection and asks for restarts, or for its end when stuck. */
export class LinkWatch {
  readonly #options: LinkWatchOptions;
  #state: LinkState = "connecting";
  #everConnected = false;
  #suspended = false;
  #stopped = false;
  #birthTimer: ReturnType<typeof setTimeout> | null = null;
  #restartTimer: ReturnType<typeof setTimeout> | null = null;
  #exchangeTimer: ReturnType<typeof setTimeout> | null = null;

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

  resume(): void {
    if (this.#stopped) return;
    this.#suspended = false;
    if (!this.#everConnected) this.#armBirth();
    this.#check();
    this.negotiationMoved();
  }

  /** To be called at every step of an exchange; an exchange that stops moving is stuck. */
  negotiationMoved(): void {
    if (this.#exchangeTimer) clearTimeout(this.#exchangeTimer);
    this.#exchangeTimer = null;
    if (this.#suspended || this.#stopped || this.#options.isSettled()) return;
    this.#exchangeTimer = setTimeout(() => this.#options.onStuck("no answer"), EXCHANGE_TIMEOUT_MS);
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
    if (!this.#everConnected) return;
    this.#move("recovering");
    if (this.#suspended || this.#restartTimer) return;
    const pace = this.#options.leads ? RESTART.leader : RESTART.follower;
    const again = (): void => {
      if (this.#options.isSettled()) this.#options.onRestart();
      this.#restartTimer = setTimeout(again, pace.everyMs);
    };
    this.#restartTimer = setTimeout(again, pace.firstMs);
  };

  #move(state: LinkState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onState(state);
  }

  #armBirth(): void {
    this.#clear("birth");
    this.#birthTimer = setTimeout(
      () => this.#options.onStuck("never connected"),
      this.#options.birthTimeoutMs,
    );
  }

  #clear(which: "birth" | "restart"): void {
    const timer = which === "birth" ? this.#birthTimer : this.#restartTimer;
    if (timer) clearTimeout(timer);
    if (which === "birth") this.#birthTimer = null;
    else this.#restartTimer = null;
  }

  #clearTimers(): void {
    this.#clear("birth");
    this.#clear("restart");
    if (this.#exchangeTimer) clearTimeout(this.#exchangeTimer);
    this.#exchangeTimer = null;
  }
}
