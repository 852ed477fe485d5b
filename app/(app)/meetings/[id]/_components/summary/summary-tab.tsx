"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { errorSentence } from "@/lib/client/api";
import type { MeetingDetail, MeetingState } from "@/lib/meetings/schema";
import type { Summary } from "@/lib/summaries/schema";
import type { Segment } from "@/lib/transcripts/schema";
import { Button, Callout, Skeleton } from "../../../../../_components/ui";
import { useSummaryEdit } from "../../_hooks/use-summary-edit";
import { LISTS } from "../../_view/summary";
import { CopyMenu } from "./copy-menu";
import { Discrepancies } from "./discrepancies";
import { Figures } from "./figures";
import { Notices } from "./notices";
import { RewriteDialog } from "./rewrite-dialog";
import { Contributions, ListSection, Overview } from "./sections";
import { TopicsLane } from "./topics-lane";
import { madeBy } from "./words";

const WITHOUT_SUMMARY: Partial<Record<MeetingState, string>> = {
  processing:
    "The summary is written once everybody’s words are in order. It appears here by itself.",
  failed: "There is no summary yet, because a step before it did not work.",
  empty: "There is nothing to summarise, because nothing was recorded.",
};

/** The meeting in a few sentences, each of which can be checked with a click. */
export const SummaryTab = ({
  meeting,
  query: { data, error, isFetching, refetch },
  segments,
  onJump,
}: {
  meeting: MeetingDetail;
  query: UseQueryResult<Summary | null>;
  segments: readonly Segment[];
  onJump: (position: number) => void;
}) => {
  if (meeting.state !== "empty" && data === undefined && error !== null)
    return (
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
    );
  if (meeting.state !== "empty" && data === undefined && isFetching) return <SummarySkeleton />;
  if (meeting.state === "empty" || data === null || data === undefined)
    return (
      <p className="text-pretty text-ink-2">
        {WITHOUT_SUMMARY[meeting.state] ?? "There is no summary, because too little was said."}
      </p>
    );
  return <Written meeting={meeting} summary={data} segments={segments} onJump={onJump} />;
};

const Written = ({
  meeting,
  summary,
  segments,
  onJump,
}: {
  meeting: MeetingDetail;
  summary: Summary;
  segments: readonly Segment[];
  onJump: (position: number) => void;
}) => {
  const [isRewriting, setRewriting] = useState(false);
  const editing = useSummaryEdit(summary);
  const edit = summary.mayEdit ? editing : null;
  const { body, figures } = summary;
  return (
    <div className="flex flex-col gap-5.5">
      <div className="-mt-2 -mb-3 flex items-center justify-between gap-2">
        <div className="-ml-3">
          <CopyMenu title={meeting.title} summary={summary} />
        </div>
        {summary.mayEdit && (
          <Button size="sm" look="quiet" className="-mr-3" onClick={() => setRewriting(true)}>
            <RotateCcw aria-hidden />
            Write again …
          </Button>
        )}
      </div>
      <Notices summary={summary} onRewrite={() => setRewriting(true)} />
      <Overview sentences={body.overview} edit={edit} onJump={onJump} />
      {LISTS.map(({ section, title, add }) => (
        <ListSection
          key={section}
          section={section}
          title={title}
          add={add}
          sentences={body[section]}
          edit={edit}
          onJump={onJump}
        />
      ))}
      {body.extra.map(({ title, sentences }) => (
        <ListSection
          key={title}
          section="extra"
          title={title}
          sentences={sentences}
          edit={edit}
          onJump={onJump}
        />
      ))}
      <TopicsLane
        topics={body.topics}
        durationMs={figures.durationMs}
        segments={segments}
        onJump={onJump}
      />
      <Contributions contributions={body.contributions} edit={edit} onJump={onJump} />
      <Figures figures={figures} onJump={onJump} />
      <Discrepancies meetingId={meeting.id} onJump={onJump} />
      <p className="text-pretty border-line border-t pt-4 text-ink-3 text-sm">{madeBy(summary)}</p>
      <RewriteDialog summary={summary} open={isRewriting} onOpenChange={setRewriting} />
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
