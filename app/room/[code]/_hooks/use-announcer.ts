"use client";

import { useCallback, useEffect, useRef, useState } from "react";

/** A sentence stays this long in the live region, milliseconds: long enough for any reader. */
const KEPT_MS = 10_000;
const KEPT_AT_ONCE = 6;

export type Announcement = { key: number; sentence: string };

/** What is to be read out; `announce` stays the same function. */
export const useAnnouncer = () => {
  const [lines, setLines] = useState<readonly Announcement[]>([]);
  const count = useRef(0);
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>());
  const announce = useCallback((sentence: string) => {
    count.current += 1;
    const key = count.current;
    setLines((now) => [...now, { key, sentence }].slice(-KEPT_AT_ONCE));
    const timer = setTimeout(() => {
      timers.current.delete(timer);
      setLines((now) => now.filter((line) => line.key !== key));
    }, KEPT_MS);
    timers.current.add(timer);
  }, []);
  useEffect(() => {
    const running = timers.current;
    return () => {
      for (const timer of running) clearTimeout(timer);
    };
  }, []);
  return { lines, announce };
};
