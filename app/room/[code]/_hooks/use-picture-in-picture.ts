"use client";

import { useCallback, useEffect, useState } from "react";
import { say } from "./say";

/** Document Picture-in-Picture (WICG), which TypeScript's library does not know yet. */
type DocumentPictureInPicture = {
  requestWindow: (options: { width: number; height: number }) => Promise<Window>;
};
const documentPip = (): DocumentPictureInPicture | null =>
  (window as Window & { documentPictureInPicture?: DocumentPictureInPicture })
    .documentPictureInPicture ?? null;

const WINDOW = { width: 480, height: 270 } as const;

/** The video of the large tile, else the first one with a picture. */
const stageVideo = (): HTMLVideoElement | null =>
  document.querySelector<HTMLVideoElement>("[data-featured=true] video") ??
  document.querySelector<HTMLVideoElement>("[data-stage] video");

/**
 * Keeps the room in sight beside other windows. `pipWindow` is filled by whoever renders; without
 * windows of documents one video of the page is shown by the browser itself.
 */
export const usePictureInPicture = () => {
  const [pipWindow, setPipWindow] = useState<Window | null>(null);
  const [isVideoOut, setVideoOut] = useState(false);
  useEffect(() => () => pipWindow?.close(), [pipWindow]);
  const toggle = useCallback(async (): Promise<void> => {
    const documents = documentPip();
    if (pipWindow || document.pictureInPictureElement) {
      pipWindow?.close();
      if (document.pictureInPictureElement) await document.exitPictureInPicture();
      return;
    }
    if (documents) {
      const opened = await documents.requestWindow(WINDOW);
      opened.addEventListener("pagehide", () => setPipWindow(null), { once: true });
      setPipWindow(opened);
      return;
    }
    const video = stageVideo();
    if (!video) return;
    await video.requestPictureInPicture();
    setVideoOut(true);
    video.addEventListener("leavepictureinpicture", () => setVideoOut(false), { once: true });
  }, [pipWindow]);
  const isSupported = documentPip() !== null || document.pictureInPictureEnabled === true;
  return {
    isSupported,
    isOn: pipWindow !== null || isVideoOut,
    pipWindow,
    toggle: () =>
      void toggle().catch(() => say.problem("The browser did not open a small window.")),
  };
};

export type PictureInPicture = ReturnType<typeof usePictureInPicture>;
