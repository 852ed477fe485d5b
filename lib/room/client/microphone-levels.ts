import { LevelMeter } from "./level-meter";

/** How loud the own microphone is: as the others hear it, and as it would be unmuted. */
export class MicrophoneLevels {
  readonly sent = new LevelMeter();
  readonly raw = new LevelMeter();
  /** A muted track is silent to everybody on the page; its clone is not. It is measured, no more. */
  #clone: MediaStreamTrack | null = null;

  listenTo(track: MediaStreamTrack | null): void {
    this.#clone?.stop();
    this.#clone = track?.clone() ?? null;
    if (this.#clone) this.#clone.enabled = true;
    void this.raw.listenTo(this.#clone);
    void this.sent.listenTo(track);
  }

  close(): void {
    this.#clone?.stop();
    this.#clone = null;
    this.sent.close();
    this.raw.close();
  }
}
