"use client";

import { useEffect, useRef } from "react";
import { cn } from "@/app/_components/ui";
import type { LevelMeter } from "@/lib/room/client/level-meter";

const BARS = 10;
/** Loudness of the first and the last bar, dBFS: a quiet voice lights three or four. */
const RANGE_DB = { from: -50, to: -12 } as const;

const barsLit = (rms: number): number => {
  const db = 20 * Math.log10(Math.max(rms, 1e-6));
  return Math.round(((db - RANGE_DB.from) / (RANGE_DB.to - RANGE_DB.from)) * BARS);
};

/** How loud the microphone is. Drawn past React: it changes fifty times a second. */
export const LevelBar = ({ meter, className }: { meter: LevelMeter; className?: string }) => {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let frame = 0;
    const draw = (): void => {
      frame = 0;
      const lit = barsLit(meter.latest);
      [...(box.current?.children ?? [])].forEach((bar, index) => {
        (bar as HTMLElement).dataset.lit = String(index < lit);
      });
    };
    const off = meter.onLevel(() => {
      frame ||= requestAnimationFrame(draw);
    });
    return () => {
      off();
      cancelAnimationFrame(frame);
    };
  }, [meter]);
  return (
    <div
      ref={box}
      data-testid="microphone-level"
      aria-hidden
      className={cn("flex items-end gap-0.75", className)}
    >
      {Array.from({ length: BARS }, (_, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: the bars never change places.
          key={index}
          className="h-3.5 w-1 rounded-full bg-ink-3/50 data-[lit=true]:bg-accent"
        />
      ))}
    </div>
  );
};
