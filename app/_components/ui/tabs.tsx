"use client";

import { Tabs as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn";

export const Tabs = Radix.Root;

/** The line of tabs; scrolls sideways rather than wrapping when there is little room. */
export const TabsList = ({ className, ...rest }: ComponentProps<typeof Radix.List>) => (
  <Radix.List
    className={cn(
      "flex gap-5 overflow-x-auto border-line border-b [scrollbar-width:none]",
      className,
    )}
    {...rest}
  />
);

export const TabsTrigger = ({ className, ...rest }: ComponentProps<typeof Radix.Trigger>) => (
  <Radix.Trigger
    className={cn(
      "-mb-px inline-flex h-11 shrink-0 items-center gap-2 border-transparent border-b-2 font-medium text-ink-3 transition-colors hover:text-ink",
      "data-[state=active]:border-accent data-[state=active]:font-semibold data-[state=active]:text-ink",
      "focus-visible:-outline-offset-2 focus-visible:rounded-sm",
      className,
    )}
    {...rest}
  />
);

export const TabsContent = ({ className, ...rest }: ComponentProps<typeof Radix.Content>) => (
  <Radix.Content className={cn("focus-visible:outline-offset-4", className)} {...rest} />
);
