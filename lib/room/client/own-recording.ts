import { openSpool } from "@/lib/recordings/client/indexed-db-spool";
import { Recorder } from "@/lib/recordings/client/recorder";
import { recoverLeftovers } from "@/lib/recordings/client/recover-leftovers";
import { UploadApi } from "@/lib/recordings/client/upload-api";
import { Uploader, type UploadProgress } from "@/lib/recordings/client/uploader";
import type { MeetingClock } from "./clock";
import { Emitter } from "./emitter";
import type { LocalMedia } from "./local-media";

export type OwnRecordingEvents = {
  capturing: boolean;
  failed: string;
  progress: UploadProgress;
};

type OwnRecordingOptions = {
  code: string;
  media: LocalMedia;
  clock: MeetingClock;
  /** Origin of the server; the page's own when left out. */
  origin: string | undefined;
};

/** The recording of this person in this room: recorder, spool and uploader, and what was left over. */
export class OwnRecording extends Emitter<OwnRecordingEvents> {
  readonly #options: OwnRecordingOptions;
  #recorder: Recorder | null = null;
  #preparing: Promise<void> | null = null;
  #allowed = false;
  #over = false;

  constructor(options: OwnRecordingOptions) {
    super();
    this.#options = options;
  }

  /** To be called once in the room; sends what an earlier visit left behind. */
  prepare(): Promise<void> {
    this.#preparing ??= this.#prepare();
    return this.#preparing;
  }

  /** Recording is on and this person agreed, or not; to be called after every change of media too. */
  allow(allowed: boolean): void {
    this.#allowed = allowed;
    const { media } = this.#options;
    this.#recorder?.update({
      allowed: allowed && !this.#over,
      microphone: media.microphoneTrack,
      muted: !media.state.microphone.on,
    });
  }

  /** For good: the last words are taken up, and sent on. */
  async stop(): Promise<void> {
    this.#over = true;
    await this.#recorder?.stop();
  }

  /** Consent was taken back: nothing more is taken, and nothing that is still here is sent. */
  async discard(): Promise<void> {
    this.#allowed = false;
    await this.#recorder?.discard();
  }

  async #prepare(): Promise<void> {
    const { code, media, clock, origin } = this.#options;
    const spool = await openSpool();
    const api = (of: string): UploadApi =>
      new UploadApi({ code: of, ...(origin ? { origin } : {}) });
    const uploader = new Uploader({ spool, api });
    uploader.on("progress", (progress) => this.emit("progress", progress));
    const recorder = new Recorder({ code, uploader, meter: media.meter, clock });
    recorder.on("capturing", (capturing) => this.emit("capturing", capturing));
    recorder.on("failed", (sentence) => this.emit("failed", sentence));
    this.#recorder = recorder;
    this.allow(this.#allowed);
    await recoverLeftovers({ code, spool, uploader });
  }
}
