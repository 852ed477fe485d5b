import { LevelMeter } from "./level-meter";
import type { MediaPlane } from "./media-plane";

type AudioLevelsOptions = {
  plane: Pick<MediaPlane, "audioLevels">;
  /** Loudness of this person's own microphone, 0..1. */
  own: () => { id: string; level: number } | null;
  streamOf: (participantId: string) => MediaStream | null;
};

/**
 * Everybody's loudness at a moment. From the headers of the arriving packets where the browser
 * tells it (it leads the sound by about 100 ms and costs nothing), otherwise from the sound itself;
 * chosen per person, at run time.
 */
export class AudioLevels {
  readonly #options: AudioLevelsOptions;
  readonly #meters = new Map<string, { meter: LevelMeter; track: MediaStreamTrack }>();
  /** People whose browser path has told a level at least once. */
  readonly #told = new Set<string>();

  constructor(options: AudioLevelsOptions) {
    this.#options = options;
  }

  read(): Map<string, number> {
    const levels = new Map<string, number>();
    const own = this.#options.own();
    if (own) levels.set(own.id, own.level);
    const arriving = this.#options.plane.audioLevels();
    for (const [id, level] of arriving) {
      if (level !== null) this.#told.add(id);
      levels.set(id, level ?? (this.#told.has(id) ? 0 : this.#measure(id)));
    }
    for (const id of [...this.#meters.keys()]) {
      if (!arriving.has(id) || this.#told.has(id)) this.#stop(id);
    }
    return levels;
  }

  close(): void {
    for (const id of [...this.#meters.keys()]) this.#stop(id);
  }

  #measure(id: string): number {
    const track = this.#options.streamOf(id)?.getAudioTracks()[0];
    const known = this.#meters.get(id);
    if (known && known.track === track) return known.meter.latest;
    this.#stop(id);
    if (!track) return 0;
    const meter = new LevelMeter();
    this.#meters.set(id, { meter, track });
    void meter.listenTo(track);
    return 0;
  }

  #stop(id: string): void {
    this.#meters.get(id)?.meter.close();
    this.#meters.delete(id);
  }
}
