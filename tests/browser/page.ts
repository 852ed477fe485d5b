import { LocalMedia } from "@/lib/room/client/local-media";
import { PeerLink } from "@/lib/room/client/peer-link";
import { RoomClient } from "@/lib/room/client/room-client";
import { glareRounds } from "./page-glare";
import { captureWithSound, countLines, elementLoudness } from "./page-media";
import { startRecording, watchOnsets } from "./page-recording";

/** What tests reach for inside the page. */
const page = {
  PeerLink,
  LocalMedia,
  RoomClient,
  glareRounds,
  startRecording,
  watchOnsets,
  loudness: elementLoudness,
  descriptionLines: countLines,
  /** Ends the capture as the browser's own bar does. */
  endCapture: captureWithSound(),
  client: null as RoomClient | null,
  /** Enters the relay's room with camera and microphone. */
  async enter(): Promise<string> {
    const media = new LocalMedia({
      audioProcessing: {
        echoCancellation: false,
        noiseSuppression: false,
        autoGainControl: false,
      },
    });
    await media.open();
    const client = new RoomClient({ code: "abcd-efgh-jkmn", media });
    page.client = client;
    client.join();
    await new Promise<void>((resolve) => {
      const off = client.subscribe(() => {
        if (client.getState().status !== "connected" || !client.getState().self) return;
        off();
        resolve();
      });
    });
    // A remote stream has to be on a playing element to be decoded at all.
    const show = (id: string, stream: MediaStream | null): void => {
      const known = document.getElementById(id) as HTMLVideoElement | null;
      if (!stream) {
        known?.remove();
        return;
      }
      if (known?.srcObject === stream) return;
      const video = known ?? document.createElement("video");
      video.id = id;
      video.muted = true;
      video.autoplay = true;
      video.srcObject = stream;
      document.body.append(video);
    };
    client.subscribe(() => {
      for (const { id, isSelf, stream, screenStream } of client.getState().people) {
        if (isSelf) continue;
        show(id, stream);
        show(`screen-${id}`, screenStream);
      }
    });
    return client.getState().self?.id ?? "";
  },
};

export type TestPage = typeof page;

declare global {
  interface Window {
    parley: TestPage;
  }
}
window.parley = page;
