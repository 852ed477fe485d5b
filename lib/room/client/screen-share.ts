import { Emitter } from "./emitter";
import { RoomError } from "./errors";
import type { MediaPlane } from "./media-plane";
import type { ShareState } from "./room-state";
import type { Signaling } from "./signaling";

/** What became of the wish to share one's screen. */
export type ShareOutcome =
  | { kind: "started" }
  /** The person closed the browser's picker. */
  | { kind: "cancelled" }
  /** Somebody else presents; `sentence` says who. Ask, then start with `takeOver`. */
  | { kind: "busy"; sentence: string };

type ScreenShareOptions = {
  signaling: Pick<Signaling, "request">;
  plane: Pick<MediaPlane, "setScreen">;
  /** The name of somebody else who presents now. */
  presenter: () => string | null;
};

/** Options of `getDisplayMedia` that TypeScript's library does not know yet (W3C Screen Capture). */
type DisplayOptions = DisplayMediaStreamOptions & {
  systemAudio: "exclude";
  selfBrowserSurface: "exclude";
  surfaceSwitching: "include";
};

/** The whole system's sound would carry the others' voices back to them; a tab's own does not. */
const DISPLAY_OPTIONS: DisplayOptions = {
  video: { width: { max: 1_920 }, height: { max: 1_080 }, frameRate: { ideal: 10, max: 15 } },
  audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  systemAudio: "exclude",
  selfBrowserSurface: "exclude",
  surfaceSwitching: "include",
};

/** The socket broke again while the room was being told. */
const PASSING = new Set(["offline", "timeout"]);

const OFF: ShareState = { on: false, hasSound: false, starting: false };

/** This person's shared screen: the browser's picker, what is sent, and what the room is told. */
export class ScreenShare extends Emitter<{ state: ShareState }> {
  /** The same over all shares of the page, so that others know it by one id. */
  readonly stream = new MediaStream();
  readonly #options: ScreenShareOptions;
  #state = OFF;

  constructor(options: ScreenShareOptions) {
    super();
    this.#options = options;
  }

  get state(): ShareState {
    return this.#state;
  }

  /**
   * Opens the browser's picker and shares what is chosen.
   * @throws {RoomError} `unsupported` or `denied` here, or what the server said.
   */
  async start({ takeOver = false } = {}): Promise<ShareOutcome> {
    if (this.#state.on) return { kind: "started" };
    // The picker is open already: the other call tells what comes of it.
    if (this.#state.starting) return { kind: "cancelled" };
    const presenter = this.#options.presenter();
    if (presenter && !takeOver) {
      return { kind: "busy", sentence: `${presenter} is presenting. Take over?` };
    }
    this.#set({ ...OFF, starting: true });
    try {
      return await this.#start(takeOver);
    } finally {
      if (!this.#state.on) this.#clear();
    }
  }

  /** Ends the share, here at once; the room is told, or learns it at the next join. */
  async stop(): Promise<void> {
    if (!this.#state.on) return;
    this.#clear();
    await this.#announceEnd();
  }

  /** The room forgets a share with its socket: told again, unless somebody presents meanwhile. */
  async rejoined(): Promise<void> {
    if (!this.#state.on) return;
    await this.#announce(false).catch((thrown: unknown) => {
      // What the next join tells is not lost.
      const isPassing = thrown instanceof RoomError && PASSING.has(thrown.code);
      if (!isPassing) this.#clear();
    });
  }

  close(): void {
    this.#clear();
    this.removeAllListeners();
  }

  async #start(takeOver: boolean): Promise<ShareOutcome> {
    const captured = await capture();
    if (!captured) return { kind: "cancelled" };
    for (const track of captured.getTracks()) {
      this.stream.addTrack(track);
      // The browser's own bar ends tracks, and so does a window that closes.
      track.addEventListener("ended", () => {
        if (track.kind === "video" && this.stream.getTracks().includes(track)) void this.stop();
      });
    }
    const [picture] = captured.getVideoTracks();
    if (picture) picture.contentHint = "detail";
    try {
      await this.#announce(takeOver);
    } catch (thrown) {
      if (!(thrown instanceof RoomError) || thrown.code !== "conflict") throw thrown;
      return { kind: "busy", sentence: thrown.message };
    }
    if (picture?.readyState !== "live") {
      await this.#announceEnd();
      return { kind: "cancelled" };
    }
    this.#options.plane.setScreen(this.stream);
    this.#set({ on: true, hasSound: this.#hasSound, starting: false });
    return { kind: "started" };
  }

  get #hasSound(): boolean {
    return this.stream.getAudioTracks().length > 0;
  }

  /** @throws {RoomError} `conflict` while somebody else presents and nothing is taken over. */
  async #announce(takeOver: boolean): Promise<void> {
    const share = { streamId: this.stream.id, hasSound: this.#hasSound, takeOver };
    await this.#options.signaling.request("room:present", { on: true, ...share });
  }

  async #announceEnd(): Promise<void> {
    await this.#options.signaling.request("room:present", { on: false }).catch(() => undefined);
  }

  #clear(): void {
    for (const track of this.stream.getTracks()) {
      track.stop();
      this.stream.removeTrack(track);
    }
    if (this.#state.on) this.#options.plane.setScreen(null);
    this.#set(OFF);
  }

  #set(state: ShareState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.emit("state", state);
  }
}

/**
 * What the person chose; null when they closed the picker.
 * @throws {RoomError} `unsupported`, or `denied` by the system.
 */
const capture = async (): Promise<MediaStream | null> => {
  if (!navigator.mediaDevices?.getDisplayMedia) {
    throw new RoomError({
      code: "unsupported",
      message:
        "This browser cannot share its screen. Join from a computer with a current browser to present.",
    });
  }
  try {
    return await navigator.mediaDevices.getDisplayMedia(DISPLAY_OPTIONS);
  } catch (thrown) {
    const { name, message } = thrown instanceof Error ? thrown : { name: "", message: "" };
    // Browsers use one name for "the person closed the picker" and "the system forbids it".
    if (name === "NotAllowedError" && !/system/i.test(message)) return null;
    throw new RoomError({
      code: "denied",
      message:
        "The screen could not be captured. Allow screen recording for this browser in the system's settings, then try again.",
    });
  }
};
