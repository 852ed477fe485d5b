"use client";

import { useQuery } from "@tanstack/react-query";
import type { AdminStatistics } from "@/lib/admin/schema";
import { adminStatisticsQuery } from "@/lib/client/admin-queries";
import { errorSentence } from "@/lib/client/api";
import { count } from "@/lib/client/format";
import { Callout, Cell, HeadCell, Row, Skeleton, Table } from "../../../_components/ui";

type Emotion = AdminStatistics["emotion"];
type Figures = NonNullable<Emotion["face"]>;

const ROWS = [
  { part: "face", name: "Face" },
  { part: "voice", name: "Voice" },
  { part: "all", name: "Together" },
] as const;

const COLUMNS: readonly { name: string; of: (figures: Figures) => number }[] = [
  { name: "P50", of: ({ p50Ms }) => p50Ms },
  { name: "P90", of: ({ p90Ms }) => p90Ms },
  { name: "P95", of: ({ p95Ms }) => p95Ms },
  { name: "Min", of: ({ minMs }) => minMs },
  { name: "Mean", of: ({ meanMs }) => meanMs },
  { name: "Max", of: ({ maxMs }) => maxMs },
];

/** How long it takes from capture to result, and how many people take part now. */
export const EmotionFigures = () => {
  const { data, error } = useQuery(adminStatisticsQuery);
  const emotion = data?.emotion;
  return (
    <section aria-labelledby="emotion-figures">
      <h2 id="emotion-figures" className="font-semibold">
        From capture to result
      </h2>
      <p className="nums mb-2 min-h-6 text-ink-2">
        {emotion ? takingPart(emotion.activePeople) : <Skeleton className="mt-1 h-4 w-56" />}
      </p>
      {error !== null && <Callout tone="error">{errorSentence(error)}</Callout>}
      <div className="rounded-lg border border-line bg-surface px-4.5 py-2">
        <Table label="From capture to result, milliseconds">
          <thead>
            <tr>
              <HeadCell>ms</HeadCell>
              {COLUMNS.map(({ name }) => (
                <HeadCell key={name} className="text-right">
                  {name}
                </HeadCell>
              ))}
            </tr>
          </thead>
          <tbody>
            {ROWS.map(({ part, name }) => (
              <FigureRow key={part} name={name} figures={emotion?.[part] ?? null} />
            ))}
          </tbody>
        </Table>
      </div>
      <p className="mt-2 text-ink-3 text-sm">
        Milliseconds, over the last 500 readings of each kind. Renewed every few seconds.
      </p>
    </section>
  );
};

const takingPart = (people: number): string =>
  people === 0
    ? "Nobody takes part now."
    : `${count(people, "person takes", "people take")} part now.`;

const FigureRow = ({ name, figures }: { name: string; figures: Figures | null }) => (
  <Row>
    <th scope="row" className="whitespace-nowrap py-3 pr-3 text-left font-semibold">
      {name}
    </th>
    {figures === null ? (
      <Cell colSpan={COLUMNS.length} className="text-right text-ink-3">
        No readings yet
      </Cell>
    ) : (
      COLUMNS.map(({ name: column, of }) => (
        <Cell key={column} className="text-right">
          {Math.round(of(figures)).toLocaleString("en")}
        </Cell>
      ))
    )}
  </Row>
);
