import { recordingMimeType } from "@/lib/recordings/schema";
import { Emitter } from "@/lib/room/client/emitter";
import type { LevelListener } from "@/lib/room/client/level-meter";
import { type ClipAction, type ClipCut, ClipPlanner } from "./clip-planner";
import { ClipRecording } from "./clip-recording";
import type { Uploader } from "./uploader";

export type RecorderEvents = {
  /** Whether this person's microphone is being recorded at this moment. */
  capturing: boolean;
  /** This browser cannot record; a sentence that says so. */
  failed: string;
};

export type RecorderWish = {
  /** Recording is on and this person agreed. */
  allowed: boolean;
  /** The open microphone; null when there is none. */
  microphone: MediaStreamTrack | null;
  muted: boolean;
};

type RecorderOptions = {
  code: string;
  uploader: Uploader;
  meter: { onLevel(listener: LevelListener): () => void };
  /** The meeting's clock: server time, epoch ms. */
  clock: { now(): number };
  /** The longest clip, milliseconds; the contract's limit when left out. */
  clipMaxMs?: number;
};

/** A recorder's last audio ends up to 70 ms before it is stopped: stop it this much later. */
const TAIL_MS = 120;

/** One permission to record, from its grant to its end: one track at the server. */
type Run = { id: string; mimeType: string; nextIndex: number; endings: Promise<void>[] };
type RunningClip = { recording: ClipRecording; index: number | null };

/**
 * Records this person's own microphone, only while recording is on and they agree, in clips that
 * begin and end at pauses (see {@link ClipPlanner}). Silence never leaves the browser.
 */
export class Recorder extends Emitter<RecorderEvents> {
  readonly #options: RecorderOptions;
  readonly #clips = new Map<number, RunningClip>();
  #wish: RecorderWish = { allowed: false, microphone: null, muted: true };
  #run: Run | null = null;
  #planner: ClipPlanner | null = null;
  #stopListening: (() => void) | null = null;

  constructor(options: RecorderOptions) {
    super();
    this.#options = options;
  }

  get isCapturing(): boolean {
    return this.#planner !== null;
  }

  /** Says what is the case now; the recorder starts, pauses or ends to fit. */
  update(wish: RecorderWish): void {
    const before = this.#wish;
    this.#wish = wish;
    const fit = wish.allowed && wish.microphone !== null && !wish.muted;
    if (this.#planner && (!fit || before.microphone !== wish.microphone)) this.#pause();
    if (this.#run && !wish.allowed) void this.#endRun();
    if (fit && !this.#planner) this.#resume();
  }

  /** Ends the recording in good order; resolves once the last slice is with the uploader. */
  async stop(): Promise<void> {
    this.#wish = { ...this.#wish, allowed: false };
    this.#pause();
    await this.#endRun();
  }

  /** Consent was taken back: stop at once, throw away what has not been sent. */
  async discard(): Promise<void> {
    this.#wish = { ...this.#wish, allowed: false };
    const run = this.#run;
    this.#run = null;
    this.#planner = null;
    this.#listen(false);
    for (const { recording } of this.#clips.values()) recording.drop();
    this.#clips.clear();
    this.emit("capturing", false);
    if (run) await this.#options.uploader.discard(run.id);
  }

  #resume(): void {
    const mimeType = supportedMimeType();
    if (!mimeType) {
      this.emit(
        "failed",
        "This browser cannot record sound, so your words will not be written down.",
      );
      return;
    }
    if (!this.#run) {
      this.#run = { id: crypto.randomUUID(), mimeType, nextIndex: 0, endings: [] };
      const { code, uploader } = this.#options;
      uploader.begin({ id: this.#run.id, code, mimeType, createdAtMs: Date.now() });
    }
    const { clipMaxMs } = this.#options;
    this.#planner = new ClipPlanner(clipMaxMs ? { maxMs: clipMaxMs } : {});
    this.#carryOut(this.#planner.begin(performance.now()));
    this.#listen(true);
    this.emit("capturing", true);
  }

  #pause(): void {
    const planner = this.#planner;
    if (!planner) return;
    this.#planner = null;
    this.#listen(false);
    this.#carryOut(planner.end());
    this.#clips.clear();
    this.emit("capturing", false);
  }

  async #endRun(): Promise<void> {
    const run = this.#run;
    this.#run = null;
    if (!run) return;
    await Promise.all(run.endings);
    this.#options.uploader.finishTrack(run.id);
  }

  #listen(on: boolean): void {
    this.#stopListening?.();
    this.#stopListening = on
      ? this.#options.meter.onLevel((rms, atMs) => {
          if (this.#planner) this.#carryOut(this.#planner.level(rms, atMs));
        })
      : null;
  }

  #carryOut(actions: ClipAction[]): void {
    for (const action of actions) {
      if (action.do === "start") this.#start(action.clip);
      if (action.do === "keep") this.#clips.get(action.clip)?.recording.keep();
      if (action.do === "finish") this.#finish(action);
      if (action.do === "drop") {
        this.#clips.get(action.clip)?.recording.drop();
        this.#clips.delete(action.clip);
      }
    }
  }

  #start(number: number): void {
    const run = this.#run;
    const { microphone } = this.#wish;
    if (!run || !microphone) return;
    const { uploader, clock } = this.#options;
    const clip: RunningClip = {
      index: null,
      recording: new ClipRecording({
        track: microphone,
        mimeType: run.mimeType,
        now: () => clock.now(),
        onSlice: (slice) => {
          // Numbered when something of it is really sent, so that the numbers have no gaps.
          clip.index ??= run.nextIndex++;
          const { startedAtMs } = clip.recording;
          uploader.addSlice({ trackId: run.id, clip: clip.index, startedAtMs, ...slice });
        },
      }),
    };
    this.#clips.set(number, clip);
  }

  #finish(action: { clip: number; cut: ClipCut; successor: number | null }): void {
    const run = this.#run;
    const clip = this.#clips.get(action.clip);
    const { clock, uploader } = this.#options;
    this.#clips.delete(action.clip);
    if (!run || !clip) return;
    const successor = action.successor === null ? undefined : this.#clips.get(action.successor);
    const endedAtMs = successor?.recording.startedAtMs ?? Math.round(clock.now());
    const finish = async (): Promise<void> => {
      if (!successor) await new Promise((resolve) => setTimeout(resolve, TAIL_MS));
      const slices = await clip.recording.finish();
      if (clip.index === null || slices === 0) return;
      const { startedAtMs } = clip.recording;
      uploader.finishClip({
        trackId: run.id,
        clip: clip.index,
        startedAtMs,
        endedAtMs: Math.max(endedAtMs, startedAtMs + 1),
        cut: action.cut,
        slices,
      });
    };
    run.endings.push(finish());
  }
}

/** The first form this browser can record that the server takes; null when there is none. */
const supportedMimeType = (): string | null =>
  typeof MediaRecorder === "undefined"
    ? null
    : (recordingMimeType.options.find((type) => MediaRecorder.isTypeSupported(type)) ?? null);
