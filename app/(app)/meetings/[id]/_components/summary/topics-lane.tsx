import { clock } from "@/lib/client/format";
import type { SummaryBody } from "@/lib/summaries/schema";
import type { Segment } from "@/lib/transcripts/schema";
import { positionAt, stretchesOf } from "../../_view/summary";
import { Heading } from "./sections";

/** A topic takes at least this share of the lane, so that it can be seen. */
const LEAST = 0.012;

/** What was talked about over the meeting; a click goes there. */
export const TopicsLane = ({
  topics,
  durationMs,
  segments,
  onJump,
}: {
  topics: SummaryBody["topics"];
  durationMs: number;
  segments: readonly Segment[];
  onJump: (position: number) => void;
}) => {
  if (topics.length === 0) return null;
  const length = Math.max(1, durationMs, ...topics.map(({ startMs }) => startMs + 1));
  const stretches = stretchesOf(topics, length);
  const jump = (atMs: number): void => {
    const position = positionAt(segments, atMs);
    if (position !== null) onJump(position);
  };
  return (
    <section aria-label="Topics">
      <Heading>Topics</Heading>
      <div aria-hidden className="relative mb-1.5 h-2.5 overflow-hidden rounded-full bg-line">
        {stretches.map(({ label, startMs, endMs }, index) => (
          <span
            key={`${startMs} ${label}`}
            title={label}
            className={
              index % 2 === 0
                ? "absolute inset-y-0 rounded-[3px] border-surface border-r-2 bg-accent"
                : "absolute inset-y-0 rounded-[3px] border-surface border-r-2 bg-accent/60"
            }
            style={{
              left: `${(startMs / length) * 100}%`,
              width: `${Math.max(LEAST, (endMs - startMs) / length) * 100}%`,
            }}
          />
        ))}
      </div>
      <ul className="flex flex-col">
        {stretches.map(({ label, startMs }) => (
          <li key={`${startMs} ${label}`}>
            <button
              type="button"
              onClick={() => jump(startMs)}
              className="flex min-h-8 w-full items-baseline gap-3 rounded-sm py-1 text-left hover:bg-sunken max-md:min-h-11 max-md:items-center"
            >
              <span className="nums w-11 shrink-0 font-semibold text-accent text-sm">
                {clock(startMs)}
              </span>
              <span className="min-w-0 [overflow-wrap:anywhere]" dir="auto">
                {label}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
};
