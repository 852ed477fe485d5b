import { Chat } from "@/lib/chat/client/chat";
import { Emotions } from "@/lib/emotion/client/emotions";
import type { ConsentState } from "@/lib/room/consent";
import type { ReactionEmoji, RoomPerson, ServerEventData, Simulation } from "@/lib/room/schema";
import { MeetingClock } from "./clock";
import type { RoomError } from "./errors";
import { Faults } from "./faults";
import { HostControls } from "./host-controls";
import { IceRenewal } from "./ice-renewal";
import { wakeAudio } from "./level-meter";
import type { LinkReport } from "./link-stats";
import { Listening } from "./listening";
import { LocalMedia } from "./local-media";
import { Mesh } from "./mesh";
import { watchNetwork } from "./network-watch";
import { OwnRecording } from "./own-recording";
import { Reactions } from "./reactions";
import { type EndReason, enteredState, initialState, type RoomState } from "./room-state";
import { fetchIce } from "./rooms-api";
import { Roster } from "./roster";
import { ScreenShare, type ShareOutcome } from "./screen-share";
import { Signaling, type SignalingEvents } from "./signaling";

type RoomClientOptions = {
  /** The meeting's code as in its link. */
  code: string;
  /** Opened by the pre-join page already, or made here. Closed with the room. */
  media?: LocalMedia;
  /** Origin of the server; the page's own when left out. */
  url?: string;
};

/**
 * The live room in one browser: signaling, media, clock, recording, and one immutable
 * {@link RoomState} that pages subscribe to. Needs a seat (see rooms-api) before `join()`.
 */
export class RoomClient {
  readonly media: LocalMedia;
  readonly clock: MeetingClock;
  readonly mesh: Mesh;
  readonly chat: Chat;
  readonly host: HostControls;
  readonly emotions: Emotions;
  readonly #reactions = new Reactions((reactions) => this.#set({ reactions }));
  readonly #signaling: Signaling;
  readonly #recording: OwnRecording;
  readonly #listening: Listening;
  readonly #share: ScreenShare;
  readonly #roster: Roster;
  readonly #faults: Faults;
  readonly #ice: IceRenewal;
  readonly #listeners = new Set<() => void>();
  #snapshot: RoomState;
  /** Told that it is over; the last words are still being taken up. */
  #ending = false;
  #ended = false;
  #leaveNetwork = (): void => undefined;

