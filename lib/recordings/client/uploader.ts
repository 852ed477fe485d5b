import { Emitter } from "@/lib/room/client/emitter";
import type { ClipCut } from "./clip-planner";
import { persist, Slots } from "./persist";
import type { Spool, SpooledClip, SpooledTrack } from "./spool";
import { holdTrack } from "./track-lock";
import { type UploadApi, UploadError } from "./upload-api";

/** Requests under way at once: enough to catch up after an outage, few enough for a meeting's line. */
const CONCURRENCY = 3;
/** A server that goes on missing slices it was sent is broken; the clip is given up. */
const CLOSE_ROUNDS = 4;

export type UploadProgress = {
  /** Pieces (slices and completions) that are not safely at the server. */
  pending: number;
  sent: number;
  /** The last attempt failed and another follows. */
  retrying: boolean;
  /** What the server refused for good, as its sentence; nothing more comes of those pieces. */
  refusal: string | null;
};
export type UploaderEvents = { progress: UploadProgress };

type Place = { trackId: string; clip: number };
export type NewSlice = Place & {
  slice: number;
  startedAtMs: number;
  /** Server time at which the slice was complete. */
  heardUntilMs: number;
  bytes: ArrayBuffer;
};
export type FinishedClip = Place & {
  startedAtMs: number;
  endedAtMs: number;
  cut: ClipCut;
  slices: number;
};

type Track = SpooledTrack & {
  abort: AbortController;
  opened: Promise<void> | null;
  spooled: Promise<void> | null;
  clips: Map<number, { slices: Promise<void>[]; closed: Promise<void> | null }>;
  release: () => void;
};

type UploaderOptions = { api: (code: string) => UploadApi; spool: Spool; random?: () => number };

/**
 * Brings recorded slices to the server while people talk: spooled first, sent in any order, asked
 * back by the server when missing, repeated until they are there. Every request may be repeated
 * without a second effect, so nothing is ever in doubt.
 */
export class Uploader extends Emitter<UploaderEvents> {
  readonly #options: UploaderOptions;
  readonly #slots = new Slots(CONCURRENCY);
  readonly #tracks = new Map<string, Track>();
  readonly #work = new Set<Promise<void>>();
  #progress: UploadProgress = { pending: 0, sent: 0, retrying: false, refusal: null };

  constructor(options: UploaderOptions) {
    super();
    this.#options = options;
  }

  get progress(): UploadProgress {
    return this.#progress;
  }

