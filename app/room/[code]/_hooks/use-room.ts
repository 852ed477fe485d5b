"use client";

import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { LocalMedia, type LocalMediaState } from "@/lib/room/client/local-media";
import { RoomClient } from "@/lib/room/client/room-client";
import type { RoomState } from "@/lib/room/client/room-state";

/**
 * The microphone and camera of this page, null until the browser made them. They are closed with
 * the component unless `handOver` gave them to a room, which closes them at its own end.
 */
export const useLocalMedia = (): { media: LocalMedia | null; handOver: () => void } => {
  const [media, setMedia] = useState<LocalMedia | null>(null);
  const handedOver = useRef<LocalMedia | null>(null);
  useEffect(() => {
    const made = new LocalMedia();
    setMedia(made);
    void made.openAsRemembered();
    return () => {
      if (handedOver.current !== made) made.close();
    };
  }, []);
  const handOver = (): void => {
    handedOver.current = media;
  };
  return { media, handOver };
};

export const useLocalMediaState = (media: LocalMedia): LocalMediaState =>
  useSyncExternalStore(
    useCallback((changed) => media.on("state", changed), [media]),
    () => media.state,
    () => media.state,
  );

/** A room entered with `enter`; leaving the page leaves the room. */
export const useRoomClient = (code: string) => {
  const [client, setClient] = useState<RoomClient | null>(null);
  useEffect(() => {
    if (!client) return;
    return () => {
      void client.leave();
    };
  }, [client]);
  const enter = (media: LocalMedia): void => {
    const entered = new RoomClient({ code, media });
    entered.join();
    setClient(entered);
  };
  return { client, enter, forget: () => setClient(null) };
};

export const useRoomState = (client: RoomClient): RoomState =>
  useSyncExternalStore(client.subscribe, client.getState, client.getState);
