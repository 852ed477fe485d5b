"use client";

import {
  Circle,
  CircleStop,
  CircleX,
  type LucideIcon,
  Mic,
  MicOff,
  PhoneOff,
  Users,
  Video,
  VideoOff,
} from "lucide-react";
import type { ComponentProps } from "react";
import { Button, cn, Tooltip } from "@/app/_components/ui";
import type { RoomState } from "@/lib/room/client/room-state";
import type { RoomActions } from "../_hooks/use-room-actions";

/** What one can do; the way out is the only loud button. */
export const ControlBar = ({
  state,
  actions,
  isPeopleOpen,
  onPeople,
  onEnd,
}: {
  state: RoomState;
  actions: RoomActions;
  isPeopleOpen: boolean;
  onPeople: () => void;
  onEnd: () => void;
}) => {
  const { media, recording, people, self } = state;
  const isHost = self?.role === "host";
  return (
    <footer
      role="toolbar"
      aria-label="Meeting controls"
      className="flex items-center gap-2 max-md:justify-between max-md:gap-1 max-md:pb-[env(safe-area-inset-bottom)]"
    >
      <Control
        label={media.microphone.on ? "Mute" : "Unmute"}
        shortcut="M"
        icon={media.microphone.on ? Mic : MicOff}
        look={media.microphone.on ? "on" : "off"}
        onClick={actions.toggleMicrophone}
      />
      <Control
        label={media.camera.on ? "Stop camera" : "Start camera"}
        shortcut="V"
        icon={media.camera.on ? Video : VideoOff}
        look={media.camera.on ? "on" : "off"}
        onClick={actions.toggleCamera}
      />
      <div className="flex flex-1 justify-center gap-2 max-md:contents">
        {isHost && (
          <Control
            label={recording.active ? "Stop recording" : "Record"}
            icon={recording.active ? CircleStop : Circle}
            look={recording.active ? "recording" : "plain"}
            onClick={actions.toggleRecording}
          />
        )}
        <Control
          label="People"
          icon={Users}
          look={isPeopleOpen ? "on" : "plain"}
          badge={people.length}
          aria-expanded={isPeopleOpen}
          aria-controls="people-panel"
          onClick={onPeople}
        />
      </div>
      {isHost && (
        <Button
          look="quiet"
          className="h-13 text-record max-md:size-13 max-md:rounded-full max-md:bg-surface max-md:px-0"
          aria-label="End for all"
          onClick={onEnd}
        >
          <CircleX aria-hidden className="md:hidden" />
          <span className="max-md:hidden">End for all</span>
        </Button>
      )}
      <Button
        look="danger"
        className="h-13 px-6 max-md:size-13 max-md:rounded-full max-md:px-0"
        aria-label="Leave"
        onClick={actions.leave}
      >
        <PhoneOff aria-hidden />
        <span className="max-md:hidden">Leave</span>
      </Button>
    </footer>
  );
};

const looks = {
  on: "bg-surface text-ink hover:bg-line",
  off: "bg-record-soft text-record hover:opacity-90",
  recording: "text-record hover:bg-surface",
  plain: "text-ink-2 hover:bg-surface hover:text-ink max-md:bg-surface",
} as const;

const Control = ({
  label,
  shortcut,
  icon: Icon,
  look,
  badge,
  onClick,
  ...rest
}: {
  label: string;
  shortcut?: string;
  icon: LucideIcon;
  look: keyof typeof looks;
  badge?: number;
} & Omit<ComponentProps<"button">, "className">) => (
  <Tooltip label={label} {...(shortcut === undefined ? {} : { shortcut })}>
    <button
      type="button"
      onClick={onClick}
      className={cn(
        "relative flex h-14 min-w-19 flex-col items-center justify-center gap-1.5 rounded-md px-3 font-medium text-xs transition-colors",
        "max-md:size-13 max-md:min-w-13 max-md:rounded-full max-md:px-0",
        looks[look],
      )}
      {...rest}
    >
      <Icon aria-hidden className="size-5" />
      <span className="max-md:sr-only">{label}</span>
      {badge !== undefined && (
        <span className="nums absolute top-1 left-1/2 ml-1.5 inline-flex h-4 min-w-4 items-center justify-center rounded-full bg-accent px-1 font-bold text-[0.625rem] text-accent-ink">
          <span className="sr-only">: </span>
          {badge}
        </span>
      )}
    </button>
  </Tooltip>
);
