"use client";

import { useEffect, useRef } from "react";
import { cn } from "@/app/_components/ui";
import { canChooseSpeaker } from "@/lib/room/client/test-sound";

/**
 * A stream on a playing element. It stays mounted while the camera is off: what is not played is
 * neither heard nor measured.
 */
export const StreamVideo = ({
  stream,
  label,
  isSelf,
  mirrored = isSelf,
  hidden,
  fit = "cover",
  speakerId = null,
  onBlocked,
}: {
  stream: MediaStream;
  label: string;
  isSelf: boolean;
  /** As in a mirror, which people expect of themselves; not of what a camera on the back sees. */
  mirrored?: boolean;
  hidden: boolean;
  /** `contain` shows all of it, as screens need. */
  fit?: "cover" | "contain";
  /** Where the sound comes out; null is the system's own choice. */
  speakerId?: string | null;
  /** The browser wants a touch before it lets sound play. */
  onBlocked?: (play: () => void) => void;
}) => {
  const video = useRef<HTMLVideoElement>(null);
  const blocked = useRef(onBlocked);
  blocked.current = onBlocked;
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    element.srcObject = stream;
    const play = (): void => {
      element.play().catch((error: DOMException) => {
        if (error.name === "NotAllowedError") blocked.current?.(play);
      });
    };
    play();
    return () => {
      element.srcObject = null;
    };
  }, [stream]);
  useEffect(() => {
    const element = video.current;
    if (!element || isSelf || !canChooseSpeaker()) return;
    // A speaker that is gone leaves the sound where it was.
    element.setSinkId(speakerId ?? "").catch(() => undefined);
  }, [speakerId, isSelf]);
  return (
    <video
      ref={video}
      aria-label={label}
      playsInline
      muted={isSelf}
      className={cn(
        "absolute inset-0 size-full",
        fit === "contain" ? "object-contain" : "object-cover",
        mirrored && "-scale-x-100",
        hidden && "opacity-0",
      )}
    />
  );
};
