"use client";

import {
  Circle,
  CircleStop,
  Ellipsis,
  Hand,
  MessageSquare,
  Mic,
  MicOff,
  MonitorUp,
  MonitorX,
  PhoneOff,
  Users,
  Video,
  VideoOff,
} from "lucide-react";
import type { KeyboardEvent } from "react";
import { Button } from "@/app/_components/ui";
import { count } from "@/lib/client/format";
import { isModerator } from "@/lib/room/schema";
import { canPresent } from "../_hooks/can-present";
import type { PictureInPicture } from "../_hooks/use-picture-in-picture";
import { useUnread } from "../_hooks/use-unread";
import { toolbarStep } from "../_view/toolbar";
import { Control } from "./control";
import { MoreMenu } from "./more-menu";
import { MutedHint } from "./muted-hint";
import { ReactMenu } from "./react-menu";
import { useRoomScope } from "./room-scope";

type ControlBarProps = {
  pip: PictureInPicture;
  react: { isOpen: boolean; setOpen: (open: boolean) => void };
  onLeave: () => void;
};

/** Menus opened from the bar stand outside of it, and keep their own keys. */
const moveFocus = (event: KeyboardEvent<HTMLElement>): void => {
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>("button")];
  const at = buttons.indexOf(event.target as HTMLElement);
  const to = at < 0 ? null : toolbarStep(event.key, at, buttons.length);
  if (to === null) return;
  event.preventDefault();
  buttons[to]?.focus();
};

/** What one can do; the way out is the only loud button. */
export const ControlBar = (props: ControlBarProps) => {
  const { state, actions, view } = useRoomScope();
  return (
    <footer
      role="toolbar"
      aria-label="Meeting controls"
      onKeyDown={moveFocus}
      className="@container relative max-md:pb-[env(safe-area-inset-bottom)]"
    >
      {state.mutedSpeech && <MutedHint onUnmute={() => void actions.setMicrophone(true)} />}
      {view.isCompact ? <RoundControls {...props} /> : <WideControls {...props} />}
    </footer>
  );
};

const WideControls = ({ pip, react, onLeave }: ControlBarProps) => {
  const { state, actions } = useRoomScope();
  const { recording, self, share } = state;
  return (
    <div className="flex items-center gap-3 @max-4xl:gap-1.5">
      <div className="flex gap-1.5 @max-4xl:flex-[3]">
        <MicrophoneControl />
        <CameraControl />
        {canPresent() && (
          <Control
            label={share.on ? "Stop presenting" : "Present"}
            text={share.on ? "Stop" : "Present"}
            shortcut="S"
            icon={share.on ? MonitorX : MonitorUp}
            look={share.on ? "raised" : "on"}
            disabled={share.starting}
            onClick={actions.togglePresenting}
          />
        )}
      </div>
      <div className="flex flex-1 justify-center gap-1 @max-4xl:flex-[6]">
        <HandControl />
        <ReactMenu open={react.isOpen} onOpenChange={react.setOpen} onReact={actions.react} />
        {self && isModerator(self.role) && (
          <Control
            label={recording.active ? "Stop recording" : "Record"}
            text={recording.active ? "Stop" : "Record"}
            icon={recording.active ? CircleStop : Circle}
            look={recording.active ? "recording" : "plain"}
            onClick={actions.toggleRecording}
          />
        )}
        <ChatControl />
        <PeopleControl />
        <MoreMenu pip={pip} />
      </div>
      <Button
        look="danger"
        className="h-12 px-5 @max-4xl:w-13 @max-4xl:px-0"
        aria-label="Leave"
        onClick={onLeave}
      >
        <PhoneOff aria-hidden />
        <span className="@max-4xl:hidden">Leave</span>
      </Button>
    </div>
  );
};

const RoundControls = ({ onLeave }: ControlBarProps) => {
  const { openDialog } = useRoomScope();
  return (
    <div className="mx-auto flex max-w-md items-center justify-between gap-1">
      <MicrophoneControl isRound />
      <CameraControl isRound />
      <HandControl isRound />
      <ChatControl isRound />
      <Control
        label="More"
        icon={Ellipsis}
        isRound
        aria-haspopup="dialog"
        onClick={() => openDialog("more")}
      />
      <Button
        look="danger"
        className="size-13 rounded-full px-0 max-md:h-13"
        aria-label="Leave"
        onClick={onLeave}
      >
        <PhoneOff aria-hidden className="size-5.5" />
      </Button>
    </div>
  );
};

const MicrophoneControl = ({ isRound = false }: { isRound?: boolean }) => {
  const { state, actions } = useRoomScope();
  const { on } = state.media.microphone;
  return (
    <Control
      label={on ? "Mute" : "Unmute"}
      shortcut="M"
      icon={on ? Mic : MicOff}
      look={on ? "on" : "off"}
      isRound={isRound}
      onClick={actions.toggleMicrophone}
    />
  );
};

const CameraControl = ({ isRound = false }: { isRound?: boolean }) => {
  const { state, actions } = useRoomScope();
  const { on } = state.media.camera;
  return (
    <Control
      label={on ? "Stop camera" : "Start camera"}
      text="Camera"
      shortcut="V"
      icon={on ? Video : VideoOff}
      look={on ? "on" : "off"}
      isRound={isRound}
      onClick={actions.toggleCamera}
    />
  );
};

const HandControl = ({ isRound = false }: { isRound?: boolean }) => {
  const { state, actions } = useRoomScope();
  const isUp = state.self?.handRaisedAtMs != null;
  return (
    <Control
      label={isUp ? "Lower hand" : "Raise hand"}
      shortcut="H"
      icon={Hand}
      look={isUp ? "raised" : "plain"}
      isRound={isRound}
      onClick={actions.toggleHand}
    />
  );
};

const ChatControl = ({ isRound = false }: { isRound?: boolean }) => {
  const { client, view } = useRoomScope();
  const unread = useUnread(client.chat);
  const isOpen = view.panel === "chat";
  return (
    <Control
      label="Chat"
      shortcut="C"
      icon={MessageSquare}
      look={isOpen ? "on" : "plain"}
      isRound={isRound}
      badge={isOpen ? null : { count: unread, says: `${unread} unread` }}
      aria-expanded={isOpen}
      aria-controls="side-panel"
      onClick={() => view.togglePanel("chat")}
    />
  );
};

const PeopleControl = () => {
  const { state, view } = useRoomScope();
  const isOpen = view.panel === "people";
  const waiting = state.lobby.length;
  const badge =
    waiting > 0
      ? { count: waiting, says: `${waiting} waiting` }
      : {
          count: state.people.length,
          says: `${count(state.people.length, "person", "people")} here`,
        };
  return (
    <Control
      label="People"
      shortcut="P"
      icon={Users}
      look={isOpen ? "on" : "plain"}
      badge={badge}
      aria-expanded={isOpen}
      aria-controls="side-panel"
      onClick={() => view.togglePanel("people")}
    />
  );
};
