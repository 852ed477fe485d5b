import { audioContext } from "./level-meter";

/**
 * Tracks that stand in while a microphone or camera is off or absent. Something is sent from the
 * beginning, so switching the real one on only replaces a track and never renegotiates.
 */
export const silentAudioTrack = (): MediaStreamTrack => {
  const [track] = audioContext().createMediaStreamDestination().stream.getAudioTracks();
  if (!track) throw new Error("This browser cannot make an audio track.");
  return track;
};

/** A tiny black picture, one frame a second: enough to keep the path to a receiver alive. */
export const blackVideoTrack = (): MediaStreamTrack => {
  const canvas = document.createElement("canvas");
  canvas.width = 32;
  canvas.height = 18;
  const context = canvas.getContext("2d");
  const [track] = canvas.captureStream(1).getVideoTracks();
  if (!track || !context) throw new Error("This browser cannot make a video track.");
  const paint = (): void => {
    if (track.readyState === "ended") {
      clearInterval(timer);
      return;
    }
    context.fillRect(0, 0, canvas.width, canvas.height);
  };
  const timer = setInterval(paint, 1_000);
  paint();
  return track;
};
