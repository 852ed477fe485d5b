"use client";

import { useSyncExternalStore } from "react";
import { toast } from "sonner";

/** A line of a meeting, to be heard. */
export type PlayedLine = { meetingId: string; segmentId: string };

export type PlayState = "loading" | "playing" | "paused";

type Playing = PlayedLine & { state: PlayState };

const FAILED = "This moment cannot be played: no sound of it is kept, or it cannot be reached now.";

/** One element for the whole site: two voices at once help nobody. */
let element: HTMLAudioElement | null = null;
let current: Playing | null = null;
const watchers = new Set<() => void>();

const change = (next: Playing | null): void => {
  current = next;
  for (const watcher of watchers) watcher();
};

const move = (state: PlayState): void => {
  if (current !== null && current.state !== state) change({ ...current, state });
};

const audio = (): HTMLAudioElement => {
  if (element !== null) return element;
  element = document.createElement("audio");
  element.hidden = true;
  element.preload = "none";
  element.addEventListener("playing", () => move("playing"));
  element.addEventListener("waiting", () => move("loading"));
  element.addEventListener("pause", () => move("paused"));
  element.addEventListener("ended", () => change(null));
  element.addEventListener("error", () => {
    if (current === null) return;
    change(null);
    toast.error(FAILED);
  });
  document.body.append(element);
  return element;
};

const start = (sound: HTMLAudioElement): void => {
  // A refusal comes as an `error` event as well, and one by a newer line is none.
  void sound.play().catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "NotAllowedError") move("paused");
  });
};

/** Plays a line from its first word; the one that plays is paused, a paused one goes on. */
export const togglePlay = (line: PlayedLine): void => {
  const sound = audio();
  if (current?.segmentId === line.segmentId) {
    if (current.state === "paused") start(sound);
    else sound.pause();
    return;
  }
  change({ ...line, state: "loading" });
  sound.src = `/api/meetings/${line.meetingId}/segments/${line.segmentId}/audio`;
  start(sound);
};

/** Pauses what plays, or lets it go on. */
export const togglePlaying = (): void => {
  if (current !== null) togglePlay(current);
};

const subscribe = (watcher: () => void): (() => void) => {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
};

/** How far a line is with being heard; null while another or none is. */
export const usePlayState = (segmentId: string): PlayState | null =>
  useSyncExternalStore(
    subscribe,
    () => (current?.segmentId === segmentId ? current.state : null),
    () => null,
  );
