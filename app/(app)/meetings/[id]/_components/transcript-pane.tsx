"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { errorSentence } from "@/lib/client/api";
import type { MeetingEmotions } from "@/lib/emotion/schema";
import type { MeetingDetail } from "@/lib/meetings/schema";
import type { Transcript } from "@/lib/transcripts/schema";
import { Button, Callout, Skeleton } from "../../../../_components/ui";
import { type Find, useFind } from "../_hooks/use-find";
import type { JumpTarget } from "../_hooks/use-jump";
import { ByMeaning } from "./by-meaning";
import { FindBar } from "./find-bar";
import { InTheMaking, NothingRecorded } from "./not-yet";
import { Pipeline } from "./pipeline";
import { TranscriptList } from "./transcript-list";

const NO_SEGMENTS: never[] = [];

/** The transcript in whatever state it is: on its way, being made, partial, failed, or there. */
export const TranscriptPane = ({
  meeting,
  transcript,
  emotions,
  target,
  onJump,
}: {
  meeting: MeetingDetail;
  transcript: UseQueryResult<Transcript>;
  emotions: MeetingEmotions | undefined;
  target: JumpTarget | null;
  onJump: (position: number) => void;
}) => {
  const find = useFind(transcript.data?.segments ?? NO_SEGMENTS);
  if (meeting.state === "empty") return <NothingRecorded />;
  if (transcript.data === undefined) {
    if (meeting.state === "processing") return <InTheMaking meeting={meeting} />;
    return transcript.isError ? (
      <div className="p-5 md:px-9">
        <Callout
          tone="error"
          title="The transcript could not be loaded."
          action={
            <Button busy={transcript.isFetching} onClick={() => transcript.refetch()}>
              Try again
            </Button>
          }
        >
          {errorSentence(transcript.error)}
        </Callout>
      </div>
    ) : (
      <TranscriptSkeleton />
    );
  }
  if (transcript.data.segments.length === 0) {
    return meeting.state === "ready" ? <NothingRecorded /> : <InTheMaking meeting={meeting} />;
  }
  return (
    <Readable
      meeting={meeting}
      transcript={transcript.data}
      emotions={emotions}
      find={find}
      target={target}
      onJump={onJump}
    />
  );
};

const Readable = ({
  meeting,
  transcript,
  emotions,
  find,
  target,
  onJump,
}: {
  meeting: MeetingDetail;
  transcript: Transcript;
  emotions: MeetingEmotions | undefined;
  find: Find;
  target: JumpTarget | null;
  onJump: (position: number) => void;
}) => {
  const unfinished = meeting.state === "processing" || meeting.state === "failed";
  const notes = (
    <>
      {unfinished && (
        <section
          aria-label="Still to come"
          className="mx-5 mt-3 max-w-3xl rounded-lg border border-line bg-surface px-5 py-2 md:mx-9"
        >
          <Pipeline meeting={meeting} only={(step) => step.state !== "done"} />
        </section>
      )}
      {transcript.gaps.length > 0 && (
        <Callout tone="warn" title="A part is missing." className="mx-5 mt-3 max-w-3xl md:mx-9">
          {transcript.gaps.join(" ")}
        </Callout>
      )}
    </>
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="px-5 pt-3.5 pb-2 md:px-9">
        <FindBar find={find} />
        {find.places.length === 0 && (
          <ByMeaning meetingId={meeting.id} words={find.words} onJump={onJump} />
        )}
      </div>
      <TranscriptList
        transcript={transcript}
        emotions={emotions}
        find={find}
        target={target}
        onJump={onJump}
        before={notes}
      />
    </div>
  );
};

export const TranscriptSkeleton = () => (
  <div
    role="status"
    aria-label="Loading the transcript"
    className="flex flex-col gap-7 p-5 md:px-9"
  >
    <Skeleton className="h-9.5 rounded-md" />
    {["88%", "72%", "94%", "60%"].map((width) => (
      <div key={width} className="flex gap-4">
        <Skeleton className="size-6 shrink-0 rounded-full" />
        <div className="flex max-w-xl flex-1 flex-col gap-2.5">
          <Skeleton className="h-4 w-32" />
          <Skeleton className="h-5" style={{ width }} />
        </div>
      </div>
    ))}
  </div>
);
