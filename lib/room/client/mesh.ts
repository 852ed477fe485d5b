import type { RoomPerson, SignalPayload } from "@/lib/room/schema";
import { Emitter } from "./emitter";
import type { MediaPlane, MediaPlaneEvents } from "./media-plane";
import { MeshPeer } from "./mesh-peer";
import { leadsPair, planPeople } from "./reconcile";
import { videoProfile } from "./video-profile";

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

  constructor(options: MeshOptions) {
    super();
    this.#stream = options.stream;
    this.#iceServers = options.iceServers ?? [];
  }

  /** The path to one person, for tests and the connection report. */
  peer(participantId: string): MeshPeer | undefined {
    return this.#peers.get(participantId);
  }

  setIceServers(servers: RTCIceServer[]): void {
    this.#iceServers = servers;
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
    this.#limitVideo();
  }

  receiveSignal(from: string, payload: SignalPayload): void {
    const peer = this.#peers.get(from);
    if (peer) peer.receive(payload);
    else if (!this.#closed) this.#hold(from, payload);
  }

  replaceTrack(previous: MediaStreamTrack, next: MediaStreamTrack): void {
    for (const peer of this.#peers.values()) peer.replaceTrack(previous, next);
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

  close(): void {
    this.#closed = true;
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
    });
    this.#peers.set(participantId, peer);
    peer.on("signal", (payload) => this.emit("signal", { to: participantId, payload }));
    peer.on("stream", (stream) => this.emit("stream", { participantId, stream }));
    peer.on("path", (state) => {
      this.emit("path", { participantId, state });
      if (state === "connected") this.#limitVideo();
    });
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

  #limitVideo(): void {
    const { maxBitrate } = videoProfile(this.#peers.size + 1);
    for (const peer of this.#peers.values()) void peer.link?.limitVideo(maxBitrate);
  }
}
