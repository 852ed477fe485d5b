import { ActiveSpeaker, SPEAKER_TICK_MS } from "./active-speaker";
import { AudioLevels } from "./audio-levels";
import type { LocalMedia } from "./local-media";
import type { MediaPlane } from "./media-plane";
import { MutedSpeech } from "./muted-speech";

export type Heard = { activeSpeakerId: string | null; mutedSpeech: boolean };

type ListeningOptions = {
  plane: Pick<MediaPlane, "audioLevels">;
  media: Pick<LocalMedia, "meter" | "rawMeter" | "microphoneTrack" | "state">;
  selfId: () => string | null;
  streamOf: (participantId: string) => MediaStream | null;
  onChange: (heard: Heard) => void;
};

/** Listens to everybody a few times a second: who speaks, and whether oneself does so muted. */
export class Listening {
  readonly #options: ListeningOptions;
  readonly #levels: AudioLevels;
  readonly #speaker = new ActiveSpeaker();
  readonly #mutedSpeech = new MutedSpeech();
  #heard: Heard = { activeSpeakerId: null, mutedSpeech: false };
  #ticker: ReturnType<typeof setInterval> | null = null;

  constructor(options: ListeningOptions) {
    this.#options = options;
    const { plane, streamOf } = options;
    this.#levels = new AudioLevels({ plane, streamOf, own: () => this.#own() });
  }

  /** Idempotent. */
  start(): void {
    this.#ticker ??= setInterval(() => this.#listen(), SPEAKER_TICK_MS);
  }

  close(): void {
    if (this.#ticker) clearInterval(this.#ticker);
    this.#levels.close();
  }

  #listen(): void {
    const now = performance.now();
    const { microphoneTrack, rawMeter, state } = this.#options.media;
    const isMuted = microphoneTrack !== null && !state.microphone.on;
    const heard: Heard = {
      activeSpeakerId: this.#speaker.update(now, this.#levels.read()),
      mutedSpeech: this.#mutedSpeech.update(now, isMuted ? rawMeter.latest : null),
    };
    const before = this.#heard;
    this.#heard = heard;
    const isSame =
      heard.activeSpeakerId === before.activeSpeakerId && heard.mutedSpeech === before.mutedSpeech;
    if (!isSame) this.#options.onChange(heard);
  }

  #own(): { id: string; level: number } | null {
    const id = this.#options.selfId();
    if (!id) return null;
    const { state, meter } = this.#options.media;
    return { id, level: state.microphone.on ? meter.latest : 0 };
  }
}
