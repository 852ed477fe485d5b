"use client";

import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "./cn";
import { Tooltip } from "./tooltip";

const iconButtonStyle = cva(
  "inline-flex shrink-0 items-center justify-center transition-colors disabled:cursor-default disabled:opacity-50",
  {
    variants: {
      look: {
        quiet: "text-ink-2 hover:bg-sunken hover:text-ink",
        secondary: "border border-line bg-surface text-ink hover:bg-sunken",
        soft: "bg-sunken text-ink hover:bg-line",
        primary: "bg-accent text-accent-ink hover:bg-accent-strong",
        danger: "bg-record text-record-ink hover:opacity-90",
      },
      size: {
        sm: "size-8 max-md:size-11 [&_.lucide]:size-4",
        md: "size-10 max-md:size-11 [&_.lucide]:size-5",
        lg: "size-13 [&_.lucide]:size-6",
      },
      round: { true: "rounded-full", false: "rounded-md" },
    },
    defaultVariants: { look: "quiet", size: "md", round: false },
  },
);

type IconButtonProps = Omit<ComponentProps<"button">, "aria-label"> &
  VariantProps<typeof iconButtonStyle> & {
    /** Its name, for the tooltip and for those who do not see the icon. */
    label: string;
    /** The key that does the same, such as "M"; shown, not bound. */
    shortcut?: string;
    side?: "top" | "right" | "bottom" | "left";
  };

/** A button that is only an icon: always named, with a tooltip that shows its key. */
export const IconButton = ({
  label,
  shortcut,
  side,
  look,
  size,
  round,
  className,
  children,
  ...rest
}: IconButtonProps) => (
  <Tooltip
    label={label}
    {...(shortcut === undefined ? {} : { shortcut })}
    {...(side === undefined ? {} : { side })}
  >
    <button
      type="button"
      aria-label={label}
      className={cn(iconButtonStyle({ look, size, round }), className)}
      {...rest}
    >
      {children}
    </button>
  </Tooltip>
);
