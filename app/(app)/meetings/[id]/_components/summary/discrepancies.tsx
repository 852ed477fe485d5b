import { useQuery } from "@tanstack/react-query";
import { GitCompareArrows } from "lucide-react";
import { guess, MODE_WORDS } from "@/app/_components/emotion-words";
import { discrepanciesQuery } from "@/lib/client/queries";
import type { Discrepancies as Found } from "@/lib/summaries/schema";
import { speakerColour } from "../../../../../_components/ui";
import { TimeChip } from "../time-chip";

/** Where words and what was shown differ; nothing at all where nothing was measured or found. */
export const Discrepancies = ({
  meetingId,
  onJump,
}: {
  meetingId: string;
  onJump: (position: number) => void;
}) => {
  const { data } = useQuery(discrepanciesQuery(meetingId));
  if (!data?.measured || data.items.length === 0) return null;
  return (
    <section aria-labelledby="differ" className="rounded-lg bg-warn-soft px-4 py-3.5">
      <h2
        id="differ"
        className="flex items-center gap-2 font-semibold text-base text-warn tracking-normal"
      >
        <GitCompareArrows aria-hidden className="size-4.5" />
        Words and feeling differ
      </h2>
      <ul className="mt-2 flex flex-col gap-3">
        {data.items.map((item) => (
          <Item key={item.segmentId} item={item} onJump={onJump} />
        ))}
      </ul>
      <p className="mt-3 text-pretty text-ink-2 text-sm">
        These are guesses from the faces and voices of people who agreed to it, and they may be
        wrong. They say nothing about what somebody meant or felt. Never use them to judge people.
      </p>
    </section>
  );
};

const Item = ({
  item,
  onJump,
}: {
  item: Found["items"][number];
  onJump: (position: number) => void;
}) => (
  <li data-speaker={speakerColour(item.colour)}>
    <p dir="auto" className="text-pretty font-read text-[1.0625rem] leading-snug">
      {item.sentence} <TimeChip position={item.position} startMs={item.startMs} onJump={onJump} />
    </p>
    <p className="mt-0.5 text-ink-2 text-sm">
      Words: {guess(item.words.emotion, item.words.score)}; {MODE_WORDS[item.shown.by]}:{" "}
      {guess(item.shown.emotion, item.shown.score)}.
    </p>
  </li>
);
