"use client";

import { useQuery } from "@tanstack/react-query";
import { Gauge, Search, SearchX, Sparkles } from "lucide-react";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { errorSentence } from "@/lib/client/api";
import { count } from "@/lib/client/format";
import { meetingPath } from "@/lib/client/paths";
import { searchQuery } from "@/lib/client/queries";
import {
  countFilters,
  type SearchFilters as Filters,
  filtersFrom,
  searchPath,
} from "@/lib/client/search-filters";
import { isTyping, useShortcuts } from "@/lib/client/shortcuts";
import { useDebounced } from "@/lib/client/use-debounced";
import { QUERY_MAX, type SearchHit } from "@/lib/search/schema";
import {
  Button,
  Callout,
  cn,
  EmptyState,
  inputStyle,
  Kbd,
  Skeleton,
} from "../../../_components/ui";
import { ExplanationHead, useExplanation } from "./explain";
import { SearchFilters } from "./search-filters";
import { SearchResults } from "./search-results";

/** Long enough that a word in the middle of being typed is not asked for. */
const PAUSE_MS = 180;

const RESULT = "a[data-result]";

/** Moves the focus from result to result; above the first one is the field. */
const moveFocus = (container: HTMLElement, field: HTMLElement | null, by: 1 | -1): void => {
  const results = [...container.querySelectorAll<HTMLElement>(RESULT)];
  const at = results.indexOf(document.activeElement as HTMLElement);
  const next = at + by;
  if (next < 0) field?.focus();
  else results[Math.min(next, results.length - 1)]?.focus();
};

const summaryOf = (hits: readonly SearchHit[], tookMs: number): string => {
  const meetings = new Set(hits.map((hit) => hit.meetingId)).size;
  return `${count(hits.length, "place", "places")} in ${count(meetings, "meeting", "meetings")} · ${Math.round(tookMs)} ms`;
};

/** Search over everything I may read, as I type; a result opens at what was said. */
export const SearchPage = ({ isAdmin }: { isAdmin: boolean }) => {
  const router = useRouter();
  // Of the address as it is now: coming back from a result finds the same search again.
  const address = useSearchParams();
  const [asked] = useState(() => filtersFrom(Object.fromEntries(address)));
  const container = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(asked.q);
  const [where, setWhere] = useState(asked);
  const words = useDebounced(typed.trim(), PAUSE_MS);
  const speaker = useDebounced(where.speaker.trim(), PAUSE_MS);
  const filters = useMemo<Filters>(
    () => ({ ...where, q: words, speaker }),
    [where, words, speaker],
  );
  const isNarrowed = countFilters(filters) > 0;
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery(searchQuery(filters));
  const [explains, setExplains] = useState(false);
  const explanation = useExplanation(filters, explains);
  const hits = words === "" ? [] : (data?.hits ?? []);
  useShortcuts({ "/": () => field.current?.select() });

  useEffect(() => {
    window.history.replaceState(window.history.state, "", searchPath(filters));
  }, [filters]);

  const onKey = (event: KeyboardEvent<HTMLDivElement>): void => {
    // Lists and days have arrows of their own.
    const isFilter = isTyping(event.target) && event.target !== field.current;
    if (isFilter) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      moveFocus(event.currentTarget, field.current, event.key === "ArrowDown" ? 1 : -1);
    }
    if (event.key === "Escape") field.current?.select();
    const first = hits[0];
    const inField = event.target === field.current;
    if (event.key === "Enter" && inField && first !== undefined && words === typed.trim()) {
      router.push(meetingPath(first.meetingId, first.position));
    }
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys act on the field and links within.
    <div
      ref={container}
      onKeyDown={onKey}
      className="w-full max-w-4xl px-5 pt-7 pb-16 md:px-11 md:pt-8"
    >
      <h1 className="font-bold text-2xl tracking-[-0.025em]">Search what was said</h1>
      <search className="relative mt-5 block">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-4 left-4 size-5 text-ink-3"
        />
        <input
          ref={field}
          // biome-ignore lint/a11y/noAutofocus: the page is this field.
          autoFocus
          type="search"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          maxLength={QUERY_MAX}
          aria-label="Search what was said in your meetings"
          aria-describedby="search-status"
          placeholder="A word, a name, or a question"
          autoComplete="off"
          className={cn(
            inputStyle,
            "h-13 rounded-lg pr-14 pl-12 text-lg shadow-high [&::-webkit-search-cancel-button]:hidden",
          )}
        />
        {typed === "" && <Kbd className="absolute top-4 right-4 max-md:hidden">/</Kbd>}
      </search>
      <SearchFilters
        filters={where}
        onChange={(part) => setWhere((now) => ({ ...now, ...part }))}
      />
      <p
        id="search-status"
        role="status"
        className="nums flex min-h-11 items-center justify-between gap-4 text-ink-3 text-sm"
      >
        <span>
          {hits.length > 0 && data !== undefined && summaryOf(hits, data.tookMs)}
          {words !== "" && data === undefined && isFetching && "Searching…"}
        </span>
        {words !== "" && (
          <Link
            href={`/ask?q=${encodeURIComponent(words)}`}
            className="ml-auto inline-flex min-h-8 items-center gap-1.5 rounded-sm font-semibold text-accent hover:underline max-md:min-h-11"
          >
            <Sparkles aria-hidden className="size-4" />
            Ask about this
          </Link>
        )}
        {hits.length > 0 && (
          <span className="flex items-center gap-1.5 max-lg:hidden">
            <Kbd>↑</Kbd>
            <Kbd>↓</Kbd> to move, <Kbd>Enter</Kbd> to open
          </span>
        )}
      </p>
      {error !== null && words !== "" && (
        <Callout
          tone="error"
          action={
            <Button busy={isFetching} onClick={() => refetch()}>
              Try again
            </Button>
          }
        >
          {errorSentence(error)}
        </Callout>
      )}
      {words === "" && (
        <EmptyState icon={Search} title="Find any of it again" className="py-14">
          Type a word that was said, or ask in your own words. Results come from every meeting you
          hosted or attended, and open at the very moment.
        </EmptyState>
      )}
      {words !== "" && data === undefined && error === null && <ResultsSkeleton />}
      {isAdmin && words !== "" && (
        <div className="mb-4 flex flex-col gap-2">
          <Button
            size="sm"
            look="quiet"
            className="-ml-3 self-start"
            aria-pressed={explains}
            onClick={() => setExplains((on) => !on)}
          >
            <Gauge aria-hidden />
            {explains ? "Hide why these results" : "Why these results"}
          </Button>
          {explains && <ExplanationHead query={explanation} />}
        </div>
      )}
      {hits.length > 0 && (
        <SearchResults
          hits={hits}
          stale={isPlaceholderData}
          explanation={explains ? explanation.data : undefined}
        />
      )}
      {words !== "" && data !== undefined && hits.length === 0 && error === null && (
        <EmptyState icon={SearchX} title={`Nothing found for “${words}”`} className="py-14">
          {isNarrowed
            ? "Try fewer words, other ones for the same thing, or fewer filters."
            : "Try fewer words, or other ones for the same thing. Meetings that are still being transcribed can be searched once that is done."}
        </EmptyState>
      )}
    </div>
  );
};

const ResultsSkeleton = () => (
  <div role="status" aria-label="Searching" className="flex flex-col gap-6 pt-2">
    {["70%", "84%", "58%"].map((width) => (
      <div key={width} className="flex flex-col gap-2.5">
        <Skeleton className="h-4 w-40" />
        <Skeleton className="h-5" style={{ width }} />
      </div>
    ))}
  </div>
);
