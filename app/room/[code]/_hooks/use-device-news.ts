"use client";

import { useEffect, useRef } from "react";
import type { LocalMediaState } from "@/lib/room/client/local-media";
import { say } from "./say";

/** Says what happened to a device by itself, before the meeting; inside, the room's news do. */
export const useDeviceNews = ({ notice }: LocalMediaState): void => {
  const told = useRef(notice?.atMs ?? null);
  useEffect(() => {
    if (!notice || notice.atMs === told.current) return;
    told.current = notice.atMs;
    say.news(notice.message);
  }, [notice]);
};
