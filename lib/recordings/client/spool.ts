import type { ClipCut } from "./clip-planner";

/** A track as it waits in this browser. */
export type SpooledTrack = {
  id: string;
  /** The meeting it belongs to, as in its link. */
  code: string;
  mimeType: string;
  /** Epoch ms, to let what nobody came back for expire. */
  createdAtMs: number;
};
export type SpooledClip = {
  trackId: string;
  clip: number;
  startedAtMs: number;
  /** Known once the clip is complete. */
  ending: { endedAtMs: number; cut: ClipCut; slices: number } | null;
  /** Server time at which the latest slice was complete: where an unfinished clip ends. */
  heardUntilMs: number;
};
export type SpooledSlice = { trackId: string; clip: number; slice: number; bytes: ArrayBuffer };

/**
 * What was recorded and not yet safely at the server. Everything is written here first, so that a
 * closed tab loses at most the slice being recorded.
 */
export interface Spool {
  putTrack(track: SpooledTrack): Promise<void>;
  putClip(clip: SpooledClip): Promise<void>;
  putSlice(slice: SpooledSlice): Promise<void>;
  slice(trackId: string, clip: number, slice: number): Promise<SpooledSlice | null>;
  tracks(): Promise<SpooledTrack[]>;
  clips(trackId: string): Promise<SpooledClip[]>;
  /** Numbers of the slices held for one clip, ascending. */
  sliceNumbers(trackId: string, clip: number): Promise<number[]>;
  dropClip(trackId: string, clip: number): Promise<void>;
  dropTrack(trackId: string): Promise<void>;
}

/** For browsers that allow no storage (and for tests): as good as a spool can be without a disk. */
export class MemorySpool implements Spool {
  readonly #tracks = new Map<string, SpooledTrack>();
  readonly #clips = new Map<string, SpooledClip>();
  readonly #slices = new Map<string, SpooledSlice>();

  async putTrack(track: SpooledTrack): Promise<void> {
    this.#tracks.set(track.id, track);
  }

  async putClip(clip: SpooledClip): Promise<void> {
    this.#clips.set(`${clip.trackId}/${clip.clip}`, clip);
  }

  async putSlice(slice: SpooledSlice): Promise<void> {
    this.#slices.set(`${slice.trackId}/${slice.clip}/${slice.slice}`, slice);
  }

  async slice(trackId: string, clip: number, slice: number): Promise<SpooledSlice | null> {
    return this.#slices.get(`${trackId}/${clip}/${slice}`) ?? null;
  }

  async tracks(): Promise<SpooledTrack[]> {
    return [...this.#tracks.values()];
  }

  async clips(trackId: string): Promise<SpooledClip[]> {
    return [...this.#clips.values()]
      .filter((clip) => clip.trackId === trackId)
      .sort((a, b) => a.clip - b.clip);
  }

  async sliceNumbers(trackId: string, clip: number): Promise<number[]> {
    return [...this.#slices.values()]
      .filter((slice) => slice.trackId === trackId && slice.clip === clip)
      .map((slice) => slice.slice)
      .sort((a, b) => a - b);
  }

  async dropClip(trackId: string, clip: number): Promise<void> {
    this.#clips.delete(`${trackId}/${clip}`);
    for (const slice of await this.sliceNumbers(trackId, clip)) {
      this.#slices.delete(`${trackId}/${clip}/${slice}`);
    }
  }

  async dropTrack(trackId: string): Promise<void> {
    for (const { clip } of await this.clips(trackId)) await this.dropClip(trackId, clip);
    this.#tracks.delete(trackId);
  }
}
