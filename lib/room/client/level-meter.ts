/** Root mean square of the last 20 ms, 0..1, at a moment of the monotonic clock, milliseconds. */
export type LevelListener = (rms: number, atMs: number) => void;

const WORKLET_URL = "/worklets/level-meter.js";
const FALLBACK_INTERVAL_MS = 40;

/** Shared by everything on the page that listens; browsers allow only a handful of contexts. */
let shared: AudioContext | null = null;
let worklet: Promise<boolean> | null = null;

export const audioContext = (): AudioContext => {
  shared ??= new AudioContext();
  return shared;
};

/** Browsers keep sound suspended until the person touched the page; call this from a click. */
export const wakeAudio = async (): Promise<void> => {
  await audioContext()
    .resume()
    .catch(() => undefined);
};

const hasWorklet = (): Promise<boolean> => {
  worklet ??= (audioContext().audioWorklet?.addModule(WORKLET_URL) ?? Promise.reject()).then(
    () => true,
    () => false,
  );
  return worklet;
};

/** Measures how loud one audio track is; goes with the microphone as it is replaced. */
export class LevelMeter {
  readonly #listeners = new Set<LevelListener>();
  #source: MediaStreamAudioSourceNode | null = null;
  #node: AudioNode | null = null;
  #timer: ReturnType<typeof setInterval> | null = null;
  #turn = 0;
  #latest = 0;

  /** The last measured loudness, 0..1. */
  get latest(): number {
    return this.#latest;
  }

  onLevel(listener: LevelListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Measures this track from now on; null measures nothing. */
  async listenTo(track: MediaStreamTrack | null): Promise<void> {
    this.#disconnect();
    const turn = ++this.#turn;
    if (!track) return this.#report(0);
    void wakeAudio();
    const useWorklet = await hasWorklet();
    if (turn !== this.#turn || track.readyState === "ended") return;
    const context = audioContext();
    this.#source = context.createMediaStreamSource(new MediaStream([track]));
    this.#node = useWorklet ? this.#workletNode(context) : this.#analyserNode(context);
    this.#source.connect(this.#node);
  }

  close(): void {
    this.#turn += 1;
    this.#disconnect();
    this.#listeners.clear();
  }

  #workletNode(context: AudioContext): AudioNode {
    const node = new AudioWorkletNode(context, "level-meter", { numberOfOutputs: 0 });
    node.port.onmessage = (event: MessageEvent<number>) => this.#report(event.data);
    return node;
  }

  #analyserNode(context: AudioContext): AudioNode {
    const analyser = context.createAnalyser();
    analyser.fftSize = 2048;
    const samples = new Float32Array(analyser.fftSize);
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      let sum = 0;
      for (const sample of samples) sum += sample * sample;
      this.#report(Math.sqrt(sum / samples.length));
    }, FALLBACK_INTERVAL_MS);
    return analyser;
  }

  #report(rms: number): void {
    this.#latest = rms;
    const atMs = performance.now();
    for (const listener of this.#listeners) listener(rms, atMs);
  }

  #disconnect(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    this.#source?.disconnect();
    if (this.#node instanceof AudioWorkletNode) this.#node.port.onmessage = null;
    this.#node?.disconnect();
    this.#source = null;
    this.#node = null;
    this.#latest = 0;
  }
}
