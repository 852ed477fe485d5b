import { drawnJpeg, MIENS } from "@/lib/models/face/testing/drawings";
import type { Person } from "./people";

/** Runs in the page after the microphone's script: the camera sees one still picture. */
function stillCameraScript(jpegBase64: string): void {
  const devices = navigator.mediaDevices;
  if (!devices) return;
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { alpha: false });
  const bytes = Uint8Array.from(atob(jpegBase64), (character) => character.charCodeAt(0));
  let frames = 0;
  void createImageBitmap(new Blob([bytes], { type: "image/jpeg" })).then((picture) => {
    canvas.width = picture.width;
    canvas.height = picture.height;
    setInterval(() => {
      context?.drawImage(picture, 0, 0);
      // A canvas nothing changes on sends no frames.
      if (context) context.fillStyle = frames % 2 === 0 ? "#000" : "#222";
      context?.fillRect(0, 0, 2, 2);
      frames += 1;
    }, 100);
  });
  const open = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (wanted) => {
    const stream = await open(wanted);
    for (const track of stream.getVideoTracks()) {
      stream.removeTrack(track);
      track.stop();
      for (const own of canvas.captureStream(10).getVideoTracks()) stream.addTrack(own);
    }
    return stream;
  };
}

/** Puts somebody with a drawn face that is astonished in front of their camera; before their first page. */
export async function lookAstonished({ context }: Person): Promise<void> {
  const face = { x: 320, y: 165, radius: 100, mien: MIENS.astonishment };
  const jpeg = await drawnJpeg({ faces: [face] });
  await context.addInitScript(stillCameraScript, jpeg.toString("base64"));
}
