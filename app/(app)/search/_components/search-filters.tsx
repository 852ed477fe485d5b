"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { SlidersHorizontal, X } from "lucide-react";
import { useId, useState } from "react";
import { shortDay } from "@/lib/client/format";
import { meetingsQuery } from "@/lib/client/queries";
import {
  countFilters,
  type SearchFilters as Filters,
  NO_FILTERS,
} from "@/lib/client/search-filters";
import { Button, cn, Field, Input, inputStyle } from "../../../_components/ui";

/** Where to look: one meeting, one person, a span of days. */
export const SearchFilters = ({
  filters,
  onChange,
}: {
  filters: Filters;
  onChange: (part: Partial<Filters>) => void;
}) => {
  const id = useId();
  const active = countFilters(filters);
  const [isOpen, setOpen] = useState(active > 0);
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(meetingsQuery);
  const meetings = data?.pages.flatMap((page) => page.meetings) ?? [];
  const isListed = meetings.some((meeting) => meeting.id === filters.meeting);
  const names = [...new Set(meetings.flatMap(({ people }) => people.map(({ name }) => name)))];
  return (
    <div className="mt-2">
      <Button
        size="sm"
        look="quiet"
        className="-ml-3"
        aria-expanded={isOpen}
        aria-controls={`${id}-filters`}
        onClick={() => setOpen((open) => !open)}
      >
        <SlidersHorizontal aria-hidden />
        Filters{active > 0 && ` · ${active}`}
      </Button>
      {active > 0 && (
        <Button size="sm" look="quiet" onClick={() => onChange({ ...NO_FILTERS, q: filters.q })}>
          <X aria-hidden />
          Clear
        </Button>
      )}
      <div
        id={`${id}-filters`}
        hidden={!isOpen}
        className={cn(
          "mt-1.5 grid gap-3 md:grid-cols-[minmax(0,2fr)_minmax(0,1.4fr)_minmax(0,1fr)_minmax(0,1fr)]",
          isOpen ? "max-md:grid-cols-2" : "hidden",
        )}
      >
        <div className="max-md:col-span-2">
          <Field label="Meeting">
            {(control) => (
              <select
                {...control}
                value={filters.meeting}
                onChange={(event) => onChange({ meeting: event.target.value })}
                // Older meetings come once somebody opens the list.
                onFocus={() => hasNextPage && !isFetchingNextPage && fetchNextPage()}
                className={inputStyle}
              >
                <option value="">All meetings</option>
                {filters.meeting !== "" && !isListed && (
                  <option value={filters.meeting}>The chosen meeting</option>
                )}
                {meetings.map((meeting) => (
                  <option key={meeting.id} value={meeting.id}>
                    {meeting.title} · {shortDay(meeting.startedAt ?? meeting.createdAt)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
        <div className="max-md:col-span-2">
          <Field label="Who said it">
            {(control) => (
              <Input
                {...control}
                list={`${id}-names`}
                value={filters.speaker}
                maxLength={100}
                placeholder="Anybody"
                autoComplete="off"
                onChange={(event) => onChange({ speaker: event.target.value })}
              />
            )}
          </Field>
          <datalist id={`${id}-names`}>
            {names.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </div>
        <Field label="From">
          {(control) => (
            <Input
              {...control}
              type="date"
              value={filters.from}
              max={filters.to || undefined}
              onChange={(event) => onChange({ from: event.target.value })}
            />
          )}
        </Field>
        <Field label="To">
          {(control) => (
            <Input
              {...control}
              type="date"
              value={filters.to}
              min={filters.from || undefined}
              onChange={(event) => onChange({ to: event.target.value })}
            />
          )}
        </Field>
      </div>
    </div>
  );
};
