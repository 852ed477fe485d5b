"use client";

import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { useSize } from "../_hooks/use-size";
import { arrange } from "../_view/arrange";
import { handNumbers } from "../_view/order";
import { type StageTiles, screenTileOf } from "../_view/stage";
import { ReactionLayer } from "./reaction-layer";
import { useRoomScope } from "./room-scope";
import { ScreenTile } from "./screen-tile";
import { Tile } from "./tile";

/**
 * Everybody, and a shared screen. Tiles are all children of one box and only change their places,
 * so that no change of layout interrupts a picture or a sound.
 */
export const Stage = ({
  stage,
  pipId,
}: {
  stage: StageTiles;
  /** Who is seen in the small window while this page is not. */
  pipId: string | null;
}) => {
  const { state } = useRoomScope();
  const box = useRef<HTMLElement>(null);
  const size = useSize(box);
  const { people, presenter, featured } = stage;
  const hands = handNumbers(state.people);
  useVisible(stage, pipId);
  const ids = [...(presenter ? [screenTileOf(presenter.id)] : []), ...people.map(({ id }) => id)];
  const places = size ? arrange({ box: size, ids, featured }) : null;
  const screenPlace = presenter && places?.get(screenTileOf(presenter.id));
  return (
    <section
      ref={box}
      data-stage
      aria-label="People in the meeting"
      className="relative min-h-0 min-w-0 flex-1"
    >
      {presenter && screenPlace && (
        <ScreenTile
          key={presenter.id}
          presenter={presenter}
          place={screenPlace}
          isFeatured={featured === screenTileOf(presenter.id)}
        />
      )}
      {people.map((person) => {
        const place = places?.get(person.id);
        if (!place) return null;
        return (
          <Tile
            key={person.id}
            person={person}
            place={place}
            hand={hands.get(person.id) ?? null}
            isFeatured={person.id === featured}
          />
        );
      })}
      {size && places && (
        <ReactionLayer
          reactions={state.reactions}
          people={state.people}
          places={places}
          stage={size}
        />
      )}
    </section>
  );
};

const onVisibility = (changed: () => void): (() => void) => {
  document.addEventListener("visibilitychange", changed);
  return () => document.removeEventListener("visibilitychange", changed);
};

/** Tells the others whether their pictures are looked at: not those of a page nobody sees. */
const useVisible = ({ people }: StageTiles, pipId: string | null): void => {
  const { client } = useRoomScope();
  const isHidden = useSyncExternalStore(
    onVisibility,
    () => document.hidden,
    () => false,
  );
  const shown = people.filter((person) => !person.isSelf).map(({ id }) => id);
  const visible = isHidden ? shown.filter((id) => id === pipId) : shown;
  const key = visible.join(" ");
  const ids = useMemo(() => key.split(" ").filter(Boolean), [key]);
  useEffect(() => client.setVisible(ids), [client, ids]);
};
