"use client";

import { useSyncExternalStore } from "react";

const TICK_MS = 30_000;

let now: Date | null = null;
const watchers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;

const tick = (): void => {
  now = new Date();
  for (const watcher of watchers) watcher();
};

const subscribe = (watcher: () => void): (() => void) => {
  watchers.add(watcher);
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    watchers.delete(watcher);
    if (watchers.size === 0 && timer !== null) {
      clearInterval(timer);
      timer = null;
      now = null;
    }
  };
};

const read = (): Date => {
  now ??= new Date();
  return now;
};

/** The time, renewed every half minute; null on the server, whose time zone is not the viewer's. */
export const useNow = (): Date | null =>
  useSyncExternalStore<Date | null>(subscribe, read, () => null);
