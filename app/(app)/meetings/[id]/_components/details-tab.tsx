import type { ReactNode } from "react";
import { count, duration, longDate } from "@/lib/client/format";
import { formatCode, type MeetingDetail } from "@/lib/meetings/schema";
import type { Transcript } from "@/lib/transcripts/schema";
import { lengthOf } from "../../../../_components/meeting-words";
import { Pipeline } from "./pipeline";

const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="flex justify-between gap-4 border-line border-b py-2.5 last:border-0">
    <dt className="shrink-0 text-ink-3">{label}</dt>
    <dd className="nums min-w-0 text-right [overflow-wrap:anywhere]">{children}</dd>
  </div>
);

/** The plain facts, and how the transcript came about. */
export const DetailsTab = ({
  meeting,
  transcript,
}: {
  meeting: MeetingDetail;
  transcript: Transcript | undefined;
}) => {
  const length = lengthOf(meeting);
  const host = meeting.people.find((person) => person.isHost);
  const words = transcript?.statistics.reduce((sum, entry) => sum + entry.words, 0) ?? 0;
  return (
    <div className="flex flex-col gap-6">
      <dl>
        {host !== undefined && <Fact label="Host">{host.name}</Fact>}
        <Fact label="Created">{longDate(meeting.createdAt)}</Fact>
        {meeting.startedAt !== null && <Fact label="Began">{longDate(meeting.startedAt)}</Fact>}
        {meeting.endedAt !== null && <Fact label="Ended">{longDate(meeting.endedAt)}</Fact>}
        {length !== null && <Fact label="Length">{duration(length)}</Fact>}
        {meeting.people.some((person) => person.recording !== "unasked") && (
          <Fact label="Consent">
            {meeting.consented} of {meeting.people.length} agreed to be recorded
          </Fact>
        )}
        {transcript !== undefined && transcript.segments.length > 0 && (
          <Fact label="Transcript">
            {count(words, "word", "words")} in{" "}
            {count(transcript.segments.length, "segment", "segments")}
          </Fact>
        )}
        <Fact label="Code">{formatCode(meeting.code)}</Fact>
      </dl>
      {meeting.steps.length > 0 && (
        <section>
          <h2 className="mb-1 font-semibold text-ink-3 text-sm tracking-normal">
            How the transcript is made
          </h2>
          <Pipeline meeting={meeting} />
        </section>
      )}
    </div>
  );
};
