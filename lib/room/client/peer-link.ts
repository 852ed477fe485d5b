import SimplePeer from "simple-peer/simplepeer.min.js";
import type { SignalPayload } from "@/lib/room/schema";
import { Emitter } from "./emitter";
import { type LinkMessage, readLinkMessage } from "./link-message";
import { type LinkState, LinkWatch } from "./link-watch";
import { ScreenSenders } from "./screen-senders";
import { type SenderPlan, shapeSender } from "./video-profile";

export type PeerLinkEvents = {
  signal: SignalPayload;
  state: LinkState;
  track: { track: MediaStreamTrack; stream: MediaStream };
  /** Whether the other side shows our picture. */
  watched: boolean;
  /** How late the other side's line is on purpose, milliseconds. */
  delayed: number;
  /** The link's life is over and it was not `close()` that ended it. */
  lost: { reason: string };
};

export type PeerLinkOptions = {
  /** Names this life of the link in every signal, so that signals of a dead life are recognised. */
  id: string;
  /** The leader (the newcomer of the pair) offers first and yields when offers collide. */
  leads: boolean;
  iceServers: RTCIceServer[];
  /** The link is lost when it has not connected within this time, milliseconds. */
  birthTimeoutMs?: number;
  /** Sent from birth; later changes of these go through {@link PeerLink.replaceTrack}. */
  tracks: MediaStreamTrack[];
  /** The stream the tracks belong to on the other side. */
  stream: MediaStream;
  /** A screen that is being shared already. */
  screen?: MediaStream | null;
  /** Whether we show the other side's picture; true when left out. */
  watching?: boolean;
  /** How late our line is on purpose, milliseconds; not at all when left out. */
  delayMs?: number;
};

const BIRTH_TIMEOUT_MS = 10_000;

export type LinkPlan = { camera: SenderPlan; screen: SenderPlan };

type Published = { sender: RTCRtpSender; firstTrack: MediaStreamTrack; stream: MediaStream };

/**
 * One peer connection, on simple-peer, with perfect negotiation serialised around it.
 *
 * simple-peer alone lets one side offer; the plain W3C pattern on top makes it destroy itself on
 * the first InvalidStateError. So every step that changes the signaling state runs here one at a
 * time: a colliding offer waits until our own has left, candidates of an ignored offer are dropped,
 * and after yielding our own offer is made again.
 */
export class PeerLink extends Emitter<PeerLinkEvents> {
  readonly id: string;
  /** Counters for tests and for the connection report. */
  readonly counters = { offers: 0, collisions: 0, ignored: 0, restarts: 0 };
  readonly #polite: boolean;
  readonly #peer: SimplePeer;
  readonly #connection: RTCPeerConnection;
  readonly #watch: LinkWatch;
  /** simple-peer reads this same object at every offer; changing it is how an ICE restart is asked for. */
  readonly #offerOptions: RTCOfferOptions = {};
  readonly #published = new Map<MediaStreamTrack, Published>();
  readonly #screen: ScreenSenders;
  #watching: boolean;
  #delayMs: number;
  /** What is being applied to the senders; null while nothing is. */
  #plan: LinkPlan | null = null;
  /** Each answers whether simple-peer makes an offer for it. */
  #changes: (() => boolean)[] = [];
  #restartWanted = false;
  #offerAgain = false;
  /** From the wish to offer until the offer is set locally and has left. */
  #offering: boolean;
  /** From accepting an offer until our answer has left. */
  #answering = false;
  /** Their answer is being applied: an offer right behind it is no collision. */
  #answerPending = false;
  #deferredOffer: { type: "offer"; sdp: string } | null = null;
  #heldCandidates: RTCIceCandidateInit[] = [];
  #dropCandidates = false;
  #closed = false;

