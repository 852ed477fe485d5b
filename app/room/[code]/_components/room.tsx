"use client";

import { LoaderCircle, WifiOff } from "lucide-react";
import { useEffect, useState } from "react";
import { useShortcuts } from "@/lib/client/shortcuts";
import type { RoomClient } from "@/lib/room/client/room-client";
import type { RoomState } from "@/lib/room/client/room-state";
import { useRoomActions } from "../_hooks/use-room-actions";
import { useRoomNews } from "../_hooks/use-room-news";
import { ConsentDialog } from "./consent-dialog";
import { ControlBar } from "./control-bar";
import { EndDialog } from "./end-dialog";
import { InviteLink } from "./invite-link";
import { PeoplePanel } from "./people-panel";
import { RoomHeader } from "./room-header";
import { TileGrid } from "./tile-grid";

/** The meeting itself. */
export const Room = ({ client, state }: { client: RoomClient; state: RoomState }) => {
  const actions = useRoomActions(client);
  const [isPeopleOpen, setPeopleOpen] = useState(false);
  const [isEnding, setEnding] = useState(false);
  const consent = useConsentDialog(state);
  useRoomNews(state);
  const togglePeople = (): void => setPeopleOpen((open) => !open);
  useShortcuts({
    m: actions.toggleMicrophone,
    v: actions.toggleCamera,
    p: togglePeople,
    escape: () => setPeopleOpen(false),
  });
  if (state.status === "joining") return <Joining />;
  return (
    <main
      id="main"
      tabIndex={-1}
      className="flex h-dvh flex-col gap-2.5 p-3 pb-3 outline-none md:px-4"
    >
      <RoomHeader
        state={state}
        meetingClock={client.clock}
        actions={actions}
        onRecording={consent.show}
      />
      {state.status === "reconnecting" && <Reconnecting />}
      <div className="relative flex min-h-0 flex-1 gap-3">
        <TileGrid state={state} />
        {state.people.length === 1 && <Alone onCopy={actions.copyLink} />}
        {isPeopleOpen && <PeoplePanel state={state} actions={actions} onClose={togglePeople} />}
      </div>
      <ControlBar
        state={state}
        actions={actions}
        isPeopleOpen={isPeopleOpen}
        onPeople={togglePeople}
        onEnd={() => setEnding(true)}
      />
      <ConsentDialog state={state} actions={actions} open={consent.isOpen} onClose={consent.hide} />
      <EndDialog
        open={isEnding}
        others={state.people.length - 1}
        actions={actions}
        onClose={() => setEnding(false)}
      />
    </main>
  );
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

const Joining = () => (
  <main id="main" className="flex flex-1 items-center justify-center">
    <p role="status" className="flex items-center gap-3 text-ink-2">
      <LoaderCircle aria-hidden className="size-5 animate-spin" />
      Entering the room…
    </p>
  </main>
);

const Reconnecting = () => (
  <p
    role="status"
    className="flex items-center justify-center gap-2.5 rounded-md bg-warn-soft px-4 py-2.5 font-medium text-warn"
  >
    <WifiOff aria-hidden className="size-4.5" />
    The connection is down. Getting you back to your seat…
  </p>
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
