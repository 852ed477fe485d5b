import { errorSentence } from "@/lib/client/api";
import { clock } from "@/lib/client/format";
import type { MeetingState } from "@/lib/meetings/schema";
import type { CitedSentence, Summary } from "@/lib/summaries/schema";
import { Button, Callout, Skeleton } from "../../../../_components/ui";
import { TimeChip } from "./time-chip";

type Jump = (position: number) => void;

const WITHOUT_SUMMARY: Partial<Record<MeetingState, string>> = {
  processing:
    "The summary is written once everybody’s words are in order. It appears here by itself.",
  failed: "There is no summary yet, because a step before it did not work.",
  empty: "There is nothing to summarise, because nothing was recorded.",
};

const Cited = ({ sentence, onJump }: { sentence: CitedSentence; onJump: Jump }) => (
  <>
    {sentence.text}{" "}
    {sentence.citations.map((cited) => (
      <TimeChip
        key={cited.segmentId}
        position={cited.position}
        startMs={cited.startMs}
        onJump={onJump}
      />
    ))}
  </>
);

const Section = ({
  title,
  sentences,
  onJump,
}: {
  title: string;
  sentences: readonly (CitedSentence & { who?: string | null })[];
  onJump: Jump;
}) => {
  if (sentences.length === 0) return null;
  return (
    <section>
      <h2 className="mb-1.5 font-semibold text-ink-3 text-sm tracking-normal">{title}</h2>
      <ul className="flex flex-col gap-2">
        {sentences.map((sentence) => (
          <li
            key={`${sentence.citations[0]?.segmentId} ${sentence.text}`}
            className="relative pl-4.5 font-read text-[1.0625rem] leading-snug before:absolute before:top-[0.55em] before:left-0.5 before:size-1.25 before:rounded-full before:bg-ink-3"
          >
            {sentence.who !== undefined && sentence.who !== null && (
              <strong className="font-semibold">{sentence.who}: </strong>
            )}
            <Cited sentence={sentence} onJump={onJump} />
          </li>
        ))}
      </ul>
    </section>
  );
};

/** The meeting in a few sentences, each of which can be checked with a click. */
export const SummaryTab = ({
  summary,
  error,
  isPending,
  state,
  onRetry,
  onJump,
}: {
  summary: Summary | null | undefined;
  error: Error | null;
  isPending: boolean;
  state: MeetingState;
  onRetry: () => void;
  onJump: Jump;
}) => {
  if (summary === undefined && error !== null) {
    return (
      <Callout tone="error" action={<Button onClick={onRetry}>Try again</Button>}>
        {errorSentence(error)}
      </Callout>
    );
  }
  if (summary === undefined && isPending) return <SummarySkeleton />;
  if (summary === null || summary === undefined) {
    return (
      <p className="text-pretty text-ink-2">
        {WITHOUT_SUMMARY[state] ?? "There is no summary, because too little was said."}
      </p>
    );
  }
  const { overview, keyPoints, decisions, actionItems, topics } = summary.body;
  return (
    <div className="flex flex-col gap-5.5">
      {overview.length > 0 && (
        <p className="text-pretty font-read text-[1.1875rem] leading-[1.45]">
          {overview.map((sentence) => (
            <span key={`${sentence.citations[0]?.segmentId} ${sentence.text}`}>
              <Cited sentence={sentence} onJump={onJump} />{" "}
            </span>
          ))}
        </p>
      )}
      <Section title="Decisions" sentences={decisions} onJump={onJump} />
      <Section title="To do" sentences={actionItems} onJump={onJump} />
      <Section title="Key points" sentences={keyPoints} onJump={onJump} />
      {topics.length > 0 && (
        <section>
          <h2 className="mb-1.5 font-semibold text-ink-3 text-sm tracking-normal">Topics</h2>
          <ul className="flex flex-wrap gap-1.5">
            {topics.map((topic) => (
              <li
                key={`${topic.startMs} ${topic.label}`}
                className="rounded-full bg-sunken px-2.5 py-1 text-sm"
              >
                {topic.label} <span className="nums text-ink-3">{clock(topic.startMs)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <p className="text-pretty border-line border-t pt-4 text-ink-3 text-sm">
        Each sentence is taken from what was said, and ends in the moments to check it. Made on this
        machine.
      </p>
    </div>
  );
};

const SummarySkeleton = () => (
  <div role="status" aria-label="Loading the summary" className="flex flex-col gap-3">
    {["100%", "92%", "64%"].map((width) => (
      <Skeleton key={width} className="h-5" style={{ width }} />
    ))}
    {["80%", "88%"].map((width) => (
      <Skeleton key={width} className="mt-2 h-4" style={{ width }} />
    ))}
  </div>
);
