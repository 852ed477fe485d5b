import { FRAME_MAX } from "@/lib/emotion/schema";

/** Quality of the JPEG, 0..1 (facts/face.md). */
const QUALITY = 0.8;
/** Tried when a busy picture is too large at the usual quality. */
const LOW_QUALITY = 0.5;

/** Takes single pictures of a video track, at most 640x360. */
export class FrameCamera {
  readonly #video = document.createElement("video");
  readonly #canvas = document.createElement("canvas");
  #track: MediaStreamTrack | null = null;

  constructor() {
    this.#video.muted = true;
    this.#video.playsInline = true;
  }

  /** The track to look at from now on; null looks at nothing. */
  watch(track: MediaStreamTrack | null): void {
    if (track === this.#track) return;
    this.#track = track;
    this.#video.srcObject = track ? new MediaStream([track]) : null;
    if (track) this.#video.play().catch(() => undefined);
  }

  /** JPEG bytes of the present picture; null while there is none. */
  async shoot(): Promise<Uint8Array | null> {
    const { videoWidth, videoHeight, readyState } = this.#video;
    if (!this.#track || readyState < HTMLMediaElement.HAVE_CURRENT_DATA || videoWidth === 0)
      return null;
    const scale = Math.min(1, FRAME_MAX.width / videoWidth, FRAME_MAX.height / videoHeight);
    this.#canvas.width = Math.max(1, Math.round(videoWidth * scale));
    this.#canvas.height = Math.max(1, Math.round(videoHeight * scale));
    const context = this.#canvas.getContext("2d", { alpha: false });
    if (!context) return null;
    context.drawImage(this.#video, 0, 0, this.#canvas.width, this.#canvas.height);
    const usual = await this.#encode(QUALITY);
    if (!usual || usual.byteLength <= FRAME_MAX.bytes) return usual;
    const small = await this.#encode(LOW_QUALITY);
    return small && small.byteLength <= FRAME_MAX.bytes ? small : null;
  }

  close(): void {
    this.watch(null);
  }

  async #encode(quality: number): Promise<Uint8Array | null> {
    const blob = await new Promise<Blob | null>((resolve) =>
      this.#canvas.toBlob(resolve, "image/jpeg", quality),
    );
    return blob ? new Uint8Array(await blob.arrayBuffer()) : null;
  }
}
