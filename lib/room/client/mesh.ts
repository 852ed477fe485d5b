import type { RoomPerson, SignalPayload } from "@/lib/room/schema";
import { Emitter } from "./emitter";
import { MEASURE_MS } from "./link-monitor";
import type { LinkQuality } from "./link-quality";
import type { LinkReport } from "./link-stats";
import type { MediaPlane, MediaPlaneEvents } from "./media-plane";
import { MeshPeer } from "./mesh-peer";
import { leadsPair, planPeople } from "./reconcile";

/** Signals may overtake the debounced list of people; they are held this long. */
const STRANGER_HOLD_MS = 5_000;
const STRANGER_HOLD_SIGNALS = 200;

type Held = { sinceMs: number; payloads: SignalPayload[] };

type MeshOptions = {
  /** The one stream everybody gets; its tracks are the ones sent at the moment. */
  stream: MediaStream;
  iceServers?: RTCIceServer[];
};

/** Everybody connected to everybody: one {@link MeshPeer} per other person. */
export class Mesh extends Emitter<MediaPlaneEvents> implements MediaPlane {
  readonly #stream: MediaStream;
  readonly #peers = new Map<string, MeshPeer>();
  readonly #held = new Map<string, Held>();
  #iceServers: RTCIceServer[];
  #signaling = true;
  #people: readonly RoomPerson[] = [];
  /** Nobody holds a link to this page before its first list of people. */
  #fresh = true;
  #closed = false;
  #screen: MediaStream | null = null;
  /** Null until somebody says what is shown. */
  #visible: ReadonlySet<string> | null = null;
  /** Bits per second for one picture on a line that is narrow on purpose. */
  #ceiling: number | null = null;
  /** How late our line is on purpose, milliseconds. */
  #delayMs = 0;
  #isCut = false;
  readonly #ticker: ReturnType<typeof setInterval>;

  constructor(options: MeshOptions) {
    super();
    this.#stream = options.stream;
    this.#iceServers = options.iceServers ?? [];
    this.#ticker = setInterval(() => {
      for (const peer of this.#peers.values()) void peer.measure();
    }, MEASURE_MS);
  }

  /** The path to one person, for tests and the connection report. */
  peer(participantId: string): MeshPeer | undefined {
    return this.#peers.get(participantId);
  }

  setIceServers(servers: RTCIceServer[]): void {
    this.#iceServers = servers;
    for (const peer of this.#peers.values()) peer.setIceServers(servers);
  }

  setPeople(self: RoomPerson, others: readonly RoomPerson[]): void {
    if (this.#closed) return;
    const existing = new Map([...this.#peers].map(([id, peer]) => [id, peer.leads]));
    const plan = planPeople({ self, others, existing });
    this.#people = others;
    for (const id of plan.drop) this.#drop(id);
    for (const person of plan.keep) {
      this.#peers.get(person.id)?.setReachable(this.#isReachable(person));
    }
    for (const person of plan.open) this.#open(self, person);
    this.#fresh = false;
    this.#shape();
  }

  receiveSignal(from: string, payload: SignalPayload): void {
    const peer = this.#peers.get(from);
    if (peer) {
      // They are back, although the debounced list does not say so yet.
      if (this.#signaling) peer.setReachable(true);
      peer.receive(payload);
    } else if (!this.#closed) this.#hold(from, payload);
  }

  replaceTrack(previous: MediaStreamTrack, next: MediaStreamTrack): void {
    for (const peer of this.#peers.values()) peer.replaceTrack(previous, next);
  }

  setScreen(stream: MediaStream | null): void {
    this.#screen = stream;
    for (const peer of this.#peers.values()) {
      peer.setScreen(stream);
      peer.shape();
    }
  }

  setVisible(ids: readonly string[]): void {
    this.#visible = new Set(ids);
    for (const [id, peer] of this.#peers) peer.setWatching(this.#shows(id));
  }

  /** Holds every picture we send to so many bits per second, or to what the room allows. */
  setCeiling(bitsPerSecond: number | null): void {
    this.#ceiling = bitsPerSecond;
    this.#shape();
  }

  /** Has every way to us count as this late; both ends mark it so. */
  setDelay(ms: number): void {
    this.#delayMs = ms;
    for (const peer of this.#peers.values()) peer.setDelay(ms);
  }

  /** Cuts every path without a word and lets none be built, or ends that. */
  setCut(cut: boolean): void {
    this.#isCut = cut;
    for (const peer of this.#peers.values()) {
      if (cut) peer.cut();
      else peer.mend();
    }
  }

  qualityOf(participantId: string): LinkQuality | null {
    return this.#peers.get(participantId)?.quality ?? null;
  }

  reportOf(participantId: string): LinkReport | null {
    return this.#peers.get(participantId)?.monitor.report ?? null;
  }

  setSignaling(open: boolean): void {
    this.#signaling = open;
    for (const person of this.#people) {
      this.#peers.get(person.id)?.setReachable(this.#isReachable(person));
    }
  }

  audioLevels(): ReadonlyMap<string, number | null> {
    return new Map(
      [...this.#peers].map(([id, peer]) => [id, peer.link?.remoteAudioLevel() ?? null]),
    );
  }

  refresh(): void {
    for (const peer of this.#peers.values()) peer.refresh();
  }

  nudge(): void {
    for (const peer of this.#peers.values()) peer.nudge();
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#ticker);
    for (const id of [...this.#peers.keys()]) this.#drop(id);
    this.#held.clear();
    this.removeAllListeners();
  }

  #open(self: RoomPerson, person: RoomPerson): void {
    const participantId = person.id;
    const peer = new MeshPeer({
      leads: leadsPair(self, person),
      offerIsComing: !this.#fresh,
      reachable: this.#isReachable(person),
      iceServers: () => this.#iceServers,
      tracks: () => this.#stream.getTracks(),
      stream: this.#stream,
      screen: () => this.#screen,
      conditions: () => ({ people: this.#peers.size + 1, ceiling: this.#ceiling }),
      watching: this.#shows(participantId),
      delayMs: this.#delayMs,
    });
    if (this.#isCut) peer.cut();
    this.#peers.set(participantId, peer);
    peer.on("signal", (payload) => this.emit("signal", { to: participantId, payload }));
    peer.on("stream", (stream) => this.emit("stream", { participantId, stream }));
    peer.on("screen", (stream) => this.emit("screen", { participantId, stream }));
    peer.on("path", (state) => this.emit("path", { participantId, state }));
    peer.on("quality", () => this.emit("quality", { participantId }));
    // An offer that came before the person did opens the path by itself.
    const held = this.#held.get(participantId)?.payloads ?? [];
    this.#held.delete(participantId);
    for (const payload of held) peer.receive(payload);
    peer.start();
  }

  #drop(participantId: string): void {
    this.#peers.get(participantId)?.close();
    this.#peers.delete(participantId);
    this.emit("gone", { participantId });
  }

  #hold(from: string, payload: SignalPayload): void {
    const now = performance.now();
    for (const [id, held] of this.#held) {
      if (now - held.sinceMs > STRANGER_HOLD_MS) this.#held.delete(id);
    }
    const held = this.#held.get(from) ?? { sinceMs: now, payloads: [] };
    this.#held.set(from, held);
    if (held.payloads.length < STRANGER_HOLD_SIGNALS) held.payloads.push(payload);
  }

  #isReachable(person: RoomPerson): boolean {
    return this.#signaling && person.connection === "connected";
  }

  #shows(participantId: string): boolean {
    return this.#visible?.has(participantId) ?? true;
  }

  #shape(): void {
    for (const peer of this.#peers.values()) peer.shape();
  }
}
