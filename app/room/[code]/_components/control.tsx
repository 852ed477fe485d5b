"use client";

import type { LucideIcon } from "lucide-react";
import type { ComponentProps, MouseEvent } from "react";
import { cn, Tooltip } from "@/app/_components/ui";

const looks = {
  on: "bg-surface text-ink hover:bg-line",
  off: "bg-record-soft text-record hover:opacity-90",
  recording: "text-record hover:bg-surface",
  raised: "bg-warn-soft text-warn hover:opacity-90",
  plain: "text-ink-2 hover:bg-surface hover:text-ink",
} as const;

const shape = {
  wide: "h-14 min-w-19 flex-col gap-1.5 rounded-md px-2 @max-4xl:min-w-11 @max-4xl:flex-1 @max-4xl:max-w-16 @max-4xl:px-0",
  round: "size-13 rounded-full",
} as const;

type ControlProps = Omit<ComponentProps<"button">, "className" | "aria-label"> & {
  /** Its name: what a press does. */
  label: string;
  /** The word beneath the icon, part of the name; the name itself when left out. */
  text?: string;
  shortcut?: string;
  icon: LucideIcon;
  look?: keyof typeof looks;
  isRound?: boolean;
  /** A number on the icon, with the words it is read out with. */
  badge?: { count: number; says: string } | null;
};

/** A button of the control bar: an icon with a word, or a round icon on small screens. */
export const Control = ({
  label,
  text = label,
  shortcut,
  icon: Icon,
  look = "plain",
  isRound = false,
  badge = null,
  onClick,
  ...rest
}: ControlProps) => {
  const press = (event: MouseEvent<HTMLButtonElement>): void => {
    onClick?.(event);
    // A pointer leaves no focus behind, so that holding Space talks instead of pressing it again.
    const opensSomething = rest["aria-expanded"] !== undefined || rest["aria-haspopup"];
    if (event.detail > 0 && !opensSomething) event.currentTarget.blur();
  };
  const isPlainRound = isRound && look === "plain";
  return (
    <Tooltip label={label} {...(shortcut === undefined ? {} : { shortcut })}>
      <button
        type="button"
        aria-label={badge && badge.count > 0 ? `${label}, ${badge.says}` : label}
        onClick={press}
        className={cn(
          "relative flex shrink-0 items-center justify-center whitespace-nowrap font-medium text-xs transition-colors",
          isRound ? shape.round : shape.wide,
          looks[look],
          isPlainRound && "bg-surface hover:bg-line",
        )}
        {...rest}
      >
        <Icon aria-hidden className={isRound ? "size-5.5" : "size-5"} />
        {!isRound && (
          <span aria-hidden className="@max-4xl:hidden">
            {text}
          </span>
        )}
        {badge && badge.count > 0 && (
          <span
            aria-hidden
            className={cn(
              "nums absolute inline-flex h-4 min-w-4 items-center justify-center rounded-full bg-accent px-1 font-bold text-[0.625rem] text-accent-ink",
              isRound ? "top-2 right-2" : "top-1 left-1/2 ml-1.5",
            )}
          >
            {badge.count > 99 ? "99+" : badge.count}
          </span>
        )}
      </button>
    </Tooltip>
  );
};
