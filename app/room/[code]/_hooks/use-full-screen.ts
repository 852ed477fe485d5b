"use client";

import { useSyncExternalStore } from "react";

const subscribe = (changed: () => void): (() => void) => {
  document.addEventListener("fullscreenchange", changed);
  return () => document.removeEventListener("fullscreenchange", changed);
};

/** The whole page, so that dialogs and menus are part of it. */
const toggle = (): void => {
  const change = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen();
  // The browser may refuse it, which it tells by itself.
  change.catch(() => undefined);
};

/** Full screen; null where the browser cannot (phones of Apple's). */
export const useFullScreen = (): { isOn: boolean; toggle: () => void } | null => {
  const isSupported = useSyncExternalStore(
    subscribe,
    () => document.fullscreenEnabled,
    () => false,
  );
  const isOn = useSyncExternalStore(
    subscribe,
    () => document.fullscreenElement !== null,
    () => false,
  );
  return isSupported ? { isOn, toggle } : null;
};
