"use client";

import { useEffect, useRef } from "react";
import type { RoomState } from "@/lib/room/client/room-state";
import { roomNews } from "../_view/news";
import { say } from "./say";

/** Says what is new in the room as toasts, and reads out what the screen shows by itself. */
export const useRoomNews = (state: RoomState, announce: (sentence: string) => void): void => {
  const before = useRef<RoomState | null>(null);
  useEffect(() => {
    const previous = before.current;
    before.current = state;
    if (!previous || previous === state) return;
    for (const { how, sentence } of roomNews(previous, state)) {
      if (how === "quiet") announce(sentence);
      else say[how](sentence);
    }
  }, [state, announce]);
};
