"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";

export const dialogVeil = "fixed inset-0 z-40 animate-appear bg-veil";
/** A sheet from below on phones, a panel in the middle elsewhere. */
export const dialogPanel = [
  "fixed z-40 flex max-h-[88dvh] flex-col gap-5 overflow-y-auto border border-line bg-surface p-6 text-ink shadow-float outline-none animate-rise",
  "max-md:inset-x-0 max-md:bottom-0 max-md:rounded-t-lg max-md:pb-[max(1.5rem,env(safe-area-inset-bottom))]",
  "md:top-[14vh] md:left-1/2 md:w-[min(30rem,calc(100vw-2rem))] md:-translate-x-1/2 md:rounded-lg",
].join(" ");

export const Dialog = Radix.Root;
export const DialogClose = Radix.Close;

/** A dialog's panel with its title, an optional sentence, and a way out. */
export const DialogContent = ({
  title,
  description,
  wide = false,
  className,
  onCloseAutoFocus,
  children,
}: {
  title: string;
  description?: ReactNode;
  wide?: boolean;
  className?: string;
  /** Prevented, the focus does not go back to where it was before the dialog. */
  onCloseAutoFocus?: (event: Event) => void;
  children: ReactNode;
}) => (
  <Radix.Portal>
    <Radix.Overlay className={dialogVeil} />
    <Radix.Content
      {...(description === undefined ? { "aria-describedby": undefined } : {})}
      {...(onCloseAutoFocus ? { onCloseAutoFocus } : {})}
      className={cn(dialogPanel, wide && "md:w-[min(44rem,calc(100vw-2rem))]", className)}
    >
      <div className="flex items-start justify-between gap-4">
        <div className="flex flex-col gap-1">
          <Radix.Title className="font-semibold text-xl tracking-tight">{title}</Radix.Title>
          {description !== undefined && (
            <Radix.Description className="text-ink-2">{description}</Radix.Description>
          )}
        </div>
        <Radix.Close
          aria-label="Close"
          className="-mt-1 -mr-2 inline-flex size-9 shrink-0 items-center justify-center rounded-md text-ink-2 hover:bg-sunken max-md:size-11"
        >
          <X aria-hidden className="size-5" />
        </Radix.Close>
      </div>
      {children}
    </Radix.Content>
  </Radix.Portal>
);

/** The row of buttons that ends a dialog; the main one last. */
export const DialogActions = ({ children }: { children: ReactNode }) => (
  <div className="flex flex-wrap justify-end gap-2 max-md:flex-col-reverse max-md:[&>*]:w-full">
    {children}
  </div>
);
