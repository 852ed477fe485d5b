import Link from "next/link";
import { count } from "@/lib/client/format";
import { roomPath } from "@/lib/client/paths";
import { formatCode, type MeetingListItem } from "@/lib/meetings/schema";
import { agreedCount } from "../../../_components/meeting-words";
import { AvatarStack, Button } from "../../../_components/ui";

/** What is going on in a live meeting, in a few words. */
const situation = (meeting: MeetingListItem): string => {
  if (meeting.peopleHere === 0) return "is still open · nobody is in it now";
  const here = count(meeting.peopleHere, "person", "people");
  const recording = meeting.recordingNow
    ? ` · recording with consent of ${agreedCount(meeting)}`
    : "";
  return `is live · ${here}${recording}`;
};

/** A meeting that runs now, with the way in. */
export const LiveBanner = ({ meeting }: { meeting: MeetingListItem }) => (
  <section
    aria-label={`${meeting.title} is live`}
    className="flex flex-wrap items-center gap-x-4 gap-y-3 rounded-lg border border-accent/45 bg-accent-soft/55 py-3.5 pr-4.5 pl-4"
  >
    <span
      aria-hidden
      className={`size-2.5 shrink-0 rounded-full ring-4 ${
        meeting.peopleHere > 0 ? "bg-record ring-record/15" : "bg-ink-3 ring-ink-3/15"
      }`}
    />
    <p className="min-w-0 flex-1 basis-52 text-ink-2 [overflow-wrap:anywhere]">
      <Link
        href={`/meetings/${meeting.id}`}
        className="font-semibold text-ink underline-offset-4 hover:underline"
      >
        {meeting.title}
      </Link>{" "}
      {situation(meeting)}
    </p>
    <AvatarStack people={meeting.people} />
    <Button asChild look="primary" className="max-sm:w-full">
      <Link href={roomPath(formatCode(meeting.code))}>Join</Link>
    </Button>
  </section>
);
