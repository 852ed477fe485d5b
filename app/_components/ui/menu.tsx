"use client";

import { Check, ChevronRight } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

const itemStyle =
  "flex min-h-10 cursor-default select-none items-center gap-2.5 rounded-sm px-2.5 outline-none max-md:min-h-11 data-[disabled]:opacity-50 data-[highlighted]:bg-sunken [&_.lucide]:size-4.5 [&_.lucide]:text-ink-2";

/** Not modal: the page behind stays readable to screen readers, and scrolls. */
export const Menu = (props: ComponentProps<typeof Radix.Root>) => (
  <Radix.Root modal={false} {...props} />
);
export const MenuTrigger = Radix.Trigger;
export const MenuRadioGroup = Radix.RadioGroup;
export const MenuSub = Radix.Sub;

const panelStyle =
  "z-50 min-w-56 animate-appear rounded-md border border-line bg-surface p-1.5 text-ink shadow-float";

export const MenuContent = ({ className, ...rest }: ComponentProps<typeof Radix.Content>) => (
  <Radix.Portal>
    <Radix.Content
      sideOffset={8}
      collisionPadding={8}
      className={cn(panelStyle, className)}
      {...rest}
    />
  </Radix.Portal>
);

/** Opens a further menu at its side. */
export const MenuSubTrigger = ({
  className,
  children,
  ...rest
}: ComponentProps<typeof Radix.SubTrigger>) => (
  <Radix.SubTrigger className={cn(itemStyle, className)} {...rest}>
    {children}
    <ChevronRight aria-hidden className="ml-auto" />
  </Radix.SubTrigger>
);

export const MenuSubContent = ({ className, ...rest }: ComponentProps<typeof Radix.SubContent>) => (
  <Radix.Portal>
    <Radix.SubContent
      sideOffset={8}
      collisionPadding={8}
      className={cn(panelStyle, className)}
      {...rest}
    />
  </Radix.Portal>
);

export const MenuItem = ({
  danger = false,
  className,
  ...rest
}: ComponentProps<typeof Radix.Item> & { danger?: boolean }) => (
  <Radix.Item
    className={cn(itemStyle, danger && "text-record [&_.lucide]:text-record", className)}
    {...rest}
  />
);

export const MenuRadioItem = ({
  className,
  children,
  ...rest
}: ComponentProps<typeof Radix.RadioItem>) => (
  <Radix.RadioItem className={cn(itemStyle, className)} {...rest}>
    {children}
    <Radix.ItemIndicator className="ml-auto">
      <Check aria-hidden className="size-4" />
    </Radix.ItemIndicator>
  </Radix.RadioItem>
);

export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <Radix.Label className="px-2.5 pt-2 pb-1 font-semibold text-ink-3 text-xs">
    {children}
  </Radix.Label>
);

export const MenuSeparator = () => <Radix.Separator className="-mx-1.5 my-1.5 h-px bg-line" />;
