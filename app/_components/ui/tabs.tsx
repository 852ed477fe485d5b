"use client";

import { Tabs as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn";

export const Tabs = Radix.Root;

/** The line of tabs; scrolls sideways rather than wrapping when there is little room. */
export const TabsList = ({ className, ...rest }: ComponentProps<typeof Radix.List>) => (
  <Radix.List
    className={cn(
      "-mx-1 flex gap-3 overflow-x-auto border-line border-b [scrollbar-width:none]",
      className,
    )}
    {...rest}
  />
);

export const TabsTrigger = ({ className, ...rest }: ComponentProps<typeof Radix.Trigger>) => (
  <Radix.Trigger
    className={cn(
      "relative inline-flex h-11 shrink-0 items-center gap-2 px-1 font-medium text-ink-3 transition-colors hover:text-ink",
      "after:absolute after:inset-x-1 after:bottom-0 after:h-0.5",
      "data-[state=active]:font-semibold data-[state=active]:text-ink data-[state=active]:after:bg-accent",
      "focus-visible:-outline-offset-2 focus-visible:rounded-sm",
      className,
    )}
    {...rest}
  />
);

export const TabsContent = ({ className, ...rest }: ComponentProps<typeof Radix.Content>) => (
  <Radix.Content className={cn("focus-visible:outline-offset-4", className)} {...rest} />
);
