"use client";

import { useState } from "react";
import { AlertDialog } from "@/app/_components/ui";
import type { RoomActions } from "../_hooks/use-room-actions";

const closesFor = (others: number): string => {
  if (others === 0) return "This ends the meeting";
  return others === 1
    ? "The room closes for the other person too"
    : `The room closes for the ${others} others too`;
};

/** Asks a host before the end for everybody, which cannot be taken back. */
export const EndDialog = ({
  open,
  others,
  actions,
  onClose,
}: {
  open: boolean;
  /** How many are in the room besides the host. */
  others: number;
  actions: RoomActions;
  onClose: () => void;
}) => {
  const [busy, setBusy] = useState(false);
  const end = async (): Promise<void> => {
    setBusy(true);
    await actions.end();
    setBusy(false);
  };
  return (
    <AlertDialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title="End the meeting for everybody?"
      description={`${closesFor(others)}, and what was recorded becomes a transcript. It cannot be opened again.`}
      confirm="End for all"
      cancel="Go on"
      busy={busy}
      onConfirm={end}
    />
  );
};
