import type { ReactNode } from "react";
import type { AdminOverview } from "@/lib/admin/schema";
import { bytes, count } from "@/lib/client/format";
import { Skeleton } from "../../../_components/ui";
import { Failures } from "./failures";
import { QueueTable } from "./queue-table";
import { SearchState } from "./search-state";

const Figure = ({
  label,
  value,
  note,
}: {
  label: string;
  value: ReactNode;
  note: string | undefined;
}) => (
  <div className="flex min-h-29 flex-col gap-1 max-md:min-h-0 rounded-lg border border-line bg-surface px-4.5 py-4">
    <dt className="font-medium text-ink-2 text-sm">{label}</dt>
    <dd className="nums font-semibold text-xl tracking-tight">
      {value ?? <Skeleton className="mt-1 h-6 w-32" />}
    </dd>
    <dd className="mt-auto text-ink-3 text-sm">{note}</dd>
  </div>
);

const sum = (overview: AdminOverview, what: "waiting" | "running" | "delayed"): number =>
  overview.queues.reduce((total, queue) => total + queue[what], 0);

const live = (o: AdminOverview): string =>
  o.liveMeetings === 0
    ? "Nobody"
    : `${count(o.liveMeetings, "meeting", "meetings")} · ${count(o.livePeople, "person", "people")}`;

const work = (o: AdminOverview): string => {
  const waiting = sum(o, "waiting");
  const running = sum(o, "running");
  if (waiting + running === 0) return "All done";
  return `${running} running · ${waiting} waiting`;
};

/** The numbers that matter, what failed, and the queues. */
export const OverviewTab = ({ overview }: { overview: AdminOverview | undefined }) => (
  <div className="flex flex-col gap-4">
    <dl className="grid grid-cols-[repeat(auto-fit,minmax(min(15rem,100%),1fr))] gap-4">
      <Figure
        label="Live now"
        value={overview && live(overview)}
        note="People in a room at this moment"
      />
      <Figure
        label="Work"
        value={overview && work(overview)}
        note={
          overview === undefined || sum(overview, "delayed") === 0
            ? "Transcripts, indexes and summaries"
            : `${count(sum(overview, "delayed"), "piece waits", "pieces wait")} for its time`
        }
      />
      <Figure
        label="People and meetings"
        value={
          overview &&
          `${count(overview.people, "person", "people")} · ${count(overview.meetings, "meeting", "meetings")}`
        }
        note="With an account here, and all there were"
      />
      <Figure
        label="Storage"
        value={overview && bytes(overview.storageBytes)}
        note="Recorded speech kept on this machine"
      />
    </dl>
    {overview !== undefined && <Failures failures={overview.failures} max={3} />}
    {overview !== undefined && <SearchState search={overview.search} />}
    <QueueTable overview={overview} />
  </div>
);
