import Link from "next/link";
import { duration, shortDay, timeOfDay } from "@/lib/client/format";
import { meetingPath } from "@/lib/client/paths";
import type { MeetingListItem } from "@/lib/meetings/schema";
import { MeetingPill } from "../../../_components/meeting-pill";
import { lengthOf, whenOf } from "../../../_components/meeting-words";
import { AvatarStack } from "../../../_components/ui";

/** The line beneath the title: what was said, or how things stand. */
const lineOf = (meeting: MeetingListItem): string => {
  switch (meeting.state) {
    case "open":
      return "Nobody was in it yet. Open it to copy its link, or to start.";
    case "live":
      return "It runs now.";
    case "processing":
      return meeting.excerpt ?? "What was said appears here in a moment.";
    case "failed":
      return (
        meeting.step?.message ??
        meeting.excerpt ??
        "A step did not finish. Open the meeting to try again."
      );
    case "empty":
      return "Nobody was recorded, so there is nothing to read.";
    case "ready":
      return meeting.excerpt ?? "The transcript is ready to read.";
  }
};

/** A meeting of the reading list; the whole row opens it. */
export const MeetingRow = ({ meeting }: { meeting: MeetingListItem }) => {
  const at = whenOf(meeting);
  const length = lengthOf(meeting);
  return (
    <li className="-mx-3 relative flex gap-x-6 border-line border-b px-3 py-4 transition-colors last:border-transparent hover:rounded-md hover:bg-sunken/70 max-md:flex-wrap max-md:gap-x-4">
      <div className="nums w-14 shrink-0 max-md:w-auto">
        <div className="font-semibold max-md:inline">{timeOfDay(at)}</div>
        <div className="text-ink-3 text-sm max-md:ml-2 max-md:inline">{shortDay(at)}</div>
      </div>
      <div className="min-w-0 flex-1 max-md:order-3 max-md:basis-full">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <Link
            href={meetingPath(meeting.id)}
            className="font-semibold text-lg tracking-[-0.01em] [overflow-wrap:anywhere] before:absolute before:inset-0 before:rounded-md"
          >
            {meeting.title}
          </Link>
          <MeetingPill meeting={meeting} />
        </div>
        <p className="mt-1 line-clamp-2 max-w-[36rem] text-pretty font-read text-ink-2 text-lg leading-snug">
          {lineOf(meeting)}
        </p>
      </div>
      <div className="flex shrink-0 items-start gap-4 max-md:ml-auto md:pt-0.5">
        <AvatarStack people={meeting.people} />
        <span className="nums w-20 pt-1 text-right text-ink-2 text-sm max-md:w-auto">
          {length === null ? "" : duration(length)}
        </span>
      </div>
    </li>
  );
};
