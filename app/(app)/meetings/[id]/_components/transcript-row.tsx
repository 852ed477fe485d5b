import { memo, useEffect, useRef } from "react";
import { cutAt, type Place } from "@/lib/client/find";
import { clock } from "@/lib/client/format";
import type { Segment } from "@/lib/transcripts/schema";
import { PlayButton } from "../../../../_components/play-button";
import { Avatar, speakerColour } from "../../../../_components/ui";
import type { SpokenFeeling } from "../_view/feelings";
import { RowFeelings } from "./row-feelings";

export type RowProps = {
  meetingId: string;
  segment: Segment;
  /** Who speaks; null when the speaker is not known any more. */
  speaker: { name: string; colour: number } | null;
  /** What face and voice said meanwhile, where this viewer may see it. */
  feeling: SpokenFeeling | null;
  /** Whether the speaker changed here: only then the name is written. */
  isFirst: boolean;
  places: readonly Place[];
  current: Place | null;
  /** Set while this segment is jumped to; changes with each jump. */
  flash: number | null;
  onJump: (position: number) => void;
};

const NO_ONE = { name: "Somebody", colour: 8 };

const Words = ({
  text,
  places,
  current,
}: {
  text: string;
  places: readonly Place[];
  current: Place | null;
}) =>
  cutAt(text, places).map((piece, index) =>
    piece.place === null ? (
      piece.text
    ) : (
      <mark
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a fixed text have no other name.
        key={index}
        aria-current={piece.place === current ? "true" : undefined}
        className={
          piece.place === current
            ? "rounded-[3px] bg-mark-now px-0.5 text-mark-ink"
            : "rounded-[3px] bg-mark px-0.5 text-mark-ink"
        }
      >
        {piece.text}
      </mark>
    ),
  );

/** One segment: its time, its speaker if that changed, and the words. */
export const TranscriptRow = memo(
  ({ meetingId, segment, speaker, feeling, isFirst, places, current, flash, onJump }: RowProps) => {
    const { name, colour } = speaker ?? NO_ONE;
    const ref = useRef<HTMLDivElement>(null);
    useEffect(() => {
      // Reading goes on from where one jumped to, by ear as well.
      if (flash !== null) ref.current?.focus({ preventScroll: true });
    }, [flash]);
    const time = (className: string) => (
      <a
        href={`#s${segment.position}`}
        aria-label={`${clock(segment.startMs)}, link to this place`}
        onClick={(event) => {
          event.preventDefault();
          onJump(segment.position);
        }}
        className={`nums rounded-sm after:absolute after:-inset-x-2 after:-inset-y-3 md:after:inset-0 text-ink-3 text-sm hover:text-accent hover:underline ${className}`}
      >
        {clock(segment.startMs)}
      </a>
    );
    return (
      <div
        ref={ref}
        id={`s${segment.position}`}
        tabIndex={-1}
        data-speaker={speakerColour(colour)}
        className={`group relative grid grid-cols-[2.125rem_minmax(0,1fr)] px-5 outline-none md:grid-cols-[3.5rem_2.5rem_minmax(0,36rem)_10rem] md:px-9 ${
          isFirst ? "pt-3.5 pb-1.5" : "py-1.5"
        }`}
      >
        {flash !== null && (
          <span
            key={flash}
            aria-hidden
            className="absolute inset-x-1.5 inset-y-0 animate-flash rounded-md motion-reduce:animate-none motion-reduce:bg-accent-soft md:right-auto md:left-6 md:w-[min(calc(100%-3rem),54rem)]"
          />
        )}
        {time("relative max-md:hidden pt-0.5 self-start")}
        <div className="relative flex flex-col items-start gap-1">
          {isFirst && <Avatar name={name} colour={colour} size="xs" />}
          <PlayButton
            meetingId={meetingId}
            segmentId={segment.id}
            speaker={name}
            startMs={segment.startMs}
            className="focus-visible:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100 md:opacity-0 md:aria-[label^=Pause]:opacity-100"
          />
        </div>
        <div className="relative min-w-0">
          {isFirst ? (
            <div className="flex items-baseline justify-between gap-3">
              <span className="truncate font-semibold text-(--speaker)" dir="auto">
                {name}
              </span>
              {time("relative md:hidden")}
            </div>
          ) : (
            <>
              <span className="sr-only">{name}: </span>
              {time("relative float-right ml-3 md:hidden")}
            </>
          )}
          <p
            dir="auto"
            className="whitespace-pre-wrap text-pretty font-read text-[1.125rem] leading-[1.55] [overflow-wrap:anywhere]"
          >
            <Words text={segment.text} places={places} current={current} />
          </p>
        </div>
        <RowFeelings segment={segment} feeling={feeling} />
      </div>
    );
  },
);
TranscriptRow.displayName = "TranscriptRow";
