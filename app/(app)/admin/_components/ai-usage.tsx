import type { ReactNode } from "react";
import type { AdminAi, LlmPurpose } from "@/lib/llm/schema";
import { Cell, cn, HeadCell, Row, Table } from "../../../_components/ui";

const PURPOSES: Record<LlmPurpose, string> = {
  answer: "Answers",
  rewrite: "Understanding follow-ups",
  summary: "Summaries",
};

type Usage = AdminAi["total"];

const number = (n: number): string => n.toLocaleString("en");
const tokens = ({ promptTokens, completionTokens }: Usage): number =>
  promptTokens + completionTokens;

/** Millionths of a dollar → `$1.24`; a small sum with its cents' parts. */
const dollars = (micros: number | null): string => {
  if (micros === null) return "–";
  const value = micros / 1_000_000;
  return `$${value.toFixed(value > 0 && value < 1 ? 4 : 2)}`;
};

/** `2026-11` → `November 2026` */
const monthName = (month: string): string =>
  new Date(`${month}-01T00:00:00Z`).toLocaleDateString("en-GB", {
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });

const UsageTable = ({
  label,
  first,
  rows,
  empty,
}: {
  label: string;
  first: string;
  rows: readonly { key: string; name: ReactNode; usage: Usage; total?: boolean }[];
  empty: string;
}) => (
  <div className="rounded-lg border border-line bg-surface px-4.5 py-2">
    {rows.length === 0 ? (
      <p className="py-3 text-ink-3">{empty}</p>
    ) : (
      <Table label={label}>
        <thead>
          <tr>
            <HeadCell>{first}</HeadCell>
            {["Requests", "Read", "Written", "Cost"].map((name) => (
              <HeadCell key={name} className="text-right">
                {name}
              </HeadCell>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, name, usage, total }) => (
            <Row key={key} className={total ? "font-semibold" : undefined}>
              <th
                scope="row"
                className={cn(
                  "max-w-56 truncate py-3 pr-3 text-left",
                  total ? "font-semibold" : "font-normal",
                )}
                dir="auto"
              >
                {name}
              </th>
              <Cell className="text-right">{number(usage.requests)}</Cell>
              <Cell className="text-right">{number(usage.promptTokens)}</Cell>
              <Cell className="text-right">{number(usage.completionTokens)}</Cell>
              <Cell className="text-right">{dollars(usage.costMicros)}</Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    )}
  </div>
);

/** What this month took, by what for and by whom. */
export const AiUsage = ({ ai }: { ai: AdminAi }) => {
  const purposes = ai.purposes.map(({ purpose, ...usage }) => ({
    key: purpose,
    name: PURPOSES[purpose],
    usage,
  }));
  return (
    <section aria-labelledby="ai-month" className="flex min-w-0 flex-col gap-3">
      <h2 id="ai-month" className="font-semibold">
        {monthName(ai.month)}
      </h2>
      <UsageTable
        label="Usage this month by purpose, in tokens"
        first="What for"
        rows={
          purposes.length === 0
            ? []
            : [...purposes, { key: "all", name: "Together", usage: ai.total, total: true }]
        }
        empty="Nothing was asked of a language model this month."
      />
      {ai.people.length > 0 && (
        <UsageTable
          label="Usage this month by person, in tokens"
          first="Who"
          rows={ai.people.map(({ id, name, ...usage }) => ({ key: id, name, usage }))}
          empty=""
        />
      )}
      <p className="text-ink-3 text-sm">
        Counted in tokens, about four letters each. Costs follow the prices set for this instance;
        without them there are none to tell.
      </p>
    </section>
  );
};

/** The months before, as bars and in numbers. */
export const AiMonths = ({ ai }: { ai: AdminAi }) => {
  if (ai.months.length === 0) return null;
  const rows = [{ month: ai.month, ...ai.total }, ...ai.months];
  const most = Math.max(1, ...rows.map(tokens));
  return (
    <section aria-labelledby="ai-months">
      <h2 id="ai-months" className="mb-3 font-semibold">
        Month by month
      </h2>
      <ul className="flex max-w-3xl flex-col gap-2">
        {rows.map((row) => (
          <li
            key={row.month}
            className="nums grid grid-cols-[8.5rem_minmax(0,1fr)_13rem] items-center gap-3 text-sm max-md:grid-cols-[minmax(0,1fr)_auto]"
          >
            <span className="text-ink-2">{monthName(row.month)}</span>
            <span
              aria-hidden
              className="h-2.5 overflow-hidden rounded-full bg-line max-md:order-last max-md:col-span-2"
            >
              <span
                className="block h-full rounded-full bg-accent"
                style={{ width: `${(tokens(row) / most) * 100}%` }}
              />
            </span>
            <span className="text-right">
              {number(tokens(row))} tokens
              {row.costMicros !== null && ` · ${dollars(row.costMicros)}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
};
