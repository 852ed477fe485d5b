"use client";

import { Link2, Lock, Maximize, Minimize, SwitchCamera } from "lucide-react";
import { useEffect, useState } from "react";
import { Badge, Button, cn, IconButton, Mark } from "@/app/_components/ui";
import { clock } from "@/lib/client/format";
import type { MeetingClock } from "@/lib/room/client/clock";
import { agreedCount, type RoomState } from "@/lib/room/client/room-state";
import { useFullScreen } from "../_hooks/use-full-screen";
import { EmotionMark } from "./emotion-mark";
import { LayoutMenu } from "./layout-menu";
import { useRoomScope } from "./room-scope";

/** Which meeting, for how long, whether it is recorded and with whose consent; how it is shown. */
export const RoomHeader = ({ onRecording }: { onRecording: () => void }) => {
  const { client, state, actions, view } = useRoomScope();
  return (
    <header className="flex min-h-11 items-center gap-3 max-md:grid max-md:grid-cols-[1fr_auto_1fr]">
      <Mark className="size-5 max-md:hidden" />
      <h1 className="min-w-0 truncate font-semibold text-base max-md:sr-only">
        {state.meeting?.title}
      </h1>
      <Timer
        startedAtMs={state.meeting?.startedAtMs ?? null}
        meetingClock={client.clock}
        className="max-md:col-start-2 max-md:row-start-1 max-md:font-semibold max-md:text-ink"
      />
      {state.recording.active && <RecordingPill state={state} onClick={onRecording} />}
      {!view.isCompact && <EmotionMark />}
      {state.settings.locked && (
        <Badge className="max-md:hidden">
          <Lock aria-hidden />
          Locked
        </Badge>
      )}
      <div className="ml-auto flex items-center gap-1 max-md:col-start-3 max-md:row-start-1">
        {view.isCompact ? <CompactTools /> : <WideTools onCopy={actions.copyLink} />}
      </div>
      {view.isCompact && <EmotionMark />}
    </header>
  );
};

const WideTools = ({ onCopy }: { onCopy: () => void }) => {
  const fullScreen = useFullScreen();
  return (
    <>
      <Button look="quiet" size="sm" onClick={onCopy}>
        <Link2 aria-hidden />
        Copy link
      </Button>
      <LayoutMenu />
      {fullScreen && (
        <IconButton
          label={fullScreen.isOn ? "Leave full screen" : "Full screen"}
          shortcut="F"
          side="bottom"
          onClick={fullScreen.toggle}
        >
          {fullScreen.isOn ? <Minimize aria-hidden /> : <Maximize aria-hidden />}
        </IconButton>
      )}
    </>
  );
};

const CompactTools = () => {
  const { state, actions } = useRoomScope();
  const { canFlip, camera } = state.media;
  if (canFlip && camera.on) {
    return (
      <IconButton label="Turn the camera round" onClick={actions.flipCamera}>
        <SwitchCamera aria-hidden />
      </IconButton>
    );
  }
  return (
    <IconButton label="Copy link" onClick={actions.copyLink}>
      <Link2 aria-hidden />
    </IconButton>
  );
};

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
