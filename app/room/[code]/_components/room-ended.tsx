"use client";

import { CalendarCheck, DoorClosed, DoorOpen, MonitorUp } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useEffect } from "react";
import { Button, Callout, Progress } from "@/app/_components/ui";
import { count } from "@/lib/client/format";
import { HOME, meetingPath } from "@/lib/client/paths";
import type { UploadProgress } from "@/lib/recordings/client/uploader";
import type { EndReason, RoomState } from "@/lib/room/client/room-state";
import { wasRead } from "../_view/feelings";
import { ForgetOwn } from "./forget-own";
import { RoomScreen } from "./room-screen";

const SAYS = {
  "host-ended": { icon: CalendarCheck, title: "The meeting has ended" },
  left: { icon: DoorOpen, title: "You left the meeting" },
  replaced: { icon: MonitorUp, title: "You are in this meeting in another tab" },
  gone: { icon: DoorOpen, title: "You were away for too long" },
  removed: { icon: DoorClosed, title: "You were removed from the meeting" },
  denied: { icon: DoorClosed, title: "You were not let in" },
} as const satisfies Record<EndReason, unknown>;

/** Left from in front of the door. */
const STOPPED_WAITING = { icon: DoorOpen, title: "You are not waiting any more" };

/** The way back; null where there is none. */
const AGAIN: Record<EndReason, string | null> = {
  "host-ended": null,
  left: "Join again",
  replaced: "Use this tab instead",
  gone: "Join again",
  removed: null,
  denied: "Ask again",
};

/** The way out: what happened, what is still on its way, and where to go next. */
export const RoomEnded = ({
  code,
  state,
  isSignedIn,
  onAgain,
}: {
  code: string;
  state: RoomState;
  isSignedIn: boolean;
  onAgain: () => void;
}) => {
  const reason = state.endReason ?? "left";
  const { meeting } = state;
  const neverIn = reason === "left" && meeting === null;
  const { icon, title } = neverIn ? STOPPED_WAITING : SAYS[reason];
  const again = neverIn ? AGAIN.denied : AGAIN[reason];
  return (
    <RoomScreen
      icon={icon}
      title={title}
      action={
        <>
          {again && (
            <Button look={reason === "left" ? "secondary" : "primary"} onClick={onAgain}>
              {again}
            </Button>
          )}
          {isSignedIn && meeting && reason !== "removed" ? (
            <Button asChild look={again && reason !== "left" ? "secondary" : "primary"}>
              <Link href={meetingPath(meeting.id)}>Open the meeting’s page</Link>
            </Button>
          ) : (
            <Button asChild>
              <Link href={isSignedIn ? HOME : "/"}>Go to the start</Link>
            </Button>
          )}
        </>
      }
    >
      {neverIn ? (
        <p>You can ask again by the same link.</p>
      ) : (
        <Explanation reason={reason} isSignedIn={isSignedIn} />
      )}
      <LastWords upload={state.upload} />
      {wasRead(state.emotion) && <ForgetOwn code={code} />}
    </RoomScreen>
  );
};

const Explanation = ({
  reason,
  isSignedIn,
}: {
  reason: EndReason;
  isSignedIn: boolean;
}): ReactNode => {
  if (reason === "replaced") return <p>One seat, one tab: the newer one has it now.</p>;
  if (reason === "gone") return <p>The others went on. You can come back with the same name.</p>;
  if (reason === "removed") {
    return <p>A host removed you. You cannot come back to this meeting.</p>;
  }
  if (reason === "denied") {
    return <p>The host did not open the door. You may ask again in a minute.</p>;
  }
  if (reason === "left") return <p>The others can go on. You can come back by the same link.</p>;
  return isSignedIn ? (
    <p>Its transcript and summary appear on the meeting’s page.</p>
  ) : (
    <p>Thank you for coming. The host can share what was written down.</p>
  );
};

/** What one said last is sent after the end; a tab closed too early would keep it to the next visit. */
const LastWords = ({ upload }: { upload: UploadProgress }) => {
  const { pending, sent, retrying, refusal } = upload;
  useEffect(() => {
    if (pending === 0) return;
    const stay = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener("beforeunload", stay);
    return () => window.removeEventListener("beforeunload", stay);
  }, [pending]);
  if (refusal !== null && pending === 0) {
    return (
      <Callout tone="warn" className="mt-5 text-left" title="Some of your words were not taken.">
        {refusal}
      </Callout>
    );
  }
  if (pending === 0) {
    return sent > 0 ? (
      <p role="status" className="mt-3">
        Everything you said is safely with the meeting.
      </p>
    ) : null;
  }
  return (
    <div role="status" className="mt-5 flex flex-col gap-2 rounded-lg bg-surface px-4 py-3.5">
      <p className="font-semibold text-ink">
        Still sending your last words: {count(pending, "piece", "pieces")} to go
      </p>
      <Progress label="Sending your last words" value={sent / (sent + pending)} />
      <p className="text-sm">
        {retrying ? "The connection is slow. Trying again by itself; " : ""}Please keep this page
        open.
      </p>
    </div>
  );
};
