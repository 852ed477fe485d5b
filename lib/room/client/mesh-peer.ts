import type { SignalPayload } from "@/lib/room/schema";
import { Emitter } from "./emitter";
import { LinkMonitor } from "./link-monitor";
import type { LinkQuality } from "./link-quality";
import type { PathState } from "./media-plane";
import { type LinkPlan, PeerLink } from "./peer-link";
import { planCamera, planScreen } from "./video-profile";

/** A rebuild waits this long, growing while rebuilds keep failing. */
const REBUILD_MS = [250, 1_000, 2_000, 4_000] as const;
/** A link gets this long to connect; longer each time it failed, for slow machines and networks. */
const BIRTH_TIMEOUT_MS = [10_000, 15_000, 25_000] as const;
/** How long the one who does not lead waits for an offer before asking for one again. */
const EXPECT_OFFER_MS = 4_000;
/** Link ids that are over; an old offer under one of them is no new life. */
const REMEMBERED_LIVES = 50;

export type MeshPeerEvents = {
  signal: SignalPayload;
  /** Camera and microphone; a new object with every life of the link. */
  stream: MediaStream;
  /** A second stream: the one their share names. */
  screen: MediaStream;
  path: PathState;
  quality: LinkQuality | null;
};

/** What shapes our pictures to everybody alike. */
export type SendConditions = { people: number; ceiling: number | null };

type MeshPeerOptions = {
  leads: boolean;
  /** False when the other side may hold a link to an earlier page of ours: ask for a new one. */
  offerIsComing: boolean;
  reachable: boolean;
  iceServers: () => RTCIceServer[];
  tracks: () => MediaStreamTrack[];
  stream: MediaStream;
  /** The screen that is being shared now. */
  screen: () => MediaStream | null;
  conditions: () => SendConditions;
  /** Whether their picture is shown here. */
  watching: boolean;
  /** How late our line is on purpose, milliseconds. */
  delayMs: number;
};

/**
 * The path to one other person across the lives of its links. The leader makes every link and its
 * id; the other takes up whatever link an offer names, and can only ask for a reset. So the two
 * sides can never disagree about which link is the living one.
 */
export class MeshPeer extends Emitter<MeshPeerEvents> {
  readonly leads: boolean;
  readonly #options: MeshPeerOptions;
  readonly #over: string[] = [];
  #link: PeerLink | null = null;
  #path: PathState = "connecting";
  #reachable: boolean;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #closed = false;
  #started = false;
  #monitor = new LinkMonitor();
  #quality: LinkQuality | null = null;
  #watching: boolean;
  /** Whether they show our picture. */
  #watched = true;
  #delayMs: number;
  #theirDelayMs = 0;
  /** The network changed while no signal could pass. */
  #refreshWanted = false;
  /** Nothing passes, on purpose. */
  #isCut = false;

  constructor(options: MeshPeerOptions) {
    super();
    this.leads = options.leads;
    this.#options = options;
    this.#reachable = options.reachable;
    this.#watching = options.watching;
    this.#delayMs = options.delayMs;
  }

  get path(): PathState {
    return this.#path;
  }

  get link(): PeerLink | null {
    return this.#link;
  }

  /** Null until it is known; `poor` while the path is broken. */
  get quality(): LinkQuality | null {
    return this.#quality;
  }

  get monitor(): LinkMonitor {
    return this.#monitor;
  }

