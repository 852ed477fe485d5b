import type { Emotion } from "@/lib/emotion/labels";
import { cn } from "./ui";

/** A stretch of time in which something was read; without a label nothing clear was. */
export type FeelingBar = { label: Emotion | null; score: number };

const HEIGHT = 24;
const LEAST = 3;

/** Stretches of time side by side, null where nothing was read. `says` tells the same in words. */
export const FeelingBars = ({
  bars,
  says,
  className,
}: {
  bars: readonly (FeelingBar | null)[];
  /** Left out where whatever it stands in says it. */
  says?: string;
  className?: string;
}) => (
  <svg
    role="img"
    aria-label={says}
    aria-hidden={says === undefined}
    viewBox={`0 0 ${bars.length} ${HEIGHT}`}
    preserveAspectRatio="none"
    className={cn("block w-full", className)}
  >
    {bars.map((bar, index) => {
      const height = bar?.label ? Math.max(LEAST, bar.score * HEIGHT) : bar ? LEAST : 1;
      return (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place in time.
          key={index}
          data-emotion={bar?.label ?? undefined}
          x={index + 0.15}
          y={(HEIGHT - height) / 2}
          width={0.7}
          height={height}
          className={cn(bar?.label ? "fill-(--feeling)" : bar ? "fill-ink-3/60" : "fill-line")}
        />
      );
    })}
  </svg>
);
