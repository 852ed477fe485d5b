import { openSpool } from "@/lib/recordings/client/indexed-db-spool";
import { Recorder } from "@/lib/recordings/client/recorder";
import { recoverLeftovers } from "@/lib/recordings/client/recover-leftovers";
import { UploadApi } from "@/lib/recordings/client/upload-api";
import { Uploader } from "@/lib/recordings/client/uploader";
import { MeetingClock } from "@/lib/room/client/clock";
import { LevelMeter } from "@/lib/room/client/level-meter";

const CODE = "abcd-efgh-jkmn";

const openMicrophone = async (): Promise<MediaStreamTrack> => {
  const raw = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  const [track] = (await navigator.mediaDevices.getUserMedia({ audio: raw })).getAudioTracks();
  if (!track) throw new Error("no microphone");
  return track;
};

/** Everything between a microphone and the upload doors, without a room around it. */
export const startRecording = async (input: { clipMaxMs: number; serverMinusPageMs: number }) => {
  const spool = await openSpool();
  const uploader = new Uploader({ spool, api: (code) => new UploadApi({ code }) });
  const clock = new MeetingClock({ ask: async () => Date.now() + input.serverMinusPageMs });
  clock.start();
  const meter = new LevelMeter();
  const microphone = await openMicrophone();
  await meter.listenTo(microphone);
  const { clipMaxMs } = input;
  const recorder = new Recorder({ code: CODE, uploader, meter, clock, clipMaxMs });
  const wish = { allowed: true, microphone, muted: false };
  return {
    recorder,
    uploader,
    spool,
    clock,
    microphone,
    wish,
    start: () => recorder.update(wish),
    mute: (muted: boolean) => recorder.update({ ...wish, muted }),
    recover: () => recoverLeftovers({ code: CODE, spool, uploader }),
  };
};

/** The true moments at which sound begins in this microphone: monotonic ms, from the audio thread. */
export const watchOnsets = async (microphone: MediaStreamTrack): Promise<() => number[]> => {
  const context = new AudioContext();
  await context.audioWorklet.addModule("/onset-tap.js");
  const node = new AudioWorkletNode(context, "onset-tap", { numberOfOutputs: 0 });
  context.createMediaStreamSource(new MediaStream([microphone])).connect(node);
  const frames: number[] = [];
  // The message that came quickest tells best when a frame was heard.
  let offsetMs = Number.POSITIVE_INFINITY;
  node.port.onmessage = ({ data }: MessageEvent<{ frame?: number; tick?: number }>) => {
    if (data.frame !== undefined) frames.push(data.frame);
    if (data.tick !== undefined) {
      offsetMs = Math.min(offsetMs, performance.now() - (data.tick / context.sampleRate) * 1000);
    }
  };
  return () => frames.map((frame) => (frame / context.sampleRate) * 1000 + offsetMs);
};
