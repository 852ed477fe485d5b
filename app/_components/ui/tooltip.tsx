"use client";

import { Tooltip as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { Kbd } from "./kbd";

/** One provider around the page lets neighbouring tooltips open without a second wait. */
export const TooltipProvider = ({ children }: { children: ReactNode }) => (
  <Radix.Provider delayDuration={400} skipDelayDuration={200}>
    {children}
  </Radix.Provider>
);

/** A short name for its trigger, with the key that does the same. */
export const Tooltip = ({
  label,
  shortcut,
  side = "top",
  children,
}: {
  label: string;
  shortcut?: string;
  side?: "top" | "right" | "bottom" | "left";
  children: ReactElement;
}) => (
  <Radix.Root>
    <Radix.Trigger asChild>{children}</Radix.Trigger>
    <Radix.Portal>
      <Radix.Content
        side={side}
        sideOffset={8}
        collisionPadding={8}
        className="z-50 flex animate-appear items-center gap-2 rounded-sm bg-ink px-2.5 py-1.5 font-medium text-paper text-sm shadow-high"
      >
        {label}
        {shortcut !== undefined && <Kbd tone="inverse">{shortcut}</Kbd>}
      </Radix.Content>
    </Radix.Portal>
  </Radix.Root>
);