  /** To be called once the listeners are on. */
  start(): void {
    this.#started = true;
    if (this.#reachable && !this.#link && !this.#isCut) this.#begin();
  }

  receive(payload: SignalPayload): void {
    if (this.#closed || this.#isCut) return;
    if ("reset" in payload) {
      this.#onReset(payload.link);
      return;
    }
    if (payload.link === this.#link?.id) {
      this.#link.receive(payload);
      return;
    }
    const opensLife = "description" in payload && payload.description.type === "offer";
    if (this.leads || !opensLife || this.#over.includes(payload.link)) return;
    this.#endLink();
    this.#open(payload.link).receive(payload);
  }

  /** Whether signals reach the other side now: their socket and ours. */
  setReachable(reachable: boolean): void {
    if (reachable === this.#reachable) return;
    this.#reachable = reachable;
    if (!reachable) {
      this.#clearTimer();
      this.#link?.suspend();
      return;
    }
    if (!this.#started || this.#isCut) return;
    if (!this.#link) {
      this.#begin();
      return;
    }
    this.#link.resume();
    if (this.#refreshWanted) this.refresh();
  }

  replaceTrack(previous: MediaStreamTrack, next: MediaStreamTrack): void {
    // A link that ends meanwhile is rebuilt with the new track anyway.
    this.#link?.replaceTrack(previous, next).catch(() => undefined);
  }

  setScreen(stream: MediaStream | null): void {
    this.#link?.setScreen(stream);
  }

  /** Whether their picture is shown here; they send little while it is not. */
  setWatching(on: boolean): void {
    this.#watching = on;
    this.#link?.setWatching(on);
  }

  /** How late our line is on purpose. */
  setDelay(ms: number): void {
    this.#delayMs = ms;
    this.#link?.setDelay(ms);
  }

  setIceServers(servers: RTCIceServer[]): void {
    this.#link?.setIceServers(servers);
  }

  /** Looks for a new path, now or as soon as signals pass. */
  refresh(): void {
    this.#refreshWanted = !this.#reachable;
    if (this.#reachable) this.#link?.restartIce();
  }

  /** Looks for a path if there is none. */
  nudge(): void {
    if (this.#path !== "connected") this.refresh();
  }

  /** Takes statistics in and fits what is sent to them. Never fails. */
  async measure(): Promise<void> {
    const link = this.#link;
    if (!link || this.#path !== "connected") return;
    const stats = await link.getStats().catch(() => null);
    if (!stats || link !== this.#link || this.#path !== "connected") return;
    this.#monitor.observe(stats, {
      allowedBps: this.#plan().camera.maxBitrate,
      delayMs: this.#delayMs + this.#theirDelayMs,
    });
    this.#setQuality(this.#monitor.quality);
    this.shape();
  }

  /** Fits what is sent to how many people there are and how the line is. */
  shape(): void {
    this.#link?.shape(this.#plan());
  }

  /** No picture and no sound passes from now on, without a word to the other side. */
  cut(): void {
    this.#isCut = true;
    this.#clearTimer();
    this.#endLink();
    if (this.#path === "connected") this.#move("recovering");
  }

  /** Ends a {@link cut}: the path is built anew. */
  mend(): void {
    if (!this.#isCut) return;
    this.#isCut = false;
    this.#failures = 1;
    if (this.#reachable && this.#started && !this.#closed) this.#begin();
  }

  close(): void {
    this.#closed = true;
    this.#clearTimer();
    this.#endLink();
    this.removeAllListeners();
  }

  #begin(): void {
    if (this.leads) this.#open(crypto.randomUUID());
    else if (this.#options.offerIsComing && this.#failures === 0) this.#expectOffer();
    else this.#askForReset("");
  }

  #open(id: string): PeerLink {
    this.#clearTimer();
    const link = new PeerLink({
      id,
      leads: this.leads,
      iceServers: this.#options.iceServers(),
      birthTimeoutMs: stepFor(BIRTH_TIMEOUT_MS, this.#failures),
      tracks: this.#options.tracks(),
      stream: this.#options.stream,
      screen: this.#options.screen(),
      watching: this.#watching,
      delayMs: this.#delayMs,
    });
    this.#link = link;
    this.#monitor = new LinkMonitor();
    this.#watched = true;
    this.#theirDelayMs = 0;
    this.#move(this.#path === "connected" ? "recovering" : this.#path);
    link.on("signal", (payload) => this.emit("signal", payload));
    // Camera and microphone are the first lines of every description.
    let camera: string | null = null;
    link.on("track", ({ stream }) => {
      camera ??= stream.id;
      this.emit(stream.id === camera ? "stream" : "screen", stream);
    });
    link.on("watched", (on) => {
      this.#watched = on;
      this.shape();
    });
    link.on("delayed", (ms) => {
      this.#theirDelayMs = ms;
    });
    link.on("state", (state) => {
      if (state === "closed") return;
      if (state === "connected") this.#failures = 0;
      this.#move(state);
      this.shape();
    });
    link.on("lost", () => this.#onLost(id));
    return link;
  }

  #onLost(id: string): void {
    this.#forget(id);
    this.#link = null;
    if (this.#path === "connected") this.#move("recovering");
    if (!this.#reachable || this.#closed) return;
    const wait = stepFor(REBUILD_MS, this.#failures);
    this.#failures += 1;
    if (this.leads) this.#later(wait, () => this.#begin());
    else this.#askForReset(id);
  }

  #onReset(link: string): void {
    if (!this.leads || this.#closed) return;
    // An id that is not the living one asks for what has already been done.
    if (link !== "" && link !== this.#link?.id) return;
    this.#endLink();
    if (this.#reachable) this.#begin();
  }

  #askForReset(link: string): void {
    this.emit("signal", { link, reset: true });
    this.#expectOffer();
  }

  #expectOffer(): void {
    this.#later(EXPECT_OFFER_MS, () => this.#askForReset(""));
  }

  #endLink(): void {
    if (!this.#link) return;
    this.#forget(this.#link.id);
    this.#link.close();
    this.#link = null;
  }

  #forget(id: string): void {
    this.#over.push(id);
    if (this.#over.length > REMEMBERED_LIVES) this.#over.shift();
  }

  #plan(): LinkPlan {
    const { people, ceiling } = this.#options.conditions();
    const { relief } = this.#monitor;
    const active = this.#path !== "recovering";
    return {
      camera: planCamera({ active, people, ceiling, relief, watched: this.#watched }),
      screen: planScreen({ active, people, ceiling }),
    };
  }

  #move(path: PathState): void {
    if (path === this.#path) return;
    this.#path = path;
    if (path === "recovering") this.#setQuality("poor");
    this.emit("path", path);
  }

  #setQuality(quality: LinkQuality | null): void {
    if (quality === this.#quality) return;
    this.#quality = quality;
    this.emit("quality", quality);
  }

  #later(ms: number, run: () => void): void {
    this.#clearTimer();
    this.#timer = setTimeout(run, ms);
  }

  #clearTimer(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/** The step for the n-th failure; the last one from then on. */
const stepFor = (steps: readonly number[], failures: number): number =>
  steps[Math.min(failures, steps.length - 1)] ?? 0;
