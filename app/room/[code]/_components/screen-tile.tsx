"use client";

import { LoaderCircle, MonitorUp, Volume2 } from "lucide-react";
import { useState } from "react";
import { Button, cn } from "@/app/_components/ui";
import type { Participant } from "@/lib/room/client/room-state";
import type { Rect } from "../_view/arrange";
import { useRoomScope } from "./room-scope";
import { StreamVideo } from "./stream-video";
import { tileMotion } from "./tile";

/** A shared screen, whole and never cropped, with its sound. */
export const ScreenTile = ({
  presenter,
  place,
  isFeatured,
}: {
  presenter: Participant;
  place: Rect;
  isFeatured: boolean;
}) => {
  const { state } = useRoomScope();
  const [play, setPlay] = useState<(() => void) | null>(null);
  const { name, screenStream } = presenter;
  return (
    <figure
      aria-label={`Screen of ${name}`}
      data-featured={isFeatured}
      style={place}
      className={cn(tileMotion, "@container overflow-hidden rounded-lg bg-sunken")}
    >
      {screenStream ? (
        <StreamVideo
          stream={screenStream}
          label={`Shared screen of ${name}`}
          isSelf={false}
          hidden={false}
          fit="contain"
          speakerId={state.media.speaker.deviceId}
          onBlocked={(retry) => setPlay(() => retry)}
        />
      ) : (
        <p
          role="status"
          className="absolute inset-0 flex items-center justify-center gap-3 px-4 text-center text-ink-2"
        >
          <LoaderCircle aria-hidden className="size-5 shrink-0 animate-spin" />
          The screen of {name} is on its way…
        </p>
      )}
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
          Let me see and hear the screen
        </Button>
      )}
      <p
        aria-hidden
        className="pointer-events-none absolute bottom-2.5 left-2.5 flex max-w-[calc(100%-1.25rem)] items-center gap-2 rounded-md bg-sunken/75 px-2.5 py-1.5 font-semibold text-sm"
      >
        <MonitorUp className="size-3.5" />
        <span className="truncate">{name} is presenting</span>
      </p>
    </figure>
  );
};
