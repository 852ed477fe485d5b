import { Hand, type LucideIcon, Mic, MicOff, MonitorUp, Video, VideoOff } from "lucide-react";
import { Avatar, Badge } from "@/app/_components/ui";
import type { Participant } from "@/lib/room/client/room-state";
import { CONSENT_WORDS, QUALITY_WORDS, shownName, troubleOf } from "../_view/words";
import { PersonMenu } from "./person-menu";
import { useRoomScope } from "./room-scope";
import { FairSignal, WeakSignal } from "./signal-icon";

/** Somebody in the list: name, role, hand, devices, connection, and what can be done. */
export const PersonRow = ({ person, hand }: { person: Participant; hand: number | null }) => {
  const { state } = useRoomScope();
  const { media, role, isGuest, quality, isSelf } = person;
  const trouble = troubleOf(person);
  return (
    <li className="flex min-h-12 items-center gap-2.5 rounded-md py-1.5 pr-1 pl-2">
      <Avatar name={person.name} colour={person.colour} size="md" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
          <span className="max-w-full truncate font-medium">{shownName(person)}</span>
          {role === "host" && <Badge tone="accent">Host</Badge>}
          {role === "cohost" && <Badge tone="accent">Co-host</Badge>}
          {isGuest && <Badge>Guest</Badge>}
        </p>
        {trouble && <p className="text-sm text-warn">{trouble}</p>}
        {state.recording.active && (
          <p className="text-ink-3 text-sm">{CONSENT_WORDS[person.recording]}</p>
        )}
      </div>
      {hand !== null && (
        <span className="nums flex items-center gap-1 font-semibold text-sm text-warn">
          <Hand aria-hidden className="size-4.5" />
          <span className="sr-only">hand raised, number </span>
          {hand}
        </span>
      )}
      {person.screen && <Mark icon={MonitorUp} says="presenting" tone="text-accent" />}
      {!isSelf && quality && quality !== "good" && (
        <Mark
          icon={quality === "poor" ? WeakSignal : FairSignal}
          says={QUALITY_WORDS[quality]}
          tone="text-warn"
        />
      )}
      {media.microphone ? (
        <Mark icon={Mic} says="microphone on" />
      ) : (
        <Mark icon={MicOff} says="muted" tone="text-ink-3" />
      )}
      {media.camera ? (
        <Mark icon={Video} says="camera on" />
      ) : (
        <Mark icon={VideoOff} says="camera off" tone="text-ink-3" />
      )}
      <PersonMenu person={person} className="hover:bg-sunken" />
    </li>
  );
};

const Mark = ({
  icon: Icon,
  says,
  tone = "text-ink-2",
}: {
  icon: LucideIcon;
  says: string;
  tone?: string;
}) => (
  <span className={tone}>
    <Icon aria-hidden className="size-4.5" />
    <span className="sr-only">{says}</span>
  </span>
);
