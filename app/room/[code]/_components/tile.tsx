"use client";

import { Mic, MicOff, Volume2, WifiOff } from "lucide-react";
import { useState } from "react";
import { Avatar, Button, cn } from "@/app/_components/ui";
import type { Participant } from "@/lib/room/client/room-state";
import { StreamVideo } from "./stream-video";

/** One person: their picture or initials, name, microphone, and the truth about the connection. */
export const Tile = ({
  person,
  isSpeaking,
  className,
}: {
  person: Participant;
  isSpeaking: boolean;
  className?: string;
}) => {
  const [play, setPlay] = useState<(() => void) | null>(null);
  const { name, isSelf, stream, media } = person;
  const trouble = troubleOf(person);
  const shownName = isSelf ? `${name} (you)` : name;
  return (
    <figure
      aria-label={labelOf(person, shownName, isSpeaking, trouble)}
      data-speaking={isSpeaking}
      data-speaker={person.colour}
      className={cn(
        "@container relative min-h-0 min-w-0 overflow-hidden rounded-lg bg-surface",
        "bg-[radial-gradient(120%_120%_at_20%_0%,color-mix(in_oklab,var(--speaker)_22%,var(--surface)),var(--surface))]",
        className,
      )}
    >
      {stream && (
        <StreamVideo
          stream={stream}
          label={`Picture of ${shownName}`}
          isSelf={isSelf}
          hidden={!media.camera}
          onBlocked={(retry) => setPlay(() => retry)}
        />
      )}
      {!media.camera && (
        <div className="absolute inset-0 flex items-center justify-center">
          <Avatar
            name={name}
            colour={person.colour}
            size="xl"
            className="max-md:size-16 max-md:text-xl"
          />
        </div>
      )}
      {trouble && (
        <div
          className={cn(
            "absolute inset-0 flex justify-center",
            // While the picture still moves it is not covered.
            person.path === "connected" ? "items-start pt-2.5" : "items-center bg-veil",
          )}
        >
          <p className="flex items-center gap-2 rounded-full bg-sunken/80 px-3.5 py-1.5 font-medium text-sm">
            <WifiOff aria-hidden className="size-4 text-warn" />
            <span className="@max-[11rem]:sr-only">{trouble}</span>
          </p>
        </div>
      )}
      {play && (
        <Button
          size="sm"
          className="absolute top-3 right-3"
          onClick={() => {
            play();
            setPlay(null);
          }}
        >
          <Volume2 aria-hidden />
          Let me hear {name}
        </Button>
      )}
      <figcaption
        aria-hidden
        className="absolute bottom-2.5 left-2.5 flex max-w-[calc(100%-1.25rem)] items-center gap-2 rounded-md bg-sunken/75 px-2.5 py-1.5 font-semibold text-sm max-md:px-2 max-md:py-1"
      >
        {media.microphone ? (
          <Mic className="size-3.5" />
        ) : (
          <MicOff className="size-3.5 text-record" />
        )}
        <span className={cn("truncate", isSelf && "max-md:hidden")}>{shownName}</span>
        {isSelf && <span className="md:hidden">You</span>}
      </figcaption>
      <span
        aria-hidden
        className={cn(
          "pointer-events-none absolute inset-0 rounded-lg transition-shadow duration-240",
          isSpeaking && "shadow-[inset_0_0_0_3px_var(--accent)]",
        )}
      />
    </figure>
  );
};

/** What is wrong with the way to this person, if anything, in a few words. */
const troubleOf = ({ isSelf, connection, path }: Participant): string | null => {
  if (isSelf) return null;
  if (connection === "reconnecting") return "Coming back…";
  if (path === "recovering") return "Reconnecting…";
  return path === "connecting" ? "Connecting…" : null;
};

const labelOf = (
  { media }: Participant,
  shownName: string,
  isSpeaking: boolean,
  trouble: string | null,
): string =>
  [
    shownName,
    media.microphone ? null : "muted",
    media.camera ? null : "camera off",
    isSpeaking ? "speaking" : null,
    trouble,
  ]
    .filter(Boolean)
    .join(", ");
