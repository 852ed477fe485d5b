import type { VirtualBackgroundProcessor } from "@shiguredo/virtual-background";

/** Where the build puts the library's model and WebAssembly; nothing is fetched from elsewhere. */
const ASSETS_PATH = "/background-blur";
/** How far the background is smeared, pixels of the camera's picture. */
const BLUR_RADIUS = 12;
/** 6 MB over a slow line; whoever waited this long wants to be seen. */
const START_TIMEOUT_MS = 30_000;

/** A camera whose background is blurred. */
export type BlurredCamera = {
  track: MediaStreamTrack;
  /** What must go with every later `applyConstraints`, which forgets what it is not told again. */
  constraints: MediaTrackConstraints;
  stop: () => void;
};

// Media Capture and Streams Extensions, not in the DOM library of TypeScript.
type WithBlur = { backgroundBlur?: boolean[] };
type BlurSetting = { backgroundBlur?: boolean };
const nativeBlur = (on: boolean): MediaTrackConstraints =>
  ({ backgroundBlur: on }) as MediaTrackConstraints;

const hasNativeBlur = (camera: MediaStreamTrack | null): boolean =>
  (camera?.getCapabilities?.() as WithBlur | undefined)?.backgroundBlur?.includes(true) ?? false;

/**
 * Whether the model can run here. It wants the picture as a stream of frames on the page's thread
 * (Chromium): the library's other way draws on video callbacks, which stop in a hidden tab and
 * would leave the others a frozen picture.
 */
const canRunModel = (): boolean =>
  typeof WebAssembly === "object" &&
  "MediaStreamTrackProcessor" in globalThis &&
  "MediaStreamTrackGenerator" in globalThis &&
  "OffscreenCanvas" in globalThis &&
  "WebGL2RenderingContext" in globalThis;

/** Whether the background of this camera (or of any, for null) can be blurred in this browser. */
export const isBlurSupported = (camera: MediaStreamTrack | null): boolean =>
  canRunModel() || hasNativeBlur(camera);

/**
 * Blurs what is behind a person, one camera at a time. The browser's own effect is taken where the
 * camera has one (it costs nothing); otherwise a segmentation model in WebAssembly, loaded at the
 * first use and kept.
 */
export class BackgroundBlur {
  #processor: VirtualBackgroundProcessor | null = null;

  /** @throws when the model cannot be loaded, or neither way works with this camera. */
  async start(camera: MediaStreamTrack): Promise<BlurredCamera> {
    if (hasNativeBlur(camera) && (await takesNativeBlur(camera))) {
      return {
        track: camera,
        constraints: nativeBlur(true),
        stop: () => void setNativeBlur(camera, false),
      };
    }
    if (!canRunModel()) throw new Error("This camera did not take the blur.");
    return this.#startModel(camera);
  }

  async #startModel(camera: MediaStreamTrack): Promise<BlurredCamera> {
    const { VirtualBackgroundProcessor } = await import("@shiguredo/virtual-background");
    const processor = this.#processor ?? new VirtualBackgroundProcessor(ASSETS_PATH);
    const starting = processor.startProcessing(camera as MediaStreamVideoTrack, {
      blurRadius: BLUR_RADIUS,
      segmentationModel: "selfie-landscape",
    });
    const stop = (track: MediaStreamTrack): void => {
      processor.stopProcessing();
      track.stop();
    };
    try {
      const track = await withinTime(starting);
      this.#processor = processor;
      return { track, constraints: {}, stop: () => stop(track) };
    } catch (error) {
      // Half begun it is of no use: the next attempt makes a new one, and this one may come late.
      this.#processor = null;
      starting.then(stop).catch(() => undefined);
      throw error;
    }
  }
}

/** A wish that is not a must resolves in any case; the settings say whether it was granted. */
const takesNativeBlur = async (camera: MediaStreamTrack): Promise<boolean> => {
  await setNativeBlur(camera, true);
  return (camera.getSettings() as BlurSetting).backgroundBlur === true;
};

const setNativeBlur = async (camera: MediaStreamTrack, on: boolean): Promise<void> => {
  const constraints = { ...camera.getConstraints(), ...nativeBlur(on) };
  await camera.applyConstraints(constraints).catch(() => undefined);
};

const withinTime = async <T>(work: Promise<T>): Promise<T> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error("The blur took too long to start.")),
      START_TIMEOUT_MS,
    );
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};