  constructor(options: RoomClientOptions) {
    const origin = options.url;
    this.media = options.media ?? new LocalMedia();
    this.mesh = new Mesh({ stream: this.media.stream });
    this.#signaling = new Signaling({
      code: options.code,
      media: () => this.media.mediaState,
      ...(origin ? { url: origin } : {}),
    });
    this.chat = new Chat({ signaling: this.#signaling });
    this.host = new HostControls(this.#signaling);
    this.clock = new MeetingClock({
      ask: async () => (await this.#signaling.request("room:clock", {})).serverTimeMs,
    });
    this.emotions = new Emotions({
      signaling: this.#signaling,
      media: this.media,
      clock: this.clock,
      url: origin,
    });
    this.#share = new ScreenShare({
      signaling: this.#signaling,
      plane: this.mesh,
      presenter: () => this.#roster.presenter,
    });
    const { code } = options;
    const { media, clock, mesh } = this;
    this.#roster = new Roster({ media, mesh, share: this.#share });
    this.#faults = new Faults({ signaling: this.#signaling, mesh });
    this.#ice = new IceRenewal({
      fetch: () => fetchIce(code),
      now: () => clock.now(),
      onServers: (servers) => mesh.setIceServers(servers),
    });
    this.#listening = new Listening({
      plane: mesh,
      media,
      selfId: () => this.#roster.selfId,
      streamOf: (id) => this.#roster.streamOf(id),
      onChange: (heard) => this.#set(heard),
    });
    this.#recording = new OwnRecording({ code, media, clock, origin });
    this.#snapshot = initialState(this.media.state);
    this.#connectParts();
  }

  /** The same object until something changes, as `useSyncExternalStore` wants it. */
  readonly getState = (): RoomState => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Enters the room. Outcomes arrive in the state: `connected`, or `failed` with a sentence. */
  join(): void {
    if (this.#snapshot.status !== "idle") return;
    void wakeAudio();
    this.#set({ status: "joining" });
    this.#signaling.connect();
  }

  /** Leaves on purpose: others see it at once, and what was recorded is still sent. */
  async leave(): Promise<void> {
    if (this.#ending || this.#ended) return;
    this.#ending = true;
    const told = this.#signaling.isJoined
      ? this.#signaling.request("room:leave", {}).catch(() => undefined)
      : Promise.resolve();
    // The last words are taken up first: the microphone closes with the room.
    await this.#recording.stop();
    await told;
    this.#end("left");
  }

  /**
   * Ends the meeting for everybody (hosts).
   * @throws {RoomError} when the server refuses, or cannot be reached.
   */
  async end(): Promise<void> {
    await this.#signaling.request("room:end", {}).catch((error: unknown) => {
      // The end itself may arrive before the answer, and closes the socket.
      if (!this.#ending) throw error;
    });
    await this.#onEnded("host-ended");
  }

  async setMicrophone(on: boolean): Promise<void> {
    await this.media.setMicrophone(on);
  }

  async setCamera(on: boolean): Promise<void> {
    await this.media.setCamera(on);
  }

  /**
   * Starts or stops recording for the meeting (hosts); each person is asked on their own.
   * @throws {RoomError} when the server refuses, or cannot be reached.
   */
  async setRecording(on: boolean): Promise<void> {
    const recording = await this.#signaling.request(on ? "recording:start" : "recording:stop", {});
    this.#set({ recording });
    this.#fitRecorder();
  }

  /**
   * Answers for oneself; may be changed at any time. A withdrawal takes effect here first.
   * @throws {RoomError} when the answer did not reach the server. A "no" holds here regardless.
   */
  async answerConsent(agree: boolean): Promise<void> {
    if (!agree) {
      this.#setConsent(this.#snapshot.consent === "granted" ? "withdrawn" : "declined");
      await this.#recording.discard();
    }
    const { recording } = await this.#signaling.request("recording:consent", {
      agree,
      noticeVersion: this.#snapshot.recording.noticeVersion,
    });
    this.#setConsent(recording);
  }

  /** @throws {RoomError} when the server could not be told. */
  async raiseHand(raised: boolean): Promise<void> {
    await this.#signaling.request("room:hand", { raised });
  }

  /** Floats over everybody's pictures for a few seconds. */
  async react(emoji: ReactionEmoji): Promise<void> {
    await this.#signaling.request("room:react", { emoji });
  }

  /**
   * Opens the browser's picker and shares what is chosen, with its sound where there is some.
   * @throws {RoomError} when this browser cannot share, or the server refuses.
   */
  startShare(options: { takeOver?: boolean } = {}): Promise<ShareOutcome> {
    return this.#share.start(options);
  }

  async stopShare(): Promise<void> {
    await this.#share.stop();
  }

  /** Whose pictures are on the page; the others send next to nothing until they are. */
  setVisible(ids: readonly string[]): void {
    this.mesh.setVisible(ids);
  }

  /** What was last measured of the way to somebody (every 2 s); null before that. */
  connectionReport(id: string): LinkReport | null {
    return this.mesh.reportOf(id);
  }

  /** Plays a fault, here or at somebody else; only where `canSimulate`. */
  async simulate(fault: Simulation, to: string | null = null): Promise<void> {
    const { isJoined } = this.#signaling;
    await this.#signaling.request("room:simulate", { fault, to }).catch((error: RoomError) => {
      // The fault itself may break the socket before the answer comes.
      if (!isJoined || error.code !== "offline") throw error;
    });
  }

  /** Lets go of everything, without a goodbye: the seat stays for the server's grace period. */
  dispose(): void {
    if (!this.#ended) this.#end("left");
    this.#listeners.clear();
  }

  #connectParts(): void {
    const signaling = this.#signaling;
    signaling.on("joined", (welcome) => this.#onJoined(welcome));
    signaling.on("waiting", ({ title }) => this.#onWaiting(title));
    signaling.on("lost", () => this.#onLost());
    signaling.on("refused", (error) => this.#fail(error));
    signaling.on("room:people", ({ people }) => this.#setRoster(people));
    signaling.on("room:signal", ({ from, payload }) =>
      this.#faults.carry(() => this.mesh.receiveSignal(from, payload)),
    );
    signaling.on("room:simulate", (fault) => this.#faults.play(fault));
    signaling.on("room:recording", (recording) => {
      this.#set({ recording });
      this.#fitRecorder();
    });
    signaling.on("emotion-status", (status) => this.emotions.onStatus(status));
    this.emotions.on("state", (emotion) => this.#set({ emotion }));
    signaling.on("room:settings", (settings) => this.#set({ settings }));
    signaling.on("room:lobby", ({ waiting }) => this.#set({ lobby: waiting }));
    signaling.on("room:reaction", ({ from, emoji }) => this.#reactions.show(from, emoji));
    signaling.on("room:command", (command) => this.#onCommand(command));
    signaling.on("chat:message", (message) => this.chat.onMessage(message));
    signaling.on("room:ended", ({ reason }) => void this.#onEnded(reason));

    this.mesh.on("signal", (signal) => {
      // What cannot be delivered now is made up for when the other side is back.
      this.#faults.carry(() => signaling.request("room:signal", signal).catch(() => undefined));
    });
    this.mesh.on("stream", ({ participantId, stream }) => {
      this.#roster.setStream(participantId, stream);
      this.#publishPeople();
    });
    this.mesh.on("screen", ({ participantId, stream }) => {
      this.#roster.setScreen(participantId, stream);
      this.#publishPeople();
    });
    this.mesh.on("path", () => this.#publishPeople());
    this.mesh.on("quality", () => this.#publishPeople());
    this.mesh.on("gone", ({ participantId }) => this.#roster.forget(participantId));

    this.#share.on("state", (share) => {
      this.#set({ share });
      this.#publishPeople();
    });

    this.#recording.on("capturing", (capturing) => this.#set({ capturing }));
    this.#recording.on("failed", (recorderProblem) => this.#set({ recorderProblem }));
    this.#recording.on("progress", (upload) => this.#set({ upload }));

    this.media.on("replaced", ({ previous, next }) => this.mesh.replaceTrack(previous, next));
    this.media.on("state", (media) => this.#onMedia(media));
    this.#leaveNetwork = watchNetwork({
      onChange: () => void this.#recover(() => this.mesh.refresh()),
      onReturn: () => void this.#recover(() => this.mesh.nudge()),
    });
  }

  /** The network changed or the page paused: what the system took is reopened, paths are sought. */
  async #recover(seekPaths: () => void): Promise<void> {
    if (this.#snapshot.status === "idle" || this.#ended) return;
    void this.media.recover();
    // First the socket: new paths are agreed on over it.
    await this.#signaling.refresh();
    seekPaths();
  }

  #onJoined(welcome: SignalingEvents["joined"]): void {
    this.clock.add(welcome);
    this.clock.start();
    this.#roster.selfId = welcome.self.id;
    this.#ice.start(welcome.ice);
    this.#set(enteredState(welcome));
    const listed = welcome.people.some((person) => person.id === welcome.self.id);
    this.#setRoster(listed ? welcome.people : [...welcome.people, welcome.self]);
    // After the list: to whoever lost their socket too, nothing is sent before they are back.
    this.mesh.setSignaling(true);
    // A "no" that could not be told while the socket was down.
    if (this.#refusedHere(welcome.self.recording)) this.answerConsent(false).catch(() => undefined);
    this.#listening.start();
    this.#fitRecorder();
    this.chat.onJoined(welcome.self.id);
    this.emotions.onJoined({ ...welcome.emotion, role: welcome.self.role });
    void this.#share.rejoined();
    // A spool that cannot be read keeps nobody from meeting.
    this.#recording.prepare().catch(() => undefined);
  }

  #onWaiting(title: string): void {
    this.#set({ status: "waiting", waitingFor: title, error: null });
  }

  #onLost(): void {
    if (this.#ending || this.#ended) return;
    const { status } = this.#snapshot;
    // In front of the door nothing is lost: the question is asked again with the next socket.
    if (status === "joining" || status === "waiting") return;
    this.mesh.setSignaling(false);
    this.#set({ status: "reconnecting" });
  }

  #onCommand({ what, by }: ServerEventData<"room:command">): void {
    if (what === "mute") void this.setMicrophone(false);
    if (what === "stop-share") void this.stopShare();
    this.#set({ notice: { what, by, atMs: performance.now() } });
  }

  #fail(error: RoomError): void {
    if (error.code === "gone") {
      void this.#onEnded("host-ended");
      return;
    }
    const { code, message, retryAfterSeconds = null } = error;
    this.#set({ status: "failed", error: { code, message, retryAfterSeconds } });
    this.#shutDown();
  }

  async #onEnded(reason: EndReason): Promise<void> {
    if (this.#ending || this.#ended) return;
    this.#ending = true;
    await this.#recording.stop();
    this.#end(reason);
  }

  #end(reason: EndReason): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#set({ status: "ended", endReason: reason, activeSpeakerId: null });
    this.#shutDown();
  }

  /** Closes media and the socket; the uploader goes on until everything is sent. */
  #shutDown(): void {
    this.#ended = true;
    void this.#recording.stop();
    this.#leaveNetwork();
    this.#ice.close();
    this.#faults.close();
    this.#share.close();
    this.clock.stop();
    this.#listening.close();
    this.mesh.close();
    this.#signaling.close();
    this.chat.close();
    this.emotions.close();
    this.#reactions.close();
    this.media.close();
  }

  #fitRecorder(): void {
    const { recording, consent } = this.#snapshot;
    this.#recording.allow(recording.active && consent === "granted" && !this.#ended);
  }

  #onMedia(media: RoomState["media"]): void {
    const before = this.#snapshot.media;
    this.#set({ media });
    this.#fitRecorder();
    const changed =
      before.microphone.on !== media.microphone.on || before.camera.on !== media.camera.on;
    if (!changed) return;
    this.#publishPeople();
    // If it cannot be told now, the next join tells it.
    if (this.#signaling.isJoined) {
      this.#signaling.request("room:media", this.media.mediaState).catch(() => undefined);
    }
  }

  #setRoster(people: readonly RoomPerson[]): void {
    const roster = this.#roster;
    const before = roster.size;
    roster.replace(people);
    const { self } = roster;
    if (self) this.mesh.setPeople(self, roster.others);
    if (self) this.emotions.onRole(self.role);
    if (people.length !== before) void this.media.fitTo(people.length);
    this.#publishPeople();
    // A "no" given here is not undone by a list that was on its way.
    if (self && !this.#refusedHere(self.recording)) this.#setConsent(self.recording);
  }

  #refusedHere(told: ConsentState): boolean {
    const { consent } = this.#snapshot;
    return (consent === "declined" || consent === "withdrawn") && told !== consent;
  }

  #setConsent(consent: ConsentState): void {
    this.#roster.changeSelf({ recording: consent });
    this.#set({ consent });
    this.#publishPeople();
    this.#fitRecorder();
  }

  #publishPeople(): void {
    const people = this.#roster.participants();
    if (people === this.#snapshot.people) return;
    this.#set({ people, self: people.find((person) => person.isSelf) ?? null });
  }

  #set(change: Partial<RoomState>): void {
    const next = { ...this.#snapshot, ...change };
    next.needsConsent = next.recording.active && next.consent === "unasked";
    this.#snapshot = next;
    for (const listener of [...this.#listeners]) listener();
  }
}
