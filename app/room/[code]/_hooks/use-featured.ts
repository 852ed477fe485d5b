"use client";

import { useRef } from "react";
import type { Participant } from "@/lib/room/client/room-state";

/**
 * Who is shown large on a small screen: the last person who spoke, oneself only when alone. Stays
 * with them through silence, so that the picture does not jump about.
 */
export const useFeatured = (
  people: readonly Participant[],
  activeSpeakerId: string | null,
): string | null => {
  const last = useRef<string | null>(null);
  const others = people.filter((person) => !person.isSelf);
  const speaking = others.find((person) => person.id === activeSpeakerId);
  const stays = others.find((person) => person.id === last.current);
  const featured = speaking ?? stays ?? others[0] ?? people[0] ?? null;
  last.current = featured?.id ?? null;
  return last.current;
};
