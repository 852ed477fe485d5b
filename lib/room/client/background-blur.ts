/** Where the build puts the library's model and WebAssembly; nothing is fetched from elsewhere. */
const ASSETS_PATH = "/background-blur";
/** How far the background is smeared, pixels of the camera's picture. */
const BLUR_RADIUS = 12;

/** A camera whose background is blurred. */
export type BlurredCamera = { track: MediaStreamTrack; stop: () => void };

/** Whether this browser can take a picture apart and put it together again in time. */
export const isBlurSupported = (): boolean =>
  typeof WebAssembly === "object" &&
  typeof HTMLVideoElement !== "undefined" &&
  (typeof (globalThis as { MediaStreamTrackProcessor?: unknown }).MediaStreamTrackProcessor ===
    "function" ||
    "requestVideoFrameCallback" in HTMLVideoElement.prototype);

type WithBlur = { backgroundBlur?: boolean[] };

/**
 * Blurs what is behind the person. The browser's own effect is taken where the camera has one (it
 * costs nothing); otherwise a segmentation model in WebAssembly, loaded at the first use.
 * @throws when the model cannot be loaded or the browser gives no processed track
 */
export const blurCamera = async (camera: MediaStreamTrack): Promise<BlurredCamera> => {
  const native = (camera.getCapabilities?.() as WithBlur | undefined)?.backgroundBlur;
  if (native?.includes(true)) {
    await camera.applyConstraints({ backgroundBlur: true } as MediaTrackConstraints);
    return {
      track: camera,
      stop: () => {
        const off = { backgroundBlur: false } as MediaTrackConstraints;
        camera.applyConstraints(off).catch(() => undefined);
      },
    };
  }
  const { VirtualBackgroundProcessor } = await import("@shiguredo/virtual-background");
  const processor = new VirtualBackgroundProcessor(ASSETS_PATH);
  const track = await processor.startProcessing(camera as MediaStreamVideoTrack, {
    blurRadius: BLUR_RADIUS,
    segmentationModel: "selfie-landscape",
  });
  return {
    track,
    stop: () => {
      processor.stopProcessing();
      track.stop();
    },
  };
};
