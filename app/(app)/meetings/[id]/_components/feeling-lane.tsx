"use client";

import { type KeyboardEvent, type MouseEvent, type PointerEvent, useMemo, useState } from "react";
import { about, guess, MODE_WORDS } from "@/app/_components/emotion-words";
import { FeelingBars } from "@/app/_components/feeling-bars";
import { FeelingShares, sharesOf } from "@/app/_components/feeling-shares";
import { FeelingWord } from "@/app/_components/feeling-word";
import { clock } from "@/lib/client/format";
import type { MeetingEmotions } from "@/lib/emotion/schema";
import type { MeetingPerson } from "@/lib/meetings/schema";
import type { Segment } from "@/lib/transcripts/schema";
import { Avatar, speakerColour } from "../../../../_components/ui";
import {
  LANE_STRETCHES,
  laneOf,
  nearestStretch,
  nextStretch,
  placeAt,
  type Stretch,
} from "../_view/feelings";
import { TimeChip } from "./time-chip";

const NO_ONE = { name: "Somebody", colour: 8 };

/** Somebody's feelings over the meeting, and how they were spread. */
export const FeelingLane = ({
  lane: { participantId, isOwn, moments, distribution },
  person,
  durationMs,
  segments,
  onJump,
}: {
  lane: MeetingEmotions["people"][number];
  person: MeetingPerson | null;
  durationMs: number;
  segments: readonly Segment[];
  onJump: (position: number) => void;
}) => {
  const { name, colour } = person ?? NO_ONE;
  const [chosen, setChosen] = useState<number | null>(null);
  const lane = useMemo(() => laneOf(moments, durationMs), [moments, durationMs]);
  const stretch = chosen === null ? null : (lane[chosen] ?? null);
  const placeOf = (one: Stretch | null) => one && placeAt(segments, one.moment.atMs, participantId);
  const jump = (index: number | null): void => {
    const place = index === null ? null : placeOf(lane[index] ?? null);
    if (place) onJump(place.position);
  };
  return (
    <li data-speaker={speakerColour(colour)}>
      <div className="mb-1 flex min-h-6 items-center gap-2">
        <Avatar name={name} colour={colour} size="xs" />
        <span className="truncate font-semibold text-(--speaker) text-sm">
          {isOwn ? `${name} (you)` : name}
        </span>
      </div>
      <Strip name={name} lane={lane} chosen={chosen} onChoose={setChosen} onJump={jump} />
      <div className="nums mt-0.5 mb-2 flex min-h-8 flex-wrap items-center gap-x-2.5 text-ink-3 text-sm max-md:min-h-11">
        {stretch ? (
          <Told stretch={stretch} position={placeOf(stretch)?.position ?? null} onJump={onJump} />
        ) : (
          "Point at the lane to read a moment."
        )}
      </div>
      <FeelingShares label={`How ${name}’s feelings are spread`} shares={sharesOf(distribution)} />
    </li>
  );
};

/** A moment in words, with its place in the transcript. */
const Told = ({
  stretch,
  position,
  onJump,
}: {
  stretch: Stretch;
  position: number | null;
  onJump: (position: number) => void;
}) => {
  const { atMs, mode, score } = stretch.moment;
  return (
    <>
      {position === null ? (
        clock(atMs)
      ) : (
        <TimeChip position={position} startMs={atMs} onJump={onJump} />
      )}
      {stretch.label ? (
        <FeelingWord label={stretch.label} className="font-medium">
          <span className="font-normal text-ink-2">, {about(score)}</span>
        </FeelingWord>
      ) : (
        <span className="text-ink-2">unsure</span>
      )}
      <span>from {MODE_WORDS[mode]}</span>
    </>
  );
};

const wordsOf = ({ label, moment }: Stretch): string =>
  `${clock(moment.atMs)}, ${label ? guess(label, moment.score) : "unsure"}`;

/** The lane itself: a slider over the moments; Enter or a click goes to what was said. */
const Strip = ({
  name,
  lane,
  chosen,
  onChoose,
  onJump,
}: {
  name: string;
  lane: readonly (Stretch | null)[];
  chosen: number | null;
  onChoose: (index: number | null) => void;
  onJump: (index: number | null) => void;
}) => {
  const stretch = chosen === null ? null : lane[chosen];
  const under = (event: MouseEvent): number | null => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return nearestStretch(lane, ((event.clientX - left) / width) * LANE_STRETCHES - 0.5);
  };
  const onPointer = (event: PointerEvent): void => onChoose(under(event));
  const onClick = (event: MouseEvent): void => {
    const index = under(event);
    onChoose(index);
    // A finger covers what it points at: it reads first, and goes by the time shown beneath.
    const isTouch = (event.nativeEvent as globalThis.PointerEvent).pointerType === "touch";
    if (!isTouch) onJump(index);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = stepOf(event.key, lane, chosen);
    if (to !== null) onChoose(to);
    else if (event.key === "Enter") onJump(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={`Feelings of ${name} over time`}
      aria-valuemin={0}
      aria-valuemax={LANE_STRETCHES - 1}
      aria-valuenow={chosen ?? 0}
      aria-valuetext={stretch ? wordsOf(stretch) : "No moment chosen"}
      onPointerMove={onPointer}
      onClick={onClick}
      onKeyDown={onKeyDown}
      className="relative flex h-11 cursor-pointer touch-pan-y items-center rounded-sm bg-sunken/70"
    >
      <FeelingBars bars={lane} className="pointer-events-none h-8" />
      {chosen !== null && (
        <span
          aria-hidden
          className="pointer-events-none absolute inset-y-0.5 w-px bg-ink"
          style={{ left: `${((chosen + 0.5) / LANE_STRETCHES) * 100}%` }}
        />
      )}
    </div>
  );
};

/** Where a key leads to in a lane; null when it leads nowhere. */
const stepOf = (
  key: string,
  lane: readonly (Stretch | null)[],
  chosen: number | null,
): number | null => {
  if (key === "Home") return nearestStretch(lane, 0);
  if (key === "End") return nearestStretch(lane, LANE_STRETCHES);
  if (key === "ArrowRight" || key === "ArrowUp")
    return chosen === null ? nearestStretch(lane, 0) : nextStretch(lane, chosen, 1);
  if (key === "ArrowLeft" || key === "ArrowDown")
    return chosen === null ? nearestStretch(lane, 0) : nextStretch(lane, chosen, -1);
  return null;
};
