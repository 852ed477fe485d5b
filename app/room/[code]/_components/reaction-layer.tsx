import type { FloatingReaction, Participant } from "@/lib/room/client/room-state";
import type { Rect, Size } from "../_view/arrange";
import { shortName } from "../_view/words";

/** Reactions of one person do not cover one another: each starts elsewhere on their tile. */
const DRIFT = [0, -0.16, 0.14, -0.08, 0.2, -0.22] as const;

/** Above the lower edge of a tile, pixels: a little way up, and never over the name there. */
const riseIn = ({ height }: Rect): number => Math.min(56, Math.max(44, height / 4));

/** A key ends in the number of the reaction. */
const driftOf = (key: string): number => DRIFT[Number(key.split("-").at(-1)) % DRIFT.length] ?? 0;

/** Reactions float up from their senders' tiles, or from below when the sender is not shown. */
export const ReactionLayer = ({
  reactions,
  people,
  places,
  stage,
}: {
  reactions: readonly FloatingReaction[];
  people: readonly Participant[];
  places: ReadonlyMap<string, Rect>;
  stage: Size;
}) => (
  <div aria-hidden className="pointer-events-none absolute inset-0">
    {reactions.map(({ key, from, emoji }) => {
      const sender = people.find(({ id }) => id === from);
      if (!sender) return null;
      const place = places.get(from) ?? { left: 0, top: 0, ...stage };
      const drift = driftOf(key);
      return (
        <span
          key={key}
          style={{
            left: place.left + place.width * (0.5 + drift),
            bottom: stage.height - place.top - place.height + riseIn(place),
          }}
          className="absolute flex -translate-x-1/2 animate-float-up flex-col items-center gap-1 motion-reduce:animate-none"
        >
          <span className="text-4xl leading-none">{emoji}</span>
          <span className="rounded-full bg-sunken/80 px-2 py-0.5 font-semibold text-xs">
            {shortName(sender)}
          </span>
        </span>
      );
    })}
  </div>
);
