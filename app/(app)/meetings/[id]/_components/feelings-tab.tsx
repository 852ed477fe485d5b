"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { FeelingShares, sharesOf } from "@/app/_components/feeling-shares";
import { lengthOf } from "@/app/_components/meeting-words";
import { errorSentence } from "@/lib/client/api";
import { clock, count } from "@/lib/client/format";
import type { MeetingEmotions } from "@/lib/emotion/schema";
import type { MeetingDetail } from "@/lib/meetings/schema";
import type { Segment } from "@/lib/transcripts/schema";
import { Button, Callout, Skeleton } from "../../../../_components/ui";
import { laneLength, missingWords } from "../_view/feelings";
import { FeelingHighlights } from "./feeling-highlights";
import { FeelingLane } from "./feeling-lane";
import { ForgetFeelings } from "./forget-feelings";

/** What was guessed from faces and voices, as far as this viewer may see it. */
export const FeelingsTab = ({
  meeting,
  query,
  segments,
  spokenMs,
  onJump,
}: {
  meeting: MeetingDetail;
  query: UseQueryResult<MeetingEmotions>;
  segments: readonly Segment[];
  /** How long the transcript is, milliseconds. */
  spokenMs: number;
  onJump: (position: number) => void;
}) => {
  const { data, error, isFetching, refetch } = query;
  if (data === undefined)
    return error ? (
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
    ) : (
      <div role="status" aria-label="Loading the feelings" className="flex flex-col gap-5">
        <Skeleton className="h-24" />
        <Skeleton className="h-24" />
      </div>
    );
  const durationMs = laneLength(data.people, lengthOf(meeting), spokenMs);
  return (
    <div className="flex flex-col gap-6">
      <p className="text-pretty text-ink-2">
        Guessed from the faces and voices of people who agreed, by a model that learned from actors.
        Not facts, and not what their words say.
      </p>
      {data.group && (
        <section>
          <Heading>The meeting as a whole</Heading>
          <FeelingShares
            label="The meeting as a whole"
            shares={sharesOf(data.group.distribution)}
          />
          <p className="mt-1 text-ink-3 text-sm">
            Of {count(data.group.people, "person", "people")}
          </p>
        </section>
      )}
      <FeelingHighlights
        highlights={data.highlights}
        people={meeting.people}
        segments={segments}
        onJump={onJump}
      />
      {data.people.length > 0 && (
        <section>
          <Heading>Over time</Heading>
          <ul className="flex flex-col gap-5">
            {data.people.map((lane) => (
              <FeelingLane
                key={lane.participantId}
                lane={lane}
                person={meeting.people.find(({ id }) => id === lane.participantId) ?? null}
                durationMs={durationMs}
                segments={segments}
                onJump={onJump}
              />
            ))}
          </ul>
          <p aria-hidden className="nums mt-2 flex justify-between text-ink-3 text-xs">
            {[0, 0.5, 1].map((share) => (
              <span key={share}>{clock(durationMs * share)}</span>
            ))}
          </p>
        </section>
      )}
      <section className="flex flex-col gap-2 border-line border-t pt-4 text-ink-3 text-sm">
        <h2 className="sr-only">What is not shown</h2>
        {missingWords(data, meeting.role).map((sentence) => (
          <p key={sentence} className="text-pretty">
            {sentence}
          </p>
        ))}
      </section>
      {data.people.some(({ isOwn }) => isOwn) && <ForgetFeelings meetingId={meeting.id} />}
    </div>
  );
};

const Heading = ({ children }: { children: string }) => (
  <h2 className="mb-2 font-semibold text-ink-3 text-sm tracking-normal">{children}</h2>
);
