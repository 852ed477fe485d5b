import { CircleAlert } from "lucide-react";
import type { MeetingListItem } from "@/lib/meetings/schema";
import { runningWords } from "./meeting-words";
import { Badge, StatePill } from "./ui";

/** The state of a meeting in a word or two; nothing when it is simply there to read. */
export const MeetingPill = ({ meeting }: { meeting: MeetingListItem }) => {
  switch (meeting.state) {
    case "open":
      return <Badge>Not started</Badge>;
    case "live":
      return (
        <Badge tone="record">
          <span aria-hidden className="size-2 rounded-full bg-record" />
          Live
        </Badge>
      );
    case "processing":
      return (
        <StatePill progress={meeting.step?.state === "running" ? meeting.step.progress : undefined}>
          {meeting.step === null ? "Working on it" : runningWords(meeting.step)}
        </StatePill>
      );
    case "failed":
      return (
        <Badge tone="warn">
          <CircleAlert aria-hidden />
          Something is missing
        </Badge>
      );
    case "empty":
      return <Badge>Nothing recorded</Badge>;
    case "ready":
      return null;
  }
};
