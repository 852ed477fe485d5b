import type { AdminOverview } from "@/lib/admin/schema";
import { count } from "@/lib/client/format";
import { Progress } from "../../../_components/ui";

/** How the index of everything said stands: its model, how far a renewal is, and how much it saves. */
export const SearchState = ({ search }: { search: AdminOverview["search"] }) => {
  const { meetings, meetingsUpToDate, chunks, model, cache } = search;
  const isRenewing = meetingsUpToDate < meetings;
  return (
    <section
      aria-labelledby="search-state"
      className="flex flex-col gap-2 rounded-lg border border-line bg-surface px-4.5 py-4"
    >
      <h2 id="search-state" className="font-semibold">
        Search
      </h2>
      <p className="nums text-ink-2">
        {count(chunks, "part", "parts")} of {count(meetings, "meeting", "meetings")} can be searched
        by meaning, read by <span className="text-ink">{model}</span>.
        {cache.rate !== null &&
          ` ${Math.round(cache.rate * 100)} % of ${count(cache.hits + cache.misses, "text", "texts")} had been read before and were not read again.`}
      </p>
      {isRenewing && (
        <div className="flex flex-col gap-1.5">
          <Progress label="How far the renewal is" value={meetingsUpToDate / meetings} />
          <p className="nums text-ink-3 text-sm">
            {meetingsUpToDate.toLocaleString("en")} of {meetings.toLocaleString("en")} are read by
            this model; the others follow in the background and are found by the one before
            meanwhile.
          </p>
        </div>
      )}
    </section>
  );
};
