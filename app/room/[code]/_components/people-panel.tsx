"use client";

import { Mic, MicOff, Video, VideoOff, X } from "lucide-react";
import { Avatar, Badge, IconButton } from "@/app/_components/ui";
import type { Participant, RoomState } from "@/lib/room/client/room-state";
import type { ConsentState } from "@/lib/room/schema";
import type { RoomActions } from "../_hooks/use-room-actions";
import { InviteLink } from "./invite-link";

const CONSENT: Record<ConsentState, string> = {
  unasked: "has not answered about recording",
  granted: "agreed to be recorded",
  declined: "is not recorded",
  withdrawn: "is not recorded any more",
};

/** Who is here, beside the pictures; from below on a phone. */
export const PeoplePanel = ({
  state,
  actions,
  onClose,
}: {
  state: RoomState;
  actions: RoomActions;
  onClose: () => void;
}) => (
  <aside
    id="people-panel"
    aria-label="People"
    className="flex w-81 shrink-0 flex-col rounded-lg bg-surface max-md:fixed max-md:inset-x-0 max-md:bottom-0 max-md:z-30 max-md:max-h-[75dvh] max-md:w-auto max-md:animate-rise max-md:rounded-b-none max-md:border-line max-md:border-t max-md:pb-[env(safe-area-inset-bottom)] max-md:shadow-float"
  >
    <div className="flex items-center justify-between border-line border-b py-2 pr-2 pl-4">
      <h2 className="nums font-semibold">
        People{" "}
        <span className="font-normal text-ink-3">
          {state.people.length} of {state.capacity}
        </span>
      </h2>
      <IconButton label="Close" shortcut="Esc" side="left" onClick={onClose}>
        <X aria-hidden />
      </IconButton>
    </div>
    <ul className="flex min-h-0 flex-1 flex-col gap-1 overflow-y-auto p-2">
      {state.people.map((person) => (
        <PersonRow key={person.id} person={person} isRecording={state.recording.active} />
      ))}
    </ul>
    <div className="border-line border-t p-4">
      <InviteLink onCopy={actions.copyLink} />
    </div>
  </aside>
);

const PersonRow = ({ person, isRecording }: { person: Participant; isRecording: boolean }) => {
  const { media } = person;
  return (
    <li className="flex min-h-12 items-center gap-3 rounded-md px-2 py-1.5">
      <Avatar name={person.name} colour={person.colour} size="md" />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2">
          <span className="truncate font-medium">
            {person.name}
            {person.isSelf && " (you)"}
          </span>
          {person.role === "host" && <Badge tone="accent">Host</Badge>}
        </p>
        {isRecording && <p className="text-ink-3 text-sm">{CONSENT[person.recording]}</p>}
      </div>
      <DeviceMark on={media.microphone} icons={[Mic, MicOff]} says={["microphone on", "muted"]} />
      <DeviceMark on={media.camera} icons={[Video, VideoOff]} says={["camera on", "camera off"]} />
    </li>
  );
};

const DeviceMark = ({
  on,
  icons: [On, Off],
  says: [sayOn, sayOff],
}: {
  on: boolean;
  icons: [typeof Mic, typeof Mic];
  says: [string, string];
}) => {
  const Icon = on ? On : Off;
  return (
    <span className={on ? "text-ink-2" : "text-ink-3"}>
      <Icon aria-hidden className="size-4.5" />
      <span className="sr-only">{on ? sayOn : sayOff}</span>
    </span>
  );
};
