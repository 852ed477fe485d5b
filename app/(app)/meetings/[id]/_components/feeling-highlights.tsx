import { about } from "@/app/_components/emotion-words";
import { FeelingWord } from "@/app/_components/feeling-word";
import { clock } from "@/lib/client/format";
import type { MeetingEmotions } from "@/lib/emotion/schema";
import type { MeetingPerson } from "@/lib/meetings/schema";
import type { Segment } from "@/lib/transcripts/schema";
import { speakerColour } from "../../../../_components/ui";
import { placeAt } from "../_view/feelings";
import { TimeChip } from "./time-chip";

/** The clearest moments, each with what was said then. */
export const FeelingHighlights = ({
  highlights,
  people,
  segments,
  onJump,
}: {
  highlights: MeetingEmotions["highlights"];
  people: readonly MeetingPerson[];
  segments: readonly Segment[];
  onJump: (position: number) => void;
}) => {
  if (highlights.length === 0) return null;
  return (
    <section>
      <h2 className="mb-2 font-semibold text-ink-3 text-sm tracking-normal">Clear moments</h2>
      <ul className="flex flex-col gap-1.5">
        {highlights.map(({ participantId, atMs, label, score }) => {
          const person = people.find(({ id }) => id === participantId);
          const place = placeAt(segments, atMs, participantId);
          return (
            <li
              key={`${participantId} ${atMs}`}
              data-speaker={speakerColour(person?.colour ?? 8)}
              className="flex min-h-8 flex-wrap items-center gap-x-2.5 max-md:min-h-11"
            >
              {place ? (
                <TimeChip position={place.position} startMs={atMs} onJump={onJump} />
              ) : (
                <span className="nums text-ink-3 text-sm">{clock(atMs)}</span>
              )}
              <span className="font-semibold text-(--speaker)">{person?.name ?? "Somebody"}</span>
              <FeelingWord label={label} className="font-medium">
                <span className="nums font-normal text-ink-2">, {about(score)}</span>
              </FeelingWord>
            </li>
          );
        })}
      </ul>
    </section>
  );
};
