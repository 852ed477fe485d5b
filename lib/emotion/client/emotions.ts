import { Capture } from "@/lib/emotion/client/capture";
import { EmotionConnection } from "@/lib/emotion/client/connection";
import type {
  EmotionConsent,
  EmotionGroup,
  EmotionResult,
  EmotionStatus,
  EmotionVisibility,
  ReadingEventData,
} from "@/lib/emotion/schema";
import type { MeetingClock } from "@/lib/room/client/clock";
import { Emitter } from "@/lib/room/client/emitter";
import type { LocalMedia } from "@/lib/room/client/local-media";
import type { Signaling } from "@/lib/room/client/signaling";
import { isModerator, type RoomRole } from "@/lib/room/schema";

/** A card looks back on this, milliseconds. */
const LOOK_BACK_MS = 30_000;

const NOT_OFFERED: EmotionStatus = {
  offered: false,
  active: false,
  visibility: null,
  modalities: [],
  purpose: "",
  notice: "",
  noticeVersion: "",
};
const UNASKED: EmotionConsent = { face: "unasked", voice: "unasked" };

export type EmotionState = {
  status: EmotionStatus;
  /** One's own answer. */
  consent: EmotionConsent;
  /** It is on and we have not answered yet. */
  needsAnswer: boolean;
  /** What is being captured of oneself at this moment. */
  capturing: { face: boolean; voice: boolean };
  connected: boolean;
  /** Frames a second the server asks for; null before it said so. */
  targetFps: number | null;
  /** Per person, the readings of the last half minute, oldest first. Only of those one may see. */
  readings: ReadonlyMap<string, readonly EmotionResult[]>;
  group: EmotionGroup | null;
  /** What the server last refused, in a sentence. */
  problem: string | null;
};

export const INITIAL_EMOTION: EmotionState = {
  status: NOT_OFFERED,
  consent: UNASKED,
  needsAnswer: false,
  capturing: { face: false, voice: false },
  connected: false,
  targetFps: null,
  readings: new Map(),
  group: null,
  problem: null,
};

type Parts = {
  signaling: Signaling;
  media: LocalMedia;
  clock: MeetingClock;
  url?: string | undefined;
};

/**
 * Live emotion in one browser: one's own answer, the capture while it allows it, and the readings
 * one may see. Nothing is captured before a yes; a no takes effect here first.
 */
export class Emotions extends Emitter<{ state: EmotionState }> {
  readonly #parts: Parts;
  #state = INITIAL_EMOTION;
  #role: RoomRole = "participant";
  #connection: EmotionConnection | null = null;
  #capture: Capture | null = null;
  #sweep: ReturnType<typeof setInterval> | null = null;
  #closed = false;

  constructor(parts: Parts) {
    super();
    this.#parts = parts;
    parts.media.on("state", () => this.#fitCapture());
  }

  get state(): EmotionState {
    return this.#state;
  }

  /** In the room, at first and after every loss of its socket. */
  onJoined(told: { status: EmotionStatus; consent: EmotionConsent; role: RoomRole }): void {
    this.#role = told.role;
    // A "no" that could not be told while the socket was down is told now.
    const refused = (["face", "voice"] as const).filter(
      (part) => isNo(this.#state.consent[part]) && told.consent[part] === "granted",
    );
    if (refused.length > 0) {
      const keep = (part: "face" | "voice") =>
        told.consent[part] === "granted" && !refused.includes(part);
      void this.answer({ face: keep("face"), voice: keep("voice") }).catch(() => undefined);
      this.#set({ status: told.status });
      return;
    }
    this.#set({ status: told.status, consent: told.consent });
    this.#fit();
  }

  onRole(role: RoomRole): void {
    if (role === this.#role) return;
    this.#role = role;
    this.#set({ readings: new Map(), group: null });
    this.#fit();
  }

  /** The host switched it on, off or over: whatever was answered was for what was before. */
  onStatus(status: EmotionStatus): void {
    const same = status.noticeVersion === this.#state.status.noticeVersion;
    const consent = same && status.active ? this.#state.consent : UNASKED;
    this.#set({ status, consent, readings: new Map(), group: null });
    this.#fit();
  }

  /**
   * Switches live emotion on for a visibility, or off (hosts).
   * @throws {RoomError} when the server refuses, or cannot be reached.
   */
  async setVisibility(visibility: EmotionVisibility | null): Promise<void> {
    await this.#parts.signaling.request("emotion:settings", { visibility });
  }

  /**
   * Answers for oneself; may be changed at any time. What is taken back stops here first.
   * @param forget also deletes what was read of oneself in this meeting
   * @throws {RoomError} when the answer did not reach the server. A "no" holds here regardless.
   */
  async answer(wanted: { face: boolean; voice: boolean; forget?: boolean }): Promise<void> {
    const { consent, status } = this.#state;
    const held = {
      face: wanted.face ? consent.face : refusedAfter(consent.face),
      voice: wanted.voice ? consent.voice : refusedAfter(consent.voice),
    };
    this.#set({ consent: held });
    this.#fitCapture();
    const told = await this.#parts.signaling.request("emotion:consent", {
      face: wanted.face,
      voice: wanted.voice,
      noticeVersion: status.noticeVersion,
      forget: wanted.forget ?? false,
    });
    this.#set({ consent: told, ...(wanted.forget && { readings: new Map() }) });
    this.#fit();
  }

  close(): void {
    this.#closed = true;
    this.#disconnect();
    this.removeAllListeners();
  }

  get #takesPart(): boolean {
    const { face, voice } = this.#state.consent;
    return face === "granted" || voice === "granted";
  }