  /** Announces a track. Nothing is sent, and the server hears nothing of it, before its first slice. */
  begin(track: SpooledTrack): void {
    this.#tracks.set(track.id, {
      ...track,
      abort: new AbortController(),
      opened: null,
      spooled: null,
      clips: new Map(),
      release: holdTrack(track.id),
    });
  }

  addSlice(slice: NewSlice): void {
    const track = this.#tracks.get(slice.trackId);
    if (!track) return;
    const { spool } = this.#options;
    // A full disk costs the safety net, not the recording: what cannot be spooled is still sent.
    track.spooled ??= spool.putTrack(plain(track)).catch(() => undefined);
    const { trackId, clip, startedAtMs, heardUntilMs } = slice;
    const kept = track.spooled
      .then(() => spool.putClip({ trackId, clip, startedAtMs, heardUntilMs, ending: null }))
      .then(() => spool.putSlice({ trackId, clip, slice: slice.slice, bytes: slice.bytes }))
      .catch(() => undefined);
    this.#send(track, slice, kept);
  }

  finishClip(finished: FinishedClip): void {
    const track = this.#tracks.get(finished.trackId);
    if (!track) return;
    const clip = this.#clip(track, finished.clip);
    clip.closed = this.#run(track, () => this.#close(track, finished, clip.slices));
  }

  /** No more clips will come. A track in which nothing was said was never opened. */
  finishTrack(trackId: string): void {
    const track = this.#tracks.get(trackId);
    if (!track) return;
    void this.#run(track, async () => {
      await Promise.all([...track.clips.values()].map((clip) => clip.closed));
      if (track.opened && !track.abort.signal.aborted) {
        await this.#persist(track, (api, signal) =>
          api.closeTrack({ trackId, clips: track.clips.size }, signal),
        );
      }
      await this.#forget(track);
    });
  }

  /** Throws away whatever of this track has not been sent: consent was taken back. */
  async discard(trackId: string): Promise<void> {
    const track = this.#tracks.get(trackId);
    if (!track) return;
    track.abort.abort(new DOMException("Consent was taken back.", "AbortError"));
    await track.spooled;
    await this.#forget(track);
  }

  /** Takes up what an earlier visit left in the spool. */
  async restore(left: SpooledTrack): Promise<void> {
    const { spool } = this.#options;
    this.begin(left);
    const track = this.#tracks.get(left.id);
    if (!track) return;
    for (const clip of await spool.clips(left.id)) await this.#restoreClip(track, clip);
    this.finishTrack(left.id);
  }

  /** Resolves once nothing is left to send (or what is left was refused for good). */
  async flush(): Promise<void> {
    while (this.#work.size > 0) await Promise.allSettled([...this.#work]);
  }

  async #restoreClip(track: Track, clip: SpooledClip): Promise<void> {
    const { spool } = this.#options;
    const { trackId, startedAtMs, heardUntilMs } = clip;
    const numbers = await spool.sliceNumbers(trackId, clip.clip);
    // Slices build on one another: behind a gap nothing can be decoded.
    const gap = numbers.findIndex((number, position) => number !== position);
    const slices = gap === -1 ? numbers.length : gap;
    if (slices === 0) return spool.dropClip(trackId, clip.clip);
    for (let slice = 0; slice < slices; slice += 1) {
      const held = await spool.slice(trackId, clip.clip, slice);
      if (held) {
        const { bytes } = held;
        this.#send(track, { ...clip, slice, bytes, startedAtMs, heardUntilMs }, Promise.resolve());
      }
    }
    const ending = clip.ending ?? { endedAtMs: heardUntilMs, cut: "pause" as const };
    this.finishClip({
      trackId,
      clip: clip.clip,
      startedAtMs,
      slices,
      cut: ending.cut,
      endedAtMs: Math.max(ending.endedAtMs, startedAtMs + 1),
    });
  }

  #clip(track: Track, number: number) {
    const clip = track.clips.get(number) ?? { slices: [], closed: null };
    track.clips.set(number, clip);
    return clip;
  }

  #send(track: Track, slice: NewSlice, kept: Promise<void>): void {
    const sent = this.#run(track, async () => {
      await kept;
      await this.#slots.run(async () => {
        track.opened ??= this.#persist(track, (api, signal) =>
          api.openTrack({ trackId: track.id, mimeType: track.mimeType }, signal),
        );
        await track.opened;
        await this.#persist(track, (api, signal) => api.putSlice(slice, signal));
      });
    });
    this.#clip(track, slice.clip).slices.push(sent);
  }

  async #close(track: Track, finished: FinishedClip, sending: Promise<void>[]): Promise<void> {
    const { spool } = this.#options;
    const { trackId, clip, startedAtMs, endedAtMs, cut, slices } = finished;
    await spool
      .putClip({
        trackId,
        clip,
        startedAtMs,
        heardUntilMs: endedAtMs,
        ending: { endedAtMs, cut, slices },
      })
      .catch(() => undefined);
    await Promise.all(sending);
    for (let round = 0; round < CLOSE_ROUNDS; round += 1) {
      const missing = await this.#persist(track, (api, signal) => api.closeClip(finished, signal));
      if (missing.length === 0) break;
      for (const slice of missing) {
        const held = await spool.slice(trackId, clip, slice);
        if (!held) continue;
        const { bytes } = held;
        await this.#persist(track, (api, signal) =>
          api.putSlice({ trackId, clip, slice, startedAtMs, bytes }, signal),
        );
      }
    }
    await spool.dropClip(trackId, clip);
  }

  #persist<T>(track: Track, call: (api: UploadApi, signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal } = track.abort;
    const api = this.#options.api(track.code);
    return persist(() => call(api, signal), {
      signal,
      onRetry: () => this.#set({ retrying: true }),
      ...(this.#options.random ? { random: this.#options.random } : {}),
    });
  }

  /** Counts a piece of work from its beginning to its end; failures end up in the state. */
  #run(track: Track, work: () => Promise<void>): Promise<void> {
    this.#set({ pending: this.#progress.pending + 1 });
    const running: Promise<void> = work()
      .then(
        () => this.#set({ sent: this.#progress.sent + 1, retrying: false }),
        (thrown: unknown) => this.#onFailure(track, thrown),
      )
      .finally(() => {
        this.#work.delete(running);
        this.#set({ pending: this.#progress.pending - 1 });
      });
    this.#work.add(running);
    return running;
  }

  async #onFailure(track: Track, thrown: unknown): Promise<void> {
    if (track.abort.signal.aborted) return;
    const error = thrown instanceof UploadError ? thrown : null;
    const refusal = error?.message ?? "A piece of the recording could not be sent.";
    this.#set({ refusal });
    if (!error || !ENDS_TRACK.has(error.status)) return;
    track.abort.abort(error);
    // Without a seat (401) the pieces wait for the next visit; the other refusals are final.
    if (error.status === 401) this.#let(track);
    else await this.#forget(track);
  }

  #let(track: Track): void {
    this.#tracks.delete(track.id);
    track.release();
  }

  async #forget(track: Track): Promise<void> {
    await this.#options.spool.dropTrack(track.id).catch(() => undefined);
    this.#let(track);
  }

  #set(change: Partial<UploadProgress>): void {
    this.#progress = { ...this.#progress, ...change };
    this.emit("progress", this.#progress);
  }
}

/** No seat, not allowed (any more), no such meeting, over: nothing of the track will be taken. */
const ENDS_TRACK = new Set([401, 403, 404, 410]);

const plain = ({ id, code, mimeType, createdAtMs }: SpooledTrack): SpooledTrack => ({
  id,
  code,
  mimeType,
  createdAtMs,
});
