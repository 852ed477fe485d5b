/** A slice of audio as the recorder delivered it, with the server time at which it was complete. */
export type RecordedSlice = { slice: number; bytes: ArrayBuffer; heardUntilMs: number };

type ClipRecordingOptions = {
  track: MediaStreamTrack;
  mimeType: string;
  /** Server time, epoch ms. */
  now: () => number;
  /** Slices of a clip that is kept, in order. */
  onSlice: (slice: RecordedSlice) => void;
};

/** Slices come about once a second: what a closed tab can lose at most, with the time to store it. */
const SLICE_MS = 1_000;
/** Opus for one voice; clear to recognisers, 6 KB a second. */
const BITS_PER_SECOND = 48_000;

/** One self-contained audio file. Until it is kept its slices stay in memory and go nowhere. */
export class ClipRecording {
  /** Server time of the call that started it: the first sample is within 30 ms of it. */
  readonly startedAtMs: number;
  readonly #options: ClipRecordingOptions;
  readonly #recorder: MediaRecorder;
  readonly #ended: Promise<void>;
  #held: RecordedSlice[] = [];
  #slices = 0;
  #kept = false;
  #dropped = false;
  /** Blobs are read one after the other, so that slices keep their order. */
  #reading: Promise<void> = Promise.resolve();

  constructor(options: ClipRecordingOptions) {
    this.#options = options;
    this.#recorder = new MediaRecorder(new MediaStream([options.track]), {
      mimeType: options.mimeType,
      audioBitsPerSecond: BITS_PER_SECOND,
    });
    this.#recorder.ondataavailable = (event) => this.#take(event.data);
    this.#ended = new Promise((resolve) => {
      this.#recorder.onstop = () => resolve();
      this.#recorder.onerror = () => resolve();
    });
    // The start event comes 44-85 ms too late; the call itself is the truthful moment.
    this.startedAtMs = Math.round(options.now());
    this.#recorder.start(SLICE_MS);
  }

  keep(): void {
    if (this.#dropped) return;
    this.#kept = true;
    for (const slice of this.#held.splice(0)) this.#options.onSlice(slice);
  }

  /** Ends the file; resolves with its number of slices once the last has been handed over. */
  async finish(): Promise<number> {
    if (this.#recorder.state !== "inactive") this.#recorder.stop();
    await this.#ended;
    await this.#reading;
    return this.#slices;
  }

  /** Stops and forgets everything that has not been handed over. */
  drop(): void {
    this.#dropped = true;
    this.#held = [];
    if (this.#recorder.state !== "inactive") this.#recorder.stop();
  }

  #take(blob: Blob): void {
    // A recorder stopped within a few ms delivers an empty file, which nothing can read.
    if (this.#dropped || blob.size === 0) return;
    const heardUntilMs = Math.round(this.#options.now());
    this.#reading = this.#reading.then(async () => {
      const bytes = await blob.arrayBuffer();
      if (this.#dropped) return;
      const slice = { slice: this.#slices++, bytes, heardUntilMs };
      if (this.#kept) this.#options.onSlice(slice);
      else this.#held.push(slice);
    });
  }
}
