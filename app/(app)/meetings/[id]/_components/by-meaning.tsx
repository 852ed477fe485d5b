"use client";

import { useQuery } from "@tanstack/react-query";
import { clock } from "@/lib/client/format";
import { searchQuery } from "@/lib/client/queries";
import { NO_FILTERS } from "@/lib/client/search-filters";
import { useDebounced } from "@/lib/client/use-debounced";
import { speakerColour } from "../../../../_components/ui";

/** Long enough that a word in the middle of being typed is not asked for. */
const PAUSE_MS = 250;
/** As many as are looked over at a glance. */
const MOST = 4;
/** Shorter words mean too much. */
const LEAST_LETTERS = 3;

/** Lines that say what was looked for in other words, for when it was not said so. */
export const ByMeaning = ({
  meetingId,
  words,
  onJump,
}: {
  meetingId: string;
  words: string;
  onJump: (position: number) => void;
}) => {
  const asked = useDebounced(words.trim(), PAUSE_MS);
  const q = asked.length < LEAST_LETTERS ? "" : asked;
  const { data } = useQuery(searchQuery({ ...NO_FILTERS, q, meeting: meetingId }, MOST));
  if (q === "" || data === undefined || data.hits.length === 0) return null;
  return (
    <section aria-label="Said in other words" className="mt-2 rounded-lg bg-sunken px-3 py-2.5">
      <h2 className="font-semibold text-ink-2 text-sm tracking-normal">In other words</h2>
      <ul className="mt-1 flex flex-col">
        {data.hits.map((hit) => (
          <li key={hit.segmentId} data-speaker={speakerColour(hit.colour)}>
            <button
              type="button"
              onClick={() => onJump(hit.position)}
              className="flex min-h-9 w-full items-baseline gap-2.5 rounded-sm py-1.5 text-left hover:bg-line/60 max-md:min-h-11"
            >
              <span className="nums shrink-0 font-semibold text-accent text-sm">
                {clock(hit.startMs)}
              </span>
              <span className="min-w-0 truncate font-read" dir="auto">
                <span className="sr-only">{hit.speaker}: </span>
                {hit.excerpt.map(({ text }) => text).join("")}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
};
