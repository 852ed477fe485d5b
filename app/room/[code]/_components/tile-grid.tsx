"use client";

import { cn } from "@/app/_components/ui";
import type { RoomState } from "@/lib/room/client/room-state";
import { useFeatured } from "../_hooks/use-featured";
import { Tile } from "./tile";

/** Columns on a wide screen, by how many are there. */
const columns = (people: number): string => {
  if (people <= 1) return "md:grid-cols-1";
  if (people <= 4) return "md:grid-cols-2";
  return people <= 9 ? "md:grid-cols-3" : "md:grid-cols-4";
};

/** Everybody, as large as the window allows; on a phone one person large and the others in a row. */
export const TileGrid = ({ state }: { state: RoomState }) => {
  const { people, activeSpeakerId } = state;
  const featured = useFeatured(people, activeSpeakerId);
  return (
    <section
      aria-label="People in the meeting"
      className={cn(
        "grid min-h-0 flex-1 gap-2.5 md:auto-rows-fr",
        "max-md:auto-rows-[7.25rem] max-md:grid-cols-3 max-md:grid-rows-[minmax(0,1fr)] max-md:gap-2",
        columns(people.length),
      )}
    >
      {people.map((person) => (
        <Tile
          key={person.id}
          person={person}
          isSpeaking={person.id === activeSpeakerId}
          className={person.id === featured ? "max-md:-order-1 max-md:col-span-3" : ""}
        />
      ))}
    </section>
  );
};
