import type { DeviceKind } from "./devices";
import { blackVideoTrack, silentAudioTrack } from "./placeholder-tracks";

/** What is sent to the others: always exactly one audio and one video track, real or a stand-in. */
export class OutgoingStream {
  readonly stream: MediaStream;
  readonly #standIns: Readonly<Record<DeviceKind, MediaStreamTrack>>;
  readonly #sent: Record<DeviceKind, MediaStreamTrack>;
  readonly #onReplaced: (change: { previous: MediaStreamTrack; next: MediaStreamTrack }) => void;

  constructor(
    onReplaced: (change: { previous: MediaStreamTrack; next: MediaStreamTrack }) => void,
  ) {
    this.#onReplaced = onReplaced;
    this.#standIns = { microphone: silentAudioTrack(), camera: blackVideoTrack() };
    this.#sent = { ...this.#standIns };
    this.stream = new MediaStream(Object.values(this.#standIns));
  }

  /** Sends this track from now on; null sends the stand-in. */
  send(device: DeviceKind, track: MediaStreamTrack | null): void {
    const previous = this.#sent[device];
    const next = track ?? this.#standIns[device];
    if (previous === next) return;
    this.#sent[device] = next;
    this.stream.removeTrack(previous);
    this.stream.addTrack(next);
    this.#onReplaced({ previous, next });
  }

  close(): void {
    for (const track of Object.values(this.#standIns)) track.stop();
  }
}
