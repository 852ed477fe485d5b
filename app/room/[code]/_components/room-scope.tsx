"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { RoomClient } from "@/lib/room/client/room-client";
import type { RoomState } from "@/lib/room/client/room-state";
import type { Ask } from "../_hooks/use-question";
import type { RoomActions } from "../_hooks/use-room-actions";
import type { RoomView } from "../_hooks/use-room-view";

export type RoomDialog = "leave" | "end" | "devices" | "shortcuts" | "more" | "emotion";

/** What every part of the room works with. */
export type RoomScope = {
  client: RoomClient;
  state: RoomState;
  actions: RoomActions;
  view: RoomView;
  /** Asks before something is done. */
  ask: Ask;
  openDialog: (name: RoomDialog) => void;
};

const Scope = createContext<RoomScope | null>(null);

export const RoomScopeProvider = ({
  value,
  children,
}: {
  value: RoomScope;
  children: ReactNode;
}) => <Scope value={value}>{children}</Scope>;

/** @throws {Error} outside of a room. */
export const useRoomScope = (): RoomScope => {
  const scope = useContext(Scope);
  if (!scope) throw new Error("useRoomScope is for parts of a room");
  return scope;
};