  constructor(options: PeerLinkOptions) {
    super();
    this.id = options.id;
    this.#polite = options.leads;
    this.#offering = options.leads;
    let connection: RTCPeerConnection | undefined;
    class ObservedConnection extends RTCPeerConnection {
      constructor(config?: RTCConfiguration) {
        super(config);
        connection = this;
      }
    }
    this.#peer = new SimplePeer({
      initiator: options.leads,
      trickle: true,
      config: { iceServers: options.iceServers },
      // A negotiated channel exists on both sides without being announced, so either may offer.
      channelConfig: { negotiated: true, id: 0 },
      offerOptions: this.#offerOptions,
      wrtc: { RTCPeerConnection: ObservedConnection, RTCSessionDescription, RTCIceCandidate },
    });
    if (!connection) throw new Error("This browser cannot make peer connections.");
    this.#connection = connection;
    // As a non-initiator simple-peer drops its birth offer, once; from then on both sides may offer.
    queueMicrotask(() => {
      this.#peer.initiator = true;
    });
    for (const track of options.tracks) this.#publish(track, options.stream);
    this.#watching = options.watching ?? true;
    this.#delayMs = options.delayMs ?? 0;
    this.#screen = new ScreenSenders(connection);
    // Right behind the first exchange, which stays one offer of the leader's.
    if (options.screen) this.#queueScreen(options.screen);

    this.#peer.on("signal", (data) => this.#onLocalSignal(data));
    this.#peer.on("signalingStateChange", (state) => this.#onSignalingState(state));
    this.#peer.on("track", (track, stream) => this.emit("track", { track, stream }));
    this.#peer.on("connect", () => {
      if (!this.#watching) this.#tell({ what: "watching", on: false });
      if (this.#delayMs > 0) this.#tell({ what: "delay", ms: this.#delayMs });
    });
    this.#peer.on("data", (bytes) => {
      const message = readLinkMessage(bytes);
      if (!message || this.#closed) return;
      if (message.what === "watching") this.emit("watched", message.on);
      else this.emit("delayed", message.ms);
    });
    this.#peer.on("error", (error) => this.#lose(error.code ?? error.message));
    this.#peer.on("close", () => this.#lose("closed"));
    this.#watch = new LinkWatch({
      connection,
      leads: options.leads,
      birthTimeoutMs: options.birthTimeoutMs ?? BIRTH_TIMEOUT_MS,
      isSettled: () => this.isSettled,
      onState: (state) => this.emit("state", state),
      onRestart: () => this.restartIce(),
      onStuck: (reason) => this.#lose(reason),
    });
  }

  get state(): LinkState {
    return this.#closed ? "closed" : this.#watch.state;
  }

  /** No offer or answer is under way on this side. */
  get isSettled(): boolean {
    return this.#connection.signalingState === "stable" && !this.#offering && !this.#answering;
  }

  /** Adds a track, which needs one negotiation. Queued until this side is settled. */
  addTrack(track: MediaStreamTrack, stream: MediaStream): void {
    this.#change(() => {
      this.#publish(track, stream);
      return true;
    });
  }

  /** Takes a published track (as it was added or last replaced) away; one negotiation. */
  removeTrack(track: MediaStreamTrack): void {
    this.#change(() => {
      const published = this.#published.get(track);
      if (!published) return false;
      this.#published.delete(track);
      this.#peer.removeTrack(published.firstTrack, published.stream);
      return true;
    });
  }

  /** Sends `next` where `previous` was sent, without any negotiation. */
  async replaceTrack(previous: MediaStreamTrack, next: MediaStreamTrack): Promise<void> {
    const published = this.#published.get(previous);
    if (!published || this.#closed) return;
    this.#published.delete(previous);
    this.#published.set(next, published);
    await published.sender.replaceTrack(next);
  }

  /** Shares this screen, or none. The first share needs one negotiation, later ones none. */
  setScreen(stream: MediaStream | null): void {
    if (this.#closed) return;
    if (this.#screen.isOpen || !stream) this.#screen.send(stream);
    else this.#queueScreen(stream);
  }

  /** Whether we show the other side's picture; told to them, who then send little or much. */
  setWatching(on: boolean): void {
    if (on === this.#watching) return;
    this.#watching = on;
    this.#tell({ what: "watching", on });
  }

  /** How late our line is on purpose; told to them, whose measurements cannot show it. */
  setDelay(ms: number): void {
    if (ms === this.#delayMs) return;
    this.#delayMs = ms;
    this.#tell({ what: "delay", ms });
  }

  /** How much camera and screen may take of the line. Sound goes before both. */
  shape(plan: LinkPlan): void {
    const isIdle = this.#plan === null;
    this.#plan = plan;
    // One after the other: browsers refuse parameters that were read before the last change.
    if (isIdle) void this.#shapeAll();
  }

  async #shapeAll(): Promise<void> {
    let done: LinkPlan | null = null;
    while (this.#plan && this.#plan !== done && !this.#closed) {
      done = this.#plan;
      await this.#shapeOnce(done);
    }
    this.#plan = null;
  }

  async #shapeOnce(plan: LinkPlan): Promise<void> {
    const shapes = [...this.#published.values()].map(({ sender }) =>
      shapeSender(sender, sender.track?.kind === "video" ? plan.camera : null),
    );
    await Promise.all([...shapes, this.#screen.shape(plan.screen)]);
  }

  /** New credentials; used by the next search for a path. */
  setIceServers(iceServers: RTCIceServer[]): void {
    if (this.#closed) return;
    this.#connection.setConfiguration({ ...this.#connection.getConfiguration(), iceServers });
  }

  /** Loudness of their voice, 0..1, from the RTP headers; null where the browser does not tell. */
  remoteAudioLevel(): number | null {
    // The first line of sound is the microphone's; a shared screen's comes later.
    const voice = this.#connection.getReceivers().find(({ track }) => track.kind === "audio");
    let loudest: number | null = null;
    for (const { audioLevel } of voice?.getSynchronizationSources?.() ?? []) {
      if (audioLevel !== undefined) loudest = Math.max(loudest ?? 0, audioLevel);
    }
    return loudest;
  }

  getStats(): Promise<RTCStatsReport> {
    return this.#connection.getStats();
  }

  /** Looks for a new network path; queued until this side is settled. */
  restartIce(): void {
    if (this.#closed) return;
    this.counters.restarts += 1;
    this.#restartWanted = true;
    this.#settle();
  }

  /** No signal passes for a while (a socket is down): stop judging the link by its answers. */
  suspend(): void {
    this.#watch.suspend();
  }

  /** Signals pass again. An exchange that was under way may have lost a message: it starts afresh. */
  resume(): void {
    if (this.#closed) return;
    if (!this.isSettled) {
      this.#lose("interrupted");
      return;
    }
    this.#watch.resume();
  }

  /** Takes what the other side sent for this life of the link. */
  receive(payload: SignalPayload): void {
    if (this.#closed || payload.link !== this.id) return;
    if ("candidate" in payload) this.#onCandidate(payload.candidate);
    else if ("description" in payload) {
      const { type, sdp } = payload.description;
      if (type === "offer" && sdp) this.#onOffer({ type, sdp });
      if (type === "answer" && sdp) this.#onAnswer({ type, sdp });
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#watch.stop();
    this.#peer.destroy();
    this.emit("state", "closed");
    this.removeAllListeners();
  }

  #lose(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#watch.stop();
    this.#peer.destroy();
    this.emit("state", "closed");
    this.emit("lost", { reason });
    this.removeAllListeners();
  }

  #publish(track: MediaStreamTrack, stream: MediaStream): void {
    this.#peer.addTrack(track, stream);
    const sender = this.#connection.getSenders().find((candidate) => candidate.track === track);
    if (sender) this.#published.set(track, { sender, firstTrack: track, stream });
  }

  #queueScreen(stream: MediaStream): void {
    this.#screen.send(stream);
    this.#changes.push(() => {
      this.#screen.open();
      return false;
    });
    this.#settleSoon();
  }

  #tell(message: LinkMessage): void {
    if (this.#closed || !this.#peer.connected) return;
    this.#peer.send(JSON.stringify(message));
  }

  #change(change: () => boolean): void {
    if (this.#closed) return;
    this.#changes.push(change);
    this.#settle();
  }

  #onOffer(offer: { type: "offer"; sdp: string }): void {
    const collision =
      this.#offering || (this.#connection.signalingState !== "stable" && !this.#answerPending);
    if (collision) this.counters.collisions += 1;
    this.#dropCandidates = collision && !this.#polite;
    if (this.#dropCandidates) {
      this.counters.ignored += 1;
      return;
    }
    if (!collision) {
      this.#accept(offer);
      return;
    }
    // Between createOffer and setLocalDescription a rollback is an error: wait until ours has left.
    if (this.#offering) this.#deferredOffer = offer;
    else this.#yieldTo(offer);
  }

  #onAnswer(answer: { type: "answer"; sdp: string }): void {
    if (this.#connection.signalingState !== "have-local-offer" || this.#answering) return;
    this.#dropCandidates = false;
    this.#answerPending = true;
    this.#peer.signal(answer);
  }

  #onCandidate(candidate: RTCIceCandidateInit): void {
    if (this.#dropCandidates) return;
    // It belongs to the offer that waits; given now it would be counted to the description before.
    if (this.#deferredOffer) this.#heldCandidates.push(candidate);
    else this.#peer.signal({ candidate });
  }

  #accept(offer: { type: "offer"; sdp: string }): void {
    this.#answering = true;
    this.#watch.negotiationMoved();
    this.#peer.signal(offer);
  }

  /** Applies their offer over ours (an implicit rollback) and remembers to make ours again. */
  #yieldTo(offer: { type: "offer"; sdp: string }): void {
    this.#offerAgain = true;
    if (this.#offerOptions.iceRestart) this.#restartWanted = true;
    this.#accept(offer);
  }

  #onLocalSignal(data: { type?: string; sdp?: string; candidate?: RTCIceCandidateInit }): void {
    if (this.#closed) return;
    if (data.candidate) {
      const { candidate = "", sdpMid = null, sdpMLineIndex = null } = data.candidate;
      this.emit("signal", { link: this.id, candidate: { candidate, sdpMid, sdpMLineIndex } });
      return;
    }
    if ((data.type !== "offer" && data.type !== "answer") || !data.sdp) return;
    const description = { type: data.type, sdp: data.sdp } as const;
    if (description.type === "offer") {
      this.#offering = false;
      this.counters.offers += 1;
    }
    this.emit("signal", { link: this.id, description });
    if (description.type === "answer") {
      this.#answering = false;
      this.#settleSoon();
      return;
    }
    const waiting = this.#deferredOffer;
    if (!waiting) return;
    this.#deferredOffer = null;
    this.#yieldTo(waiting);
    for (const candidate of this.#heldCandidates.splice(0)) this.#peer.signal({ candidate });
  }

  #onSignalingState(state: RTCSignalingState): void {
    this.#watch.negotiationMoved();
    if (state !== "stable") return;
    this.#answerPending = false;
    this.#settleSoon();
  }

  /** After the events of this turn, because simple-peer clears its own flags in them. */
  #settleSoon(): void {
    setTimeout(() => this.#settle(), 0);
  }

  /** Starts the next exchange, if one is wanted and none is under way. */
  #settle(): void {
    if (this.#closed || !this.isSettled) return;
    const changes = this.#changes.splice(0);
    if (changes.length === 0 && !this.#restartWanted && !this.#offerAgain) {
      this.#watch.negotiationMoved();
      return;
    }
    this.#offerOptions.iceRestart = this.#restartWanted;
    this.#restartWanted = false;
    this.#offerAgain = false;
    this.#offering = true;
    this.#watch.negotiationMoved();
    // simple-peer joins all track changes of one turn into one offer; asking again would queue another.
    const negotiates = changes.map((change) => change()).includes(true);
    if (!negotiates) this.#peer.negotiate();
  }
}
