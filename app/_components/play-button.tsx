"use client";

import { LoaderCircle, Pause, Play } from "lucide-react";
import { clock } from "@/lib/client/format";
import { togglePlay, usePlayState } from "@/lib/client/player";
import { cn } from "./ui";

/** Lets a line be heard as it was said, and pauses it. */
export const PlayButton = ({
  meetingId,
  segmentId,
  speaker,
  startMs,
  className,
}: {
  meetingId: string;
  segmentId: string;
  speaker: string;
  startMs: number;
  className?: string;
}) => {
  const state = usePlayState(segmentId);
  const Icon = state === "loading" ? LoaderCircle : state === "playing" ? Pause : Play;
  const verb = state === "playing" || state === "loading" ? "Pause" : "Play";
  const name = `${verb} ${speaker} at ${clock(startMs)}`;
  return (
    <button
      type="button"
      aria-label={name}
      title={`${verb} this moment`}
      aria-busy={state === "loading" || undefined}
      onClick={() => togglePlay({ meetingId, segmentId })}
      className={cn(
        "relative inline-flex size-6 items-center justify-center rounded-full text-ink-3 transition-[color,background-color,opacity] after:absolute after:-inset-2.5 md:after:-inset-0.5",
        "hover:bg-accent-soft hover:text-accent",
        state !== null && "bg-accent-soft text-accent",
        className,
      )}
    >
      <Icon
        aria-hidden
        className={cn("size-3.5", state === "loading" && "animate-spin motion-reduce:animate-none")}
      />
    </button>
  );
};
