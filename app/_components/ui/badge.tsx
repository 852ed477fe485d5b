import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "./cn";

const badgeStyle = cva(
  "inline-flex min-h-6 items-center gap-1.5 whitespace-nowrap rounded-full px-2.5 py-0.5 font-semibold text-xs [&_.lucide]:size-3.5",
  {
    variants: {
      tone: {
        neutral: "bg-sunken text-ink-2",
        accent: "bg-accent-soft text-accent",
        warn: "bg-warn-soft text-warn",
        record: "bg-record-soft text-record",
      },
    },
    defaultVariants: { tone: "neutral" },
  },
);

/** A small word about the thing beside it. */
export const Badge = ({
  tone,
  className,
  ...rest
}: ComponentProps<"span"> & VariantProps<typeof badgeStyle>) => (
  <span className={cn(badgeStyle({ tone }), className)} {...rest} />
);

/** A state with, while work runs, its progress as a line along the bottom of the pill. */
export const StatePill = ({
  tone = "accent",
  progress,
  className,
  children,
  ...rest
}: ComponentProps<"span"> &
  VariantProps<typeof badgeStyle> & {
    /** 0..1; left out when there is nothing to measure. */
    progress?: number | undefined;
  }) => (
  <span className={cn(badgeStyle({ tone }), "nums relative overflow-hidden", className)} {...rest}>
    {children}
    {progress !== undefined && (
      <span
        aria-hidden
        className="absolute inset-x-0 bottom-0 h-0.5 origin-left bg-current transition-transform duration-240"
        style={{ transform: `scaleX(${Math.min(1, Math.max(0, progress))})` }}
      />
    )}
  </span>
);
