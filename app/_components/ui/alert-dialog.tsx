"use client";

import { AlertDialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button";
import { DialogActions, dialogPanel, dialogVeil } from "./dialog";

/** Asks before something that cannot be taken back; focus starts on the harmless answer. */
export const AlertDialog = ({
  open,
  onOpenChange,
  title,
  description,
  confirm,
  cancel = "Cancel",
  danger = true,
  busy = false,
  onConfirm,
  children,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: ReactNode;
  /** The button's words: a verb, such as "End for all". */
  confirm: string;
  cancel?: string;
  danger?: boolean;
  busy?: boolean;
  /** Called on the main button; closing is the caller's, so a failure can stay on screen. */
  onConfirm: () => void;
  children?: ReactNode;
}) => (
  <Radix.Root open={open} onOpenChange={onOpenChange}>
    <Radix.Portal>
      <Radix.Overlay className={dialogVeil} />
      <Radix.Content className={dialogPanel}>
        <div className="flex flex-col gap-2">
          <Radix.Title className="font-semibold text-xl tracking-tight">{title}</Radix.Title>
          <Radix.Description className="text-ink-2">{description}</Radix.Description>
        </div>
        {children}
        <DialogActions>
          <Radix.Cancel asChild>
            <Button>{cancel}</Button>
          </Radix.Cancel>
          <Button look={danger ? "danger" : "primary"} busy={busy} onClick={onConfirm}>
            {confirm}
          </Button>
        </DialogActions>
      </Radix.Content>
    </Radix.Portal>
  </Radix.Root>
);
