"use client";

import { useMemo, useState } from "react";
import { findPlaces, byItem as groupByItem, type Place } from "@/lib/client/find";
import type { Segment } from "@/lib/transcripts/schema";

/** Search within a transcript: the places, and which of them is looked at. */
export const useFind = (segments: readonly Segment[]) => {
  const [words, setWordsOnly] = useState("");
  const [at, setAt] = useState(0);

  const places = useMemo(
    () =>
      findPlaces(
        segments.map((segment) => segment.text),
        words,
      ),
    [segments, words],
  );
  const byItem = useMemo(() => groupByItem(places), [places]);
  const index = places.length === 0 ? 0 : Math.min(at, places.length - 1);
  const current: Place | null = places[index] ?? null;

  const setWords = (next: string): void => {
    setWordsOnly(next);
    setAt(0);
  };
  /** Goes on by one, or back; past the end it starts over. */
  const step = (by: 1 | -1): void => {
    if (places.length > 0) setAt((index + by + places.length) % places.length);
  };
  return { words, setWords, places, byItem, index, current, step };
};
export type Find = ReturnType<typeof useFind>;
