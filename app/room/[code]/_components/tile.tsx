"use client";

import { Hand, Mic, MicOff, Pin, Volume2, WifiOff } from "lucide-react";
import { type MouseEvent, useState } from "react";
import { Avatar, Button, cn } from "@/app/_components/ui";
import type { Participant } from "@/lib/room/client/room-state";
import type { Rect } from "../_view/arrange";
import { shortName, shownName, tileLabel, troubleOf } from "../_view/words";
import { PersonMenu } from "./person-menu";
import { QualityBadge } from "./quality-badge";
import { useRoomScope } from "./room-scope";
import { StreamVideo } from "./stream-video";

/** Tiles glide to their places; with reduced motion they are there at once. */
export const tileMotion = "absolute transition-[left,top,width,height] duration-240 ease-calm";

/** One person: their picture or initials, name, microphone, hand, and the truth about the connection. */
export const Tile = ({
  person,
  place,
  hand,
  isFeatured,
}: {
  person: Participant;
  place: Rect;
  /** Their number among the raised hands; null while theirs is down. */
  hand: number | null;
  isFeatured: boolean;
}) => {
  const { state, view } = useRoomScope();
  const [play, setPlay] = useState<(() => void) | null>(null);
  const { id, name, isSelf, stream, media, colour } = person;
  const isSpeaking = id === state.activeSpeakerId;
  const isPinned = id === view.pinned;
  return (
    <figure
      aria-label={tileLabel(person, { isSpeaking, hand, isPinned })}
      data-speaking={isSpeaking}
      data-featured={isFeatured}
      data-speaker={colour}
      style={place}
      className={cn(tileMotion, "group/tile")}
    >
      <div className="@container absolute inset-0 overflow-hidden rounded-lg bg-[radial-gradient(120%_120%_at_20%_0%,color-mix(in_oklab,var(--speaker)_22%,var(--surface)),var(--surface))] bg-surface">
        {stream && (
          <StreamVideo
            stream={stream}
            label={`Picture of ${shownName(person)}`}
            isSelf={isSelf}
            mirrored={isSelf && !state.media.facesAway}
            hidden={!media.camera}
            speakerId={state.media.speaker.deviceId}
            onBlocked={(retry) => setPlay(() => retry)}
          />
        )}
        {!media.camera && (
          <div className="absolute inset-0 flex items-center justify-center">
            <Avatar
              name={name}
              colour={colour}
              size="xl"
              className="@max-[12rem]:size-12 @max-[12rem]:text-base"
            />
          </div>
        )}
        <PinButton name={name} isPinned={isPinned} onPin={() => view.togglePin(id)} />
        <Trouble person={person} />
        {play && (
          <Button
            size="sm"
            className="absolute top-3 left-3"
            onClick={() => {
              play();
              setPlay(null);
            }}
          >
            <Volume2 aria-hidden />
            Let me hear {name}
          </Button>
        )}
        <div className="absolute top-2.5 right-2.5 flex gap-1.5">
          <PersonMenu
            person={person}
            className="@max-[12rem]:hidden bg-sunken/75 opacity-0 focus-visible:opacity-100 group-hover/tile:opacity-100 data-[state=open]:opacity-100 max-md:size-8 [@media(hover:none)]:hidden"
          />
          <QualityBadge person={person} />
        </div>
        <NameChip person={person} hand={hand} isPinned={isPinned} />
      </div>
      <span
        aria-hidden
        className={cn(
          "pointer-events-none absolute inset-0 rounded-lg transition-shadow duration-240",
          isSpeaking && "shadow-[0_0_0_2px_var(--paper),0_0_0_5px_var(--accent)]",
        )}
      />
    </figure>
  );
};

/** The whole picture: Enter pins it, and so does a double click; a single one changes nothing. */
const PinButton = ({
  name,
  isPinned,
  onPin,
}: {
  name: string;
  isPinned: boolean;
  onPin: () => void;
}) => {
  const onClick = (event: MouseEvent<HTMLButtonElement>): void => {
    // Keys and screen readers click without a pointer, which browsers tell by a count of 0.
    if (event.detail === 0) onPin();
    // A pointer leaves no focus behind, so that holding Space talks instead of pinning.
    else event.currentTarget.blur();
  };
  return (
    <button
      type="button"
      aria-label={isPinned ? `Unpin ${name}` : `Pin ${name}`}
      onClick={onClick}
      onDoubleClick={onPin}
      className="absolute inset-0 cursor-default rounded-lg focus-visible:-outline-offset-4"
    />
  );
};

const Trouble = ({ person }: { person: Participant }) => {
  const trouble = troubleOf(person);
  if (!trouble) return null;
  return (
    <div
      className={cn(
        "pointer-events-none absolute inset-0 flex justify-center",
        // While the picture still moves it is not covered.
        person.path === "connected" ? "items-start pt-2.5" : "items-center bg-veil",
      )}
    >
      <p className="flex h-fit items-center gap-2 rounded-full bg-sunken/80 px-3.5 py-1.5 font-medium text-sm">
        <WifiOff aria-hidden className="size-4 text-warn" />
        <span className="@max-[11rem]:sr-only">{trouble}</span>
      </p>
    </div>
  );
};

const NameChip = ({
  person,
  hand,
  isPinned,
}: {
  person: Participant;
  hand: number | null;
  isPinned: boolean;
}) => (
  <div
    aria-hidden
    className="pointer-events-none absolute @max-[12rem]:bottom-1.5 bottom-2.5 @max-[12rem]:left-1.5 left-2.5 flex @max-[12rem]:max-w-[calc(100%-0.75rem)] max-w-[calc(100%-1.25rem)] items-center @max-[12rem]:gap-1.5 gap-2 rounded-md bg-sunken/75 @max-[12rem]:px-2 px-2.5 @max-[12rem]:py-1 py-1.5 font-semibold @max-[12rem]:text-xs text-sm"
  >
    {person.media.microphone ? (
      <Mic className="size-3.5" />
    ) : (
      <MicOff className="size-3.5 text-record" />
    )}
    <span className="@max-[12rem]:hidden truncate">{shownName(person)}</span>
    <span className="@min-[12rem]:hidden truncate">{shortName(person)}</span>
    {hand !== null && (
      <span className="nums flex items-center gap-1 text-warn">
        <Hand className="size-3.5" />
        {hand}
      </span>
    )}
    {isPinned && <Pin className="size-3.5 text-ink-2" />}
  </div>
);
