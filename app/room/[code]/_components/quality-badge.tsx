"use client";

import { useEffect, useState } from "react";
import { Popover, PopoverContent, PopoverTrigger } from "@/app/_components/ui";
import { MEASURE_MS } from "@/lib/room/client/link-monitor";
import type { LinkReport } from "@/lib/room/client/link-stats";
import type { Participant } from "@/lib/room/client/room-state";
import { QUALITY_WORDS, reportRows } from "../_view/words";
import { useRoomScope } from "./room-scope";
import { FairSignal, WeakSignal } from "./signal-icon";

/** The way to somebody, when it is less than good; a click shows what was measured. */
export const QualityBadge = ({ person }: { person: Participant }) => {
  const { quality, isSelf, name } = person;
  if (isSelf || quality === null || quality === "good") return null;
  const words = QUALITY_WORDS[quality];
  const Icon = quality === "poor" ? WeakSignal : FairSignal;
  return (
    <Popover>
      <PopoverTrigger
        aria-label={`${name}: ${words}`}
        className="relative inline-flex size-8 items-center justify-center rounded-md bg-sunken/75 text-warn after:absolute after:-inset-1.5"
      >
        <Icon aria-hidden className="size-4.5" />
      </PopoverTrigger>
      <PopoverContent
        side="bottom"
        align="end"
        aria-label={`Connection with ${name}`}
        className="w-72"
      >
        <p className="mb-2 font-semibold text-sm first-letter:uppercase">{words}</p>
        <Measurements id={person.id} />
      </PopoverContent>
    </Popover>
  );
};

/** The numbers of a link, renewed as they are measured. */
const Measurements = ({ id }: { id: string }) => {
  const { client } = useRoomScope();
  const [report, setReport] = useState<LinkReport | null>(() => client.connectionReport(id));
  useEffect(() => {
    const timer = setInterval(() => setReport(client.connectionReport(id)), MEASURE_MS);
    return () => clearInterval(timer);
  }, [client, id]);
  const rows = report ? reportRows(report) : [];
  if (rows.length === 0) return <p className="text-ink-2 text-sm">Nothing was measured yet.</p>;
  return (
    <dl className="nums grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
      {rows.map(({ name, value }) => (
        <div key={name} className="contents">
          <dt className="text-ink-3">{name}</dt>
          <dd className="text-right">{value}</dd>
        </div>
      ))}
    </dl>
  );
};
