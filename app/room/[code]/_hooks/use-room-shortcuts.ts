"use client";

import { useShortcuts } from "@/lib/client/shortcuts";
import type { RoomScope } from "../_components/room-scope";
import { canPresent } from "./can-present";
import { useFullScreen } from "./use-full-screen";
import { usePushToTalk } from "./use-push-to-talk";

/** Every key of the room; the catalogue is `ROOM_SHORTCUTS`. */
export const useRoomShortcuts = (scope: RoomScope, onReact: () => void): void => {
  const { state, actions, view, openDialog } = scope;
  const fullScreen = useFullScreen();
  const pins = state.people
    .slice(0, 9)
    .map(({ id }, index) => [String(index + 1), () => view.togglePin(id)] as const);
  useShortcuts({
    m: actions.toggleMicrophone,
    v: actions.toggleCamera,
    h: actions.toggleHand,
    c: () => view.togglePanel("chat"),
    p: () => view.togglePanel("people"),
    ...(state.emotion.status.active ? { e: () => view.togglePanel("feelings") } : {}),
    l: () => view.setMode(view.mode === "grid" ? "speaker" : "grid"),
    "?": () => openDialog("shortcuts"),
    escape: view.closePanel,
    ...(view.isCompact ? {} : { r: onReact }),
    ...(canPresent() ? { s: actions.togglePresenting } : {}),
    ...(fullScreen ? { f: fullScreen.toggle } : {}),
    ...Object.fromEntries(pins),
  });
  usePushToTalk(!state.media.microphone.on, actions.setMicrophone);
};
