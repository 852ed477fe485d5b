import { AudioLines, MicOff, Video } from "lucide-react";
import { count } from "@/lib/client/format";
import type { MeetingDetail } from "@/lib/meetings/schema";
import { CopyField } from "../../../../_components/copy-field";
import { EmptyState } from "../../../../_components/ui";
import { Pipeline } from "./pipeline";

const Invitation = ({ meeting }: { meeting: MeetingDetail }) => (
  <div className="w-[min(26rem,calc(100vw-3rem))] text-left">
    <CopyField label="Link" value={meeting.url} />
  </div>
);

/** Before the first person is in. */
export const OpenMeeting = ({ meeting }: { meeting: MeetingDetail }) => (
  <EmptyState
    icon={Video}
    title="Nobody was in yet"
    action={meeting.role === "host" && <Invitation meeting={meeting} />}
  >
    Send the link to everybody who should come, and start when you like. What is said is recorded
    only from those who agree.
  </EmptyState>
);

/** While it runs. */
export const LiveMeeting = ({ meeting }: { meeting: MeetingDetail }) => (
  <EmptyState
    icon={AudioLines}
    title={
      meeting.peopleHere === 0
        ? "It is still open, and nobody is in it"
        : `${count(meeting.peopleHere, "person is", "people are")} in it now`
    }
    action={<Invitation meeting={meeting} />}
  >
    {meeting.recordingNow
      ? "It is being recorded, from those who agreed. The transcript appears here when the host ends the meeting."
      : "It is not being recorded. If the host starts recording and people agree, what they say appears here after the end."}
  </EmptyState>
);

/** After a meeting of which nothing was recorded. */
export const NothingRecorded = () => (
  <EmptyState icon={MicOff} title="Nothing was recorded">
    Nobody was recorded in this meeting, or nobody spoke while recording ran. So there is nothing to
    read or to search.
  </EmptyState>
);

/** While there is nothing to read yet: what is being done, and how far it is. */
export const InTheMaking = ({ meeting }: { meeting: MeetingDetail }) => (
  <div className="mx-auto w-full max-w-xl px-5 py-10 md:py-14">
    <h2 className="font-semibold text-xl tracking-tight">
      {meeting.state === "failed"
        ? "The transcript is not finished"
        : "The transcript is being made"}
    </h2>
    <p className="mt-1 mb-5 text-pretty text-ink-2">
      {meeting.state === "failed"
        ? "What was recorded is safe. One step did not work:"
        : "You can leave this page; the work goes on, and what was said appears here by itself."}
    </p>
    <Pipeline meeting={meeting} />
  </div>
);
