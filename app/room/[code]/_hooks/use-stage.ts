"use client";

import type { RoomState } from "@/lib/room/client/room-state";
import { type StageTiles, stageTiles } from "../_view/stage";
import { useFeatured } from "./use-featured";
import type { RoomView } from "./use-room-view";

/** What stands on the stage, as the room is and as this person looks at it. */
export const useStage = ({ people, activeSpeakerId }: RoomState, view: RoomView): StageTiles => {
  const last = useFeatured(people, activeSpeakerId);
  const { selfView, pinned, mode } = view;
  return stageTiles({ people, selfView, pinned, speaker: mode === "speaker" ? last : null });
};
