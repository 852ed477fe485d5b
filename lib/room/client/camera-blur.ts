import { BackgroundBlur, type BlurredCamera, isBlurSupported } from "./background-blur";

export type BlurState = {
  supported: boolean;
  on: boolean;
  starting: boolean;
  /** Why it is not on although somebody wanted it on. */
  problem: string | null;
};

const PROBLEM = "Your background could not be blurred: it is visible now.";

type CameraBlurOptions = {
  wanted: boolean;
  onState: (state: BlurState) => void;
  /** A running blur broke down: the camera has to go on without it. */
  onLost: (problem: string) => void;
};

/** The wish for a blurred background, and what became of it with the camera of the moment. */
export class CameraBlur {
  readonly #options: CameraBlurOptions;
  readonly #blur = new BackgroundBlur();
  #state: BlurState;
  #wanted: boolean;
  #current: BlurredCamera | null = null;
  #turn = 0;
  /** One start after another: the model works on one camera at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: CameraBlurOptions) {
    this.#options = options;
    this.#wanted = options.wanted;
    const supported = isBlurSupported(null);
    this.#state = { supported, on: supported && this.#wanted, starting: false, problem: null };
  }

  get state(): BlurState {
    return this.#state;
  }

  /** What later constraints of the camera must repeat. */
  get constraints(): MediaTrackConstraints {
    return this.#current?.constraints ?? {};
  }

  /** Takes effect with the next {@link apply}. */
  want(on: boolean): void {
    this.#wanted = on;
    this.#set({ on: on && this.#state.supported, problem: null });
  }

  /**
   * The picture to send for a camera: blurred if wanted, the camera itself if not or if that fails;
   * null when a later call or {@link stop} overtook this one.
   */
  async apply(camera: MediaStreamTrack): Promise<MediaStreamTrack | null> {
    const turn = ++this.#turn;
    const supported = isBlurSupported(camera);
    const on = supported && this.#wanted;
    this.#set({ supported, on, starting: on });
    if (!on) {
      this.#drop();
      return camera;
    }
    const started = this.#last.then(() => (turn === this.#turn ? this.#start(camera, turn) : null));
    this.#last = started;
    return started;
  }

  /** The camera is off, or gone. */
  stop(): void {
    this.#turn += 1;
    this.#drop();
    if (this.#state.starting) this.#set({ starting: false });
  }

  async #start(camera: MediaStreamTrack, turn: number): Promise<MediaStreamTrack | null> {
    this.#drop();
    try {
      const blurred = await this.#blur.start(camera);
      if (turn !== this.#turn) {
        blurred.stop();
        return null;
      }
      this.#current = blurred;
      if (blurred.track !== camera) {
        blurred.track.addEventListener("ended", () => this.#onEnded(blurred, camera));
      }
      this.#set({ starting: false });
      return blurred.track;
    } catch {
      if (turn !== this.#turn) return null;
      this.#fail();
      return camera;
    }
  }

  #onEnded(blurred: BlurredCamera, camera: MediaStreamTrack): void {
    // With the camera itself ends its processed picture: that is no failure of the blur.
    if (this.#current !== blurred || camera.readyState === "ended") return;
    this.#turn += 1;
    this.#drop();
    this.#fail();
  }

  #fail(): void {
    this.#wanted = false;
    this.#set({ on: false, starting: false, problem: PROBLEM });
    this.#options.onLost(PROBLEM);
  }

  #drop(): void {
    this.#current?.stop();
    this.#current = null;
  }

  #set(change: Partial<BlurState>): void {
    this.#state = { ...this.#state, ...change };
    this.#options.onState(this.#state);
  }
}
