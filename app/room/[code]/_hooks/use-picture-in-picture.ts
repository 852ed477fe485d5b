"use client";

import { useCallback, useEffect, useState } from "react";
import type { RoomState } from "@/lib/room/client/room-state";
import { shownName } from "../_view/words";
import type { StageTiles } from "./use-stage";

/** Document Picture-in-Picture (WICG), which TypeScript's library does not know yet. */
type DocumentPictureInPicture = {
  requestWindow: (options: { width: number; height: number }) => Promise<Window>;
};
const documentPip = (): DocumentPictureInPicture | null =>
  (window as Window & { documentPictureInPicture?: DocumentPictureInPicture })
    .documentPictureInPicture ?? null;

const WINDOW = { width: 480, height: 270 } as const;

/** What the small window shows. */
export type PipSubject = {
  id: string;
  title: string;
  stream: MediaStream | null;
  hasPicture: boolean;
  isMirrored: boolean;
};

/** A shared screen, else who speaks, else who is large, else anybody. */
export const pipSubject = (
  { people, activeSpeakerId }: Pick<RoomState, "people" | "activeSpeakerId">,
  stage: StageTiles,
): PipSubject | null => {
  const { presenter } = stage;
  if (presenter) {
    const { id, name, screenStream } = presenter;
    const title = `Screen of ${name}`;
    return { id, title, stream: screenStream, hasPicture: true, isMirrored: false };
  }
  const others = people.filter((person) => !person.isSelf);
  const shown =
    others.find(({ id }) => id === activeSpeakerId) ??
    others.find(({ id }) => id === stage.featured) ??
    others[0] ??
    people[0];
  if (!shown) return null;
  const { id, stream, media, isSelf } = shown;
  return { id, title: shownName(shown), stream, hasPicture: media.camera, isMirrored: isSelf };
};

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
    // A browser that refuses says so by itself.
    toggle: () => void toggle().catch(() => undefined),
  };
};

export type PictureInPicture = ReturnType<typeof usePictureInPicture>;
