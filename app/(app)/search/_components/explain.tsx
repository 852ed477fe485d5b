"use client";

import { useQuery } from "@tanstack/react-query";
import { explainQuery } from "@/lib/client/admin-queries";
import { errorSentence } from "@/lib/client/api";
import { count } from "@/lib/client/format";
import type { SearchFilters } from "@/lib/client/search-filters";
import type { SearchExplanation, SearchHit } from "@/lib/search/schema";
import { Callout } from "../../../_components/ui";

type Chunk = SearchExplanation["chunks"][number];

/** The part of a meeting a line stands in, with its figures. */
export const chunkOf = (
  explanation: SearchExplanation | undefined,
  { meetingId, position }: Pick<SearchHit, "meetingId" | "position">,
): Chunk | undefined =>
  explanation?.chunks.find(
    (chunk) =>
      chunk.meetingId === meetingId &&
      chunk.firstSegment <= position &&
      chunk.lastSegment >= position,
  );

/** How a search was understood, for admins. */
export const useExplanation = (filters: SearchFilters, on: boolean) =>
  useQuery({ ...explainQuery(filters), enabled: on && filters.q !== "" });

const ms = (milliseconds: number): string => `${milliseconds.toFixed(1)} ms`;

/** What was looked up, and how long each stage took. */
export const ExplanationHead = ({ query }: { query: ReturnType<typeof useExplanation> }) => {
  const { data, error } = query;
  if (error !== null) return <Callout tone="error">{errorSentence(error)}</Callout>;
  if (data === undefined) return <p className="text-ink-3 text-sm">Working out why …</p>;
  const { milliseconds } = data;
  return (
    <dl className="nums grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 rounded-lg bg-sunken px-4 py-3 text-sm [&_dd]:[overflow-wrap:anywhere] [&_dt]:text-ink-2">
      <dt>Understood as</dt>
      <dd>
        {data.kind ?? "nothing"}
        {data.terms.length > 0 && `: ${data.terms.join(", ")}`}
      </dd>
      <dt>Read by</dt>
      <dd>{data.models.join(", ") || "words alone"}</dd>
      <dt>Looked at</dt>
      <dd>
        {count(data.readable, "part", "parts")}
        {data.total > data.readable && ` of about ${data.total.toLocaleString("en")}`}
        {data.way === "candidates" && ", candidates first"}
      </dd>
      <dt>Took</dt>
      <dd>
        {ms(milliseconds.understand)} to understand, {ms(milliseconds.rank)} to rank,{" "}
        {ms(milliseconds.retrieve)} to retrieve
      </dd>
    </dl>
  );
};

const figure = (value: number | null): string => (value === null ? "–" : value.toFixed(2));

/** The figures of one result. */
export const Why = ({ chunk }: { chunk: Chunk | undefined }) => (
  <p className="nums flex flex-wrap gap-x-4 font-ui text-ink-2 text-sm">
    {chunk === undefined ? (
      "Not among the parts that were looked at closely."
    ) : (
      <>
        <span>words {figure(chunk.lexical)}</span>
        <span>meaning {figure(chunk.semantic)}</span>
        <span>
          with neighbours {figure(chunk.nearLexical)} / {figure(chunk.nearSemantic)}
        </span>
        <span>
          z {figure(chunk.lexicalZ)} / {figure(chunk.semanticZ)}
        </span>
        <span className="font-semibold">together {figure(chunk.fused)}</span>
        {chunk.answer !== null && (
          <span>
            for answers: place {chunk.answer.place}, {figure(chunk.answer.score)}
          </span>
        )}
      </>
    )}
  </p>
);
