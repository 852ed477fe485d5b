"use client";

import { Link2 } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, cn, IconButton, Mark } from "@/app/_components/ui";
import { clock } from "@/lib/client/format";
import type { MeetingClock } from "@/lib/room/client/clock";
import { agreedCount, type RoomState } from "@/lib/room/client/room-state";
import type { RoomActions } from "../_hooks/use-room-actions";

/** Which meeting, for how long, whether it is recorded and with whose consent. */
export const RoomHeader = ({
  state,
  meetingClock,
  actions,
  onRecording,
}: {
  state: RoomState;
  meetingClock: MeetingClock;
  actions: RoomActions;
  onRecording: () => void;
}) => (
  <header className="flex min-h-11 items-center gap-3 max-md:grid max-md:grid-cols-[1fr_auto_1fr]">
    <Mark className="size-5 max-md:hidden" />
    <h1 className="min-w-0 truncate font-semibold text-base max-md:sr-only">
      {state.meeting?.title}
    </h1>
    <Timer
      startedAtMs={state.meeting?.startedAtMs ?? null}
      meetingClock={meetingClock}
      className="max-md:col-start-2 max-md:row-start-1 max-md:font-semibold max-md:text-ink"
    />
    {state.recording.active && <RecordingPill state={state} onClick={onRecording} />}
    <Button look="quiet" size="sm" className="ml-auto max-md:hidden" onClick={actions.copyLink}>
      <Link2 aria-hidden />
      Copy link
    </Button>
    <IconButton
      label="Copy link"
      className="justify-self-end max-md:col-start-3 max-md:row-start-1 md:hidden"
      onClick={actions.copyLink}
    >
      <Link2 aria-hidden />
    </IconButton>
  </header>
);

const Timer = ({
  startedAtMs,
  meetingClock,
  className,
}: {
  startedAtMs: number | null;
  meetingClock: MeetingClock;
  className?: string;
}) => {
  const [shown, setShown] = useState("");
  useEffect(() => {
    if (startedAtMs === null) return;
    const show = (): void => setShown(clock(meetingClock.now() - startedAtMs));
    show();
    const timer = setInterval(show, 500);
    return () => clearInterval(timer);
  }, [startedAtMs, meetingClock]);
  return (
    <span
      role="timer"
      aria-label="Meeting time"
      className={cn("nums min-w-12 text-ink-2", className)}
    >
      {shown}
    </span>
  );
};

/** Recording, and with whose consent. A click shows one's own answer, to change it. */
const RecordingPill = ({ state, onClick }: { state: RoomState; onClick: () => void }) => {
  const agreed = agreedCount(state.people);
  const of = `${agreed} of ${state.people.length}`;
  return (
    <button
      type="button"
      onClick={onClick}
      aria-label={`Recording · ${of} agreed`}
      data-capturing={state.capturing}
      className="nums inline-flex h-9 items-center gap-2 whitespace-nowrap rounded-full bg-record-soft px-3.5 font-semibold text-record text-sm transition-opacity hover:opacity-90 max-md:col-start-1 max-md:row-start-1 max-md:justify-self-start"
    >
      <span aria-hidden className="size-2 animate-pulse-calm rounded-full bg-current" />
      <span className="max-md:hidden">Recording · {of} agreed</span>
      <span className="md:hidden">{of}</span>
    </button>
  );
};
