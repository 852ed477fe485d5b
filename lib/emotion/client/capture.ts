import type { EmotionConnection } from "@/lib/emotion/client/connection";
import { FrameCamera } from "@/lib/emotion/client/frame-camera";
import { MicrophoneTap } from "@/lib/emotion/client/microphone-tap";
import { SoundWindow } from "@/lib/emotion/client/sound-window";
import { VOICE_HOP_MS, VOICE_SAMPLE_RATE } from "@/lib/emotion/schema";

/** A page nobody looks at sends this share of what is asked. */
const HIDDEN_SHARE = 0.25;
const SLOWEST_FPS = 0.1;
/** Intervals vary by this share, so that people do not all send at the same moment. */
const JITTER = 0.25;

/** About so many milliseconds. */
const about = (ms: number): number => ms * (1 + JITTER * (2 * Math.random() - 1));

export type CaptureSource = {
  /** The picture as others see it, blurred where it is; null while the camera is off. */
  camera: MediaStreamTrack | null;
  /** Null while muted. */
  microphone: MediaStreamTrack | null;
};

/**
 * Captures one's own face and voice for the server, at its pace: one frame and one window on their
 * way at a time, and the newest always.
 */
export class Capture {
  readonly #connection: EmotionConnection;
  readonly #now: () => number;
  readonly #frames = new FrameCamera();
  readonly #window = new SoundWindow();
  readonly #tap: MicrophoneTap;
  #source: CaptureSource = { camera: null, microphone: null };
  #fps = 1;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #hopMs: number = VOICE_HOP_MS;
  #sendingSound = false;
  #closed = false;

  /** @param now server time, epoch milliseconds */
  constructor(connection: EmotionConnection, now: () => number) {
    this.#connection = connection;
    this.#now = now;
    this.#tap = new MicrophoneTap((block) => this.#onSound(block));
  }

  /** What may be captured from now on. What is not, stops at this moment. */
  use(source: CaptureSource): void {
    if (this.#closed) return;
    const before = this.#source;
    this.#source = source;
    this.#frames.watch(source.camera);
    void this.#tap.listenTo(source.microphone);
    if (!source.microphone) this.#window.clear();
    if (source.camera && !before.camera) this.#schedule(0);
    if (!source.camera && this.#timer) clearTimeout(this.#timer);
    const changed =
      Boolean(before.camera) !== Boolean(source.camera) ||
      Boolean(before.microphone) !== Boolean(source.microphone);
    if (changed) this.tellDevices();
  }

  /** Says which devices are on; also after every connect. */
  tellDevices(): void {
    const { camera, microphone } = this.#source;
    void this.#connection.send("participant.media_state", {
      micEnabled: microphone !== null,
      cameraEnabled: camera !== null,
    });
  }

  /** The server's pace, frames a second. */
  setPace(fps: number): void {
    this.#fps = fps;
  }

  close(): void {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#frames.close();
    this.#tap.close();
    this.#window.clear();
  }

  get #pace(): number {
    return Math.max(SLOWEST_FPS, this.#fps * (document.hidden ? HIDDEN_SHARE : 1));
  }

  #schedule(inMs: number): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#shoot(), inMs);
  }

  async #shoot(): Promise<void> {
    const startedAt = performance.now();
    if (this.#connection.isConnected) {
      const capturedAtMs = this.#now();
      const jpeg = await this.#frames.shoot().catch(() => null);
      // Whoever switched the camera off meanwhile is not sent.
      if (jpeg && this.#source.camera && !this.#closed)
        await this.#connection.send("emotion.frame", { jpeg, capturedAtMs });
    }
    if (this.#closed || !this.#source.camera) return;
    this.#schedule(Math.max(0, about(1000 / this.#pace) - (performance.now() - startedAt)));
  }

  #onSound(block: Float32Array): void {
    if (!this.#source.microphone) return;
    this.#window.add(block);
    if (this.#sendingSound || this.#window.fresh < (this.#hopMs / 1000) * VOICE_SAMPLE_RATE) return;
    if (!this.#connection.isConnected) return;
    const pcm = this.#window.take();
    this.#hopMs = about(Math.max(VOICE_HOP_MS, 1000 / this.#pace));
    if (!pcm) return;
    this.#sendingSound = true;
    void this.#connection.send("audio_chunk", { pcm, capturedAtMs: this.#now() }).finally(() => {
      this.#sendingSound = false;
    });
  }
}
