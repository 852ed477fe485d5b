"use client";

import { Popover as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn";

export const Popover = Radix.Root;
export const PopoverTrigger = Radix.Trigger;

/** A small panel beside its trigger. Give it an `aria-label`: it is a dialog to screen readers. */
export const PopoverContent = ({ className, ...rest }: ComponentProps<typeof Radix.Content>) => (
  <Radix.Portal>
    <Radix.Content
      sideOffset={8}
      collisionPadding={8}
      className={cn(
        "z-50 animate-appear rounded-md border border-line bg-surface p-3 text-ink shadow-float outline-none",
        className,
      )}
      {...rest}
    />
  </Radix.Portal>
);
