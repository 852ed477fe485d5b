import { dayHeading } from "@/lib/client/format";
import type { MeetingListItem } from "@/lib/meetings/schema";
import { whenOf } from "../../../_components/meeting-words";
import { Skeleton } from "../../../_components/ui";
import { MeetingRow } from "./meeting-row";

type Day = { heading: string; meetings: MeetingListItem[] };

/** Neighbours of the same day under one heading; the order stays as it came. */
const byDay = (meetings: readonly MeetingListItem[], now: Date): Day[] => {
  const days: Day[] = [];
  for (const meeting of meetings) {
    const heading = dayHeading(whenOf(meeting), now);
    const last = days.at(-1);
    if (last?.heading === heading) last.meetings.push(meeting);
    else days.push({ heading, meetings: [meeting] });
  }
  return days;
};

/** Meetings to read, newest first, grouped by day. */
export const MeetingList = ({
  meetings,
  now,
}: {
  meetings: readonly MeetingListItem[];
  now: Date;
}) => (
  <div className="mt-2">
    {byDay(meetings, now).map((day) => (
      <section key={day.heading} aria-label={day.heading} className="pt-5">
        <h3 className="pb-1 font-semibold text-ink-3 text-sm tracking-normal">{day.heading}</h3>
        <ul>
          {day.meetings.map((meeting) => (
            <MeetingRow key={meeting.id} meeting={meeting} />
          ))}
        </ul>
      </section>
    ))}
  </div>
);

/** The shape of the list while it is on its way. */
export const MeetingListSkeleton = () => (
  <div role="status" aria-label="Loading your meetings" className="mt-2 pt-6">
    {[62, 44, 53].map((width) => (
      <div key={width} className="flex gap-8 py-4">
        <Skeleton className="h-5 w-12 shrink-0" />
        <div className="flex flex-1 flex-col gap-2.5">
          <Skeleton className="h-5 w-48 max-w-full" />
          <Skeleton className="h-4" style={{ width: `${width}%` }} />
          <Skeleton className="h-4" style={{ width: `${width / 2}%` }} />
        </div>
      </div>
    ))}
  </div>
);
