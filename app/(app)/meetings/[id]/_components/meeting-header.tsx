import { ChevronLeft, ShieldCheck } from "lucide-react";
import Link from "next/link";
import { count, duration, longDate } from "@/lib/client/format";
import { HOME, roomPath } from "@/lib/client/paths";
import { formatCode, type MeetingDetail } from "@/lib/meetings/schema";
import { MeetingPill } from "../../../../_components/meeting-pill";
import { lengthOf, whenOf } from "../../../../_components/meeting-words";
import { Button, Skeleton } from "../../../../_components/ui";

const frame = "border-line border-b px-5 pt-3 pb-4 md:px-9 md:pt-5 md:pb-5";

const BackLink = () => (
  <Link
    href={HOME}
    className="-ml-1.5 inline-flex min-h-7 items-center gap-1 rounded-sm pr-1 text-ink-2 text-sm hover:text-ink max-md:min-h-11"
  >
    <ChevronLeft aria-hidden className="size-4" />
    Meetings
  </Link>
);

/** With whose consent it was recorded, or is at this moment. */
const consentOf = (meeting: MeetingDetail): string | null => {
  if (meeting.consented === 0) return null;
  if (meeting.endedAt !== null) return `Recorded with consent of ${meeting.consented}`;
  return meeting.recordingNow ? `Recording with consent of ${meeting.consented}` : null;
};

/** What the meeting was: title, when, how long, who, and with whose consent. */
export const MeetingHeader = ({ meeting }: { meeting: MeetingDetail }) => {
  const length = lengthOf(meeting);
  const consent = consentOf(meeting);
  const canEnter = meeting.state === "open" || meeting.state === "live";
  return (
    <header className={frame}>
      <BackLink />
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
            <h1 className="font-bold text-2xl tracking-[-0.025em] [overflow-wrap:anywhere] max-md:text-xl">
              {meeting.title}
            </h1>
            <MeetingPill meeting={meeting} />
          </div>
          <ul className="nums mt-1.5 flex flex-wrap gap-x-4 gap-y-0.5 text-ink-2 text-sm">
            <li>{longDate(whenOf(meeting))}</li>
            {length !== null && <li>{duration(length)}</li>}
            {meeting.people.length > 0 && (
              <li>{count(meeting.people.length, "person", "people")}</li>
            )}
            {consent !== null && (
              <li className="flex items-center gap-1.5">
                <ShieldCheck aria-hidden className="size-4" />
                {consent}
              </li>
            )}
          </ul>
        </div>
        {canEnter && (
          <Button asChild look="primary" className="max-md:w-full">
            <Link href={roomPath(formatCode(meeting.code))}>
              {meeting.state === "live" ? "Join" : "Start"}
            </Link>
          </Button>
        )}
      </div>
    </header>
  );
};

/** The header's room while it is on its way. */
export const MeetingHeaderSkeleton = () => (
  <header className={frame}>
    <BackLink />
    <Skeleton className="mt-1 h-7 w-72 max-w-full" />
    <Skeleton className="mt-3 h-4 w-96 max-w-full" />
  </header>
);
