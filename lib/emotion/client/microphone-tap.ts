import { VOICE_SAMPLE_RATE } from "@/lib/emotion/schema";

const WORKLET_URL = "/worklets/pcm-tap.js";

/** Hears a microphone as 16 kHz mono, in blocks of 100 ms, from the audio thread. */
export class MicrophoneTap {
  readonly #onBlock: (block: Float32Array) => void;
  #context: AudioContext | null = null;
  #track: MediaStreamTrack | null = null;
  #source: MediaStreamAudioSourceNode | null = null;
  #node: AudioWorkletNode | null = null;
  #turn = 0;

  constructor(onBlock: (block: Float32Array) => void) {
    this.#onBlock = onBlock;
  }

  /** The track to hear from now on; null hears nothing, and lets go of the audio thread. */
  async listenTo(track: MediaStreamTrack | null): Promise<void> {
    if (track === this.#track) return;
    this.#track = track;
    const turn = ++this.#turn;
    this.#disconnect();
    if (!track) return;
    const context = await openContext(track);
    if (!context || turn !== this.#turn) {
      void context?.close();
      return;
    }
    this.#context = context;
    this.#node = new AudioWorkletNode(context, "pcm-tap", { numberOfOutputs: 0 });
    this.#node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => this.#onBlock(data);
    this.#source = context.createMediaStreamSource(new MediaStream([track]));
    this.#source.connect(this.#node);
    await context.resume().catch(() => undefined);
  }

  close(): void {
    void this.listenTo(null);
  }

  #disconnect(): void {
    if (this.#node) this.#node.port.onmessage = null;
    this.#source?.disconnect();
    this.#node?.disconnect();
    void this.#context?.close().catch(() => undefined);
    this.#source = null;
    this.#node = null;
    this.#context = null;
  }
}

/** A context of the rate we want, or of the browser's own where it cannot mix rates (Firefox). */
async function openContext(track: MediaStreamTrack): Promise<AudioContext | null> {
  for (const options of [{ sampleRate: VOICE_SAMPLE_RATE }, {}]) {
    const context = new AudioContext(options);
    try {
      context.createMediaStreamSource(new MediaStream([track])).disconnect();
      await context.audioWorklet.addModule(WORKLET_URL);
      return context;
    } catch {
      await context.close().catch(() => undefined);
    }
  }
  return null;
}
