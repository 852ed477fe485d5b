"use client";

import type { Participant, RoomState } from "@/lib/room/client/room-state";
import { useFeatured } from "./use-featured";
import type { RoomView } from "./use-room-view";

/** What stands on the stage. A screen's tile is named after who shares it. */
export type StageTiles = {
  people: readonly Participant[];
  /** Whose screen is shown; one's own is not, it would mirror itself without end. */
  presenter: Participant | null;
  /** The large tile; null when all are equally large. */
  featured: string | null;
};

export const screenTileOf = (participantId: string): string => `screen-${participantId}`;

/** Who is shown, and who large: the pinned one, else a shared screen, else whoever speaks. */
export const useStage = (state: RoomState, view: RoomView): StageTiles => {
  const speaker = useFeatured(state.people, state.activeSpeakerId);
  const others = state.people.filter((person) => !person.isSelf);
  const people = view.selfView || others.length === 0 ? state.people : others;
  const presenter = others.find((person) => person.screen !== null) ?? null;
  const pinned = people.some(({ id }) => id === view.pinned) ? view.pinned : null;
  const spoken = view.mode === "speaker" ? speaker : null;
  const featured = pinned ?? (presenter ? screenTileOf(presenter.id) : spoken);
  return { people, presenter, featured };
};
