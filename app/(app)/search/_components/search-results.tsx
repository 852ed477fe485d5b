import Link from "next/link";
import { clock, longDate } from "@/lib/client/format";
import { meetingPath } from "@/lib/client/paths";
import type { SearchExplanation, SearchHit } from "@/lib/search/schema";
import { Avatar, cn, speakerColour } from "../../../_components/ui";
import { chunkOf, Why } from "./explain";

type Group = { id: string; title: string; startedAt: string | null; hits: SearchHit[] };

/** By meeting, in the order of each one's best hit; within a meeting best first as well. */
const byMeeting = (hits: readonly SearchHit[]): Group[] => {
  const groups = new Map<string, Group>();
  for (const hit of hits) {
    const group = groups.get(hit.meetingId);
    if (group !== undefined) group.hits.push(hit);
    else {
      groups.set(hit.meetingId, {
        id: hit.meetingId,
        title: hit.meetingTitle,
        startedAt: hit.meetingStartedAt,
        hits: [hit],
      });
    }
  }
  return [...groups.values()];
};

const Excerpt = ({ pieces }: { pieces: SearchHit["excerpt"] }) => (
  <p dir="auto" className="text-pretty font-read text-lg leading-normal [overflow-wrap:anywhere]">
    {pieces.map((piece, index) =>
      piece.hit ? (
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a fixed text have no other name.
        <mark key={index} className="rounded-[3px] bg-mark px-0.5 text-mark-ink">
          {piece.text}
        </mark>
      ) : (
        piece.text
      ),
    )}
  </p>
);

/** Results under their meetings; each opens at its segment. */
export const SearchResults = ({
  hits,
  stale,
  explanation,
}: {
  hits: readonly SearchHit[];
  stale: boolean;
  /** Set while the figures behind each result are to be shown. */
  explanation: SearchExplanation | undefined;
}) => (
  <div className={cn("flex flex-col gap-8 transition-opacity", stale && "opacity-60")}>
    {byMeeting(hits).map((group) => (
      <section key={group.id} aria-label={group.title}>
        <h2 className="flex flex-wrap items-baseline gap-x-3 pb-1 tracking-normal">
          <Link
            href={meetingPath(group.id)}
            className="rounded-sm font-semibold text-lg [overflow-wrap:anywhere] hover:underline"
          >
            {group.title}
          </Link>
          {group.startedAt !== null && (
            <span className="nums font-normal text-ink-3 text-sm">{longDate(group.startedAt)}</span>
          )}
        </h2>
        <ul>
          {group.hits.map((hit) => (
            <li key={hit.segmentId} data-speaker={speakerColour(hit.colour)}>
              <Link
                data-result
                href={meetingPath(hit.meetingId, hit.position)}
                className="-mx-3 flex gap-3 rounded-md px-3 py-3 transition-colors hover:bg-sunken focus-visible:bg-accent-soft focus-visible:outline-offset-0"
              >
                <Avatar name={hit.speaker} colour={hit.colour} size="xs" className="mt-0.5" />
                <div className="min-w-0 flex-1">
                  <div className="flex items-baseline justify-between gap-3">
                    <span className="truncate font-semibold text-(--speaker)" dir="auto">
                      {hit.speaker}
                    </span>
                    <span className="nums shrink-0 text-ink-3 text-sm">{clock(hit.startMs)}</span>
                  </div>
                  <Excerpt pieces={hit.excerpt} />
                  {explanation !== undefined && <Why chunk={chunkOf(explanation, hit)} />}
                </div>
              </Link>
            </li>
          ))}
        </ul>
      </section>
    ))}
  </div>
);
