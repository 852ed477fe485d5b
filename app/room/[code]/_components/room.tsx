"use client";

import { LoaderCircle } from "lucide-react";
import { useEffect, useState } from "react";
import { ShortcutsDialog } from "@/app/_components/shell/shortcuts-dialog";
import { ROOM_SHORTCUTS } from "@/lib/client/shortcuts";
import type { RoomClient } from "@/lib/room/client/room-client";
import type { RoomState } from "@/lib/room/client/room-state";
import { useAnnouncer } from "../_hooks/use-announcer";
import { usePictureInPicture } from "../_hooks/use-picture-in-picture";
import { useQuestion } from "../_hooks/use-question";
import { useRoomActions } from "../_hooks/use-room-actions";
import { useRoomNews } from "../_hooks/use-room-news";
import { useRoomShortcuts } from "../_hooks/use-room-shortcuts";
import { useRoomView } from "../_hooks/use-room-view";
import { useStage } from "../_hooks/use-stage";
import { hasOtherHost } from "../_view/order";
import { pipSubject } from "../_view/stage";
import { Announcer } from "./announcer";
import { Banners } from "./banners";
import { ConsentDialog } from "./consent-dialog";
import { ControlBar } from "./control-bar";
import { DeviceSettingsDialog } from "./device-settings";
import { EmotionDialog } from "./emotion-dialog";
import { EndDialog } from "./end-dialog";
import { InviteLink } from "./invite-link";
import { LeaveDialog } from "./leave-dialog";
import { LobbyCards } from "./lobby-cards";
import { MoreSheet } from "./more-menu";
import { PictureInPictureWindow } from "./picture-in-picture";
import { QuestionDialog } from "./question-dialog";
import { RoomHeader } from "./room-header";
import { type RoomDialog, type RoomScope, RoomScopeProvider } from "./room-scope";
import { SidePanel } from "./side-panel";
import { Stage } from "./stage";

/** The meeting itself. */
export const Room = ({ client, state }: { client: RoomClient; state: RoomState }) => {
  const { question, ask, close } = useQuestion();
  const actions = useRoomActions(client, ask);
  const view = useRoomView();
  const dialogs = useDialogs();
  const [isReacting, setReacting] = useState(false);
  const consent = useConsentDialog(state);
  const isBusy = consent.isOpen || dialogs.open !== null || question !== null;
  const emotion = useEmotionQuestion(state, isBusy);
  const { lines, announce } = useAnnouncer();
  useRoomNews(state, announce);
  const stage = useStage(state, view);
  const pip = usePictureInPicture();
  const scope: RoomScope = { client, state, actions, view, ask, openDialog: dialogs.show };
  useRoomShortcuts(scope, () => setReacting((open) => !open));
  if (state.status === "joining") return <Joining />;

  const subject = pipSubject(state, stage);
  const panel = view.panel === "feelings" && !state.emotion.status.active ? null : view.panel;
  const isAlone = state.people.length === 1;
  const leave = (): void => {
    const mustAsk = state.self?.role === "host" && !isAlone && !hasOtherHost(state.people);
    if (mustAsk) dialogs.show("leave");
    else void actions.leave();
  };
  return (
    <RoomScopeProvider value={scope}>
      <main
        id="main"
        tabIndex={-1}
        className="flex h-dvh flex-col gap-2.5 p-3 outline-none md:px-4"
      >
        <RoomHeader onRecording={consent.show} />
        <div className="flex min-h-0 flex-1 gap-3">
          <div className="relative flex min-w-0 flex-1 flex-col gap-2.5">
            <Banners />
            <div className="relative flex min-h-0 flex-1">
              <Stage stage={stage} pipId={pip.isOn ? (subject?.id ?? null) : null} />
              {isAlone && <Alone onCopy={actions.copyLink} />}
              <LobbyCards />
            </div>
            <ControlBar
              pip={pip}
              react={{ isOpen: isReacting, setOpen: setReacting }}
              onLeave={leave}
            />
          </div>
          {panel && <SidePanel tab={panel} />}
        </div>
        <Announcer lines={lines} />
        <ConsentDialog
          state={state}
          actions={actions}
          open={consent.isOpen}
          onClose={consent.hide}
        />
        <EmotionDialog
          open={emotion.isOpen || dialogs.open === "emotion"}
          onClose={() => {
            emotion.hide();
            if (dialogs.open === "emotion") dialogs.hide();
          }}
        />
        <LeaveDialog {...dialogs.of("leave")} />
        <EndDialog others={state.people.length - 1} actions={actions} {...dialogs.of("end")} />
        <DeviceSettingsDialog media={client.media} {...dialogs.of("devices")} />
        <MoreSheet pip={pip} {...dialogs.of("more")} />
        <ShortcutsDialog
          groups={ROOM_SHORTCUTS}
          open={dialogs.open === "shortcuts"}
          onOpenChange={(open) => !open && dialogs.hide()}
        />
        <QuestionDialog question={question} onClose={close} />
        {pip.pipWindow && subject && (
          <PictureInPictureWindow pipWindow={pip.pipWindow} subject={subject} />
        )}
      </main>
    </RoomScopeProvider>
  );
};

/** One dialog at a time. */
const useDialogs = () => {
  const [open, setOpen] = useState<RoomDialog | null>(null);
  const hide = (): void => setOpen(null);
  return {
    open,
    hide,
    // After a menu or a sheet has closed and given the focus back.
    show: (name: RoomDialog): void => {
      requestAnimationFrame(() => setOpen(name));
    },
    of: (name: RoomDialog) => ({ open: open === name, onClose: hide }),
  };
};

/** Opens by itself when a recording asks for an answer; closed without one it does not come back. */
const useConsentDialog = ({ needsConsent, recording }: RoomState) => {
  const [isOpen, setOpen] = useState(false);
  const { active, startedAtMs } = recording;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each recording asks once.
  useEffect(() => {
    if (needsConsent) setOpen(true);
  }, [needsConsent, startedAtMs]);
  return {
    isOpen: isOpen && active,
    show: () => setOpen(true),
    hide: () => setOpen(false),
  };
};

/**
 * Opens by itself when emotion asks for an answer, once for what is asked. Waits until no other
 * dialog is open: the question about recording comes first.
 */
const useEmotionQuestion = ({ emotion }: RoomState, isBusy: boolean) => {
  const [isOpen, setOpen] = useState(false);
  const { needsAnswer, status } = emotion;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever is asked anew asks again.
  useEffect(() => {
    setOpen(needsAnswer);
  }, [needsAnswer, status.noticeVersion]);
  return { isOpen: isOpen && needsAnswer && !isBusy, hide: () => setOpen(false) };
};

const Joining = () => (
  <main id="main" className="flex flex-1 items-center justify-center">
    <p role="status" className="flex items-center gap-3 text-ink-2">
      <LoaderCircle aria-hidden className="size-5 animate-spin" />
      Entering the room…
    </p>
  </main>
);

const Alone = ({ onCopy }: { onCopy: () => void }) => (
  <div className="absolute inset-x-0 top-[12%] mx-auto flex w-[min(22rem,calc(100%-2rem))] animate-rise flex-col gap-3 rounded-lg bg-surface/95 p-5 shadow-float">
    <div>
      <h2 className="font-semibold text-lg">You are the only one here</h2>
      <p className="text-ink-2">Send the link to the people you want to talk to.</p>
    </div>
    <InviteLink onCopy={onCopy} />
  </div>
);
