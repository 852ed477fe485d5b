import { type SenderPlan, shapeSender } from "./video-profile";

type Senders = { video: RTCRtpSender; audio: RTCRtpSender };

/**
 * The two senders that carry a shared screen and its sound over one connection. They are made at the
 * first share and only change their tracks afterwards, so the description grows once at most.
 */
export class ScreenSenders {
  readonly #connection: RTCPeerConnection;
  #senders: Senders | null = null;
  #stream: MediaStream | null = null;

  constructor(connection: RTCPeerConnection) {
    this.#connection = connection;
  }

  get isOpen(): boolean {
    return this.#senders !== null;
  }

  /** What is sent from now on, or as soon as the senders are open; null sends nothing. */
  send(stream: MediaStream | null): void {
    this.#stream = stream;
    // A sender of a connection that closes meanwhile refuses; nobody is there to receive it.
    this.#senders?.video.replaceTrack(videoOf(stream)).catch(() => undefined);
    this.#senders?.audio.replaceTrack(audioOf(stream)).catch(() => undefined);
  }

  /** Makes the senders; the caller negotiates. Idempotent. */
  open(): void {
    const stream = this.#stream;
    if (this.#senders || !stream) return;
    const add = (kind: "video" | "audio", track: MediaStreamTrack | null): RTCRtpSender =>
      this.#connection.addTransceiver(track ?? kind, { direction: "sendonly", streams: [stream] })
        .sender;
    this.#senders = {
      video: add("video", videoOf(stream)),
      // Made even without sound: a later share may have some.
      audio: add("audio", audioOf(stream)),
    };
  }

  async shape(plan: SenderPlan): Promise<void> {
    if (!this.#senders) return;
    await Promise.all([
      shapeSender(this.#senders.video, plan),
      shapeSender(this.#senders.audio, null),
    ]);
  }
}

const videoOf = (stream: MediaStream | null): MediaStreamTrack | null =>
  stream?.getVideoTracks()[0] ?? null;
const audioOf = (stream: MediaStream | null): MediaStreamTrack | null =>
  stream?.getAudioTracks()[0] ?? null;