  /** Connects while there is something to send or to see. */
  #fit(): void {
    const { status } = this.#state;
    const sees =
      status.visibility === "aggregate" ||
      (status.visibility === "host" && isModerator(this.#role));
    if (this.#closed || !status.active || (!this.#takesPart && !sees)) this.#disconnect();
    else if (!this.#connection) this.#connect();
    this.#fitCapture();
  }

  #connect(): void {
    const { signaling, clock, url } = this.#parts;
    const connection = new EmotionConnection({
      ticket: async () => (await signaling.request("emotion:ticket", {})).ticket,
      url,
    });
    const capture = new Capture(connection, () => clock.now());
    connection.on("connected", (connected) => {
      this.#set({ connected, ...(connected && { problem: null }) });
      // Whoever only looks has nothing to tell, and would be refused.
      if (connected && this.#takesPart) capture.tellDevices();
      this.#fitCapture();
    });
    connection.on("emotion.result", (result) => this.#onResult(result));
    connection.on("emotion.group", (group) => this.#set({ group }));
    connection.on("server.status", ({ targetFps }) => {
      capture.setPace(targetFps);
      this.#set({ targetFps });
    });
    connection.on("backpressure", ({ suggestedFps }) => {
      capture.setPace(suggestedFps);
      this.#set({ targetFps: suggestedFps });
    });
    connection.on("emotion.error", (error) => this.#onError(error));
    this.#connection = connection;
    this.#capture = capture;
    this.#sweep = setInterval(() => this.#forgetOld(), 1_000);
  }

  #disconnect(): void {
    if (this.#sweep) clearInterval(this.#sweep);
    this.#sweep = null;
    this.#capture?.close();
    this.#connection?.close();
    this.#capture = null;
    this.#connection = null;
    this.#set({
      connected: false,
      targetFps: null,
      capturing: { face: false, voice: false },
      readings: new Map(),
      group: null,
    });
  }

  /** What is sent is what was agreed to, of devices that are on. */
  #fitCapture(): void {
    const { consent, status } = this.#state;
    const { media } = this.#parts;
    const may = (part: "face" | "voice") =>
      this.#capture !== null &&
      status.active &&
      consent[part] === "granted" &&
      status.modalities.includes(part);
    const face = may("face") && media.mediaState.camera;
    const voice = may("voice") && media.mediaState.microphone;
    this.#capture?.use({
      camera: face ? (media.stream.getVideoTracks()[0] ?? null) : null,
      microphone: voice ? media.microphoneTrack : null,
    });
    const { capturing } = this.#state;
    if (capturing.face !== face || capturing.voice !== voice)
      this.#set({ capturing: { face, voice } });
  }

  #onResult(result: EmotionResult): void {
    const readings = new Map(this.#state.readings);
    const since = result.atMs - LOOK_BACK_MS;
    const before = readings.get(result.participantId) ?? [];
    readings.set(result.participantId, [...before.filter(({ atMs }) => atMs > since), result]);
    this.#set({ readings });
  }

  #onError({ code, message }: ReadingEventData<"emotion.error">): void {
    // Being too fast corrects itself with the pace.
    if (code !== "too-many" && code !== "gone") this.#set({ problem: message });
  }

  /** What lies further back than a card looks is let go, also of whoever sends nothing new. */
  #forgetOld(): void {
    const since = this.#parts.clock.now() - LOOK_BACK_MS;
    const { readings } = this.#state;
    if (![...readings.values()].some(([first]) => (first?.atMs ?? 0) <= since)) return;
    const kept = [...readings]
      .map(([id, list]) => [id, list.filter(({ atMs }) => atMs > since)] as const)
      .filter(([, list]) => list.length > 0);
    this.#set({ readings: new Map(kept) });
  }

  #set(change: Partial<EmotionState>): void {
    const next = { ...this.#state, ...change };
    const { status, consent } = next;
    next.needsAnswer =
      status.active && status.modalities.every((part) => consent[part] === "unasked");
    this.#state = next;
    if (!this.#closed) this.emit("state", next);
  }
}

const isNo = (state: EmotionConsent["face"]): boolean =>
  state === "declined" || state === "withdrawn";

const refusedAfter = (state: EmotionConsent["face"]): EmotionConsent["face"] =>
  state === "granted" || state === "withdrawn" ? "withdrawn" : "declined";
