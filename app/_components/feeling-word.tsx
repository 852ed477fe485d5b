import type { ReactNode } from "react";
import type { Emotion } from "@/lib/emotion/labels";
import { EMOTION_WORDS } from "./emotion-words";
import { cn } from "./ui";

/** A feeling in its colour, with a dot and always with its word. */
export const FeelingWord = ({
  label,
  before,
  className,
  children,
}: {
  label: Emotion;
  /** What it was read from, such as "words:". */
  before?: ReactNode;
  className?: string;
  /** What follows the word. */
  children?: ReactNode;
}) => (
  <span className={cn("inline-flex items-center gap-1.5", className)}>
    <span
      aria-hidden
      data-emotion={label}
      className="size-1.5 shrink-0 rounded-full bg-(--feeling)"
    />
    <span>
      {before !== undefined && <span className="font-normal text-ink-3">{before} </span>}
      <span data-emotion={label} className="text-(--feeling)">
        {EMOTION_WORDS[label]}
      </span>
      {children}
    </span>
  </span>
);
