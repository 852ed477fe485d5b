"use client";

import { useState } from "react";
import { Button, Dialog, DialogActions, DialogContent } from "@/app/_components/ui";
import type { RoomActions } from "../_hooks/use-room-actions";

/** A host's way out: alone, or the end for everybody, which cannot be taken back. */
export const LeaveDialog = ({
  open,
  others,
  actions,
  onClose,
}: {
  open: boolean;
  /** How many stay behind. */
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
    <Dialog open={open} onOpenChange={(next) => !next && onClose()}>
      <DialogContent
        title="End the meeting for everybody?"
        description={
          others === 0
            ? "Ending it makes the transcript and the summary. It cannot be opened again."
            : `Ending it closes the room for ${others === 1 ? "the other person" : `the ${others} others`} too, and makes the transcript and the summary. It cannot be opened again.`
        }
      >
        <DialogActions>
          <Button look="quiet" onClick={onClose}>
            Stay
          </Button>
          <Button onClick={actions.leave}>Leave without ending</Button>
          <Button look="danger" busy={busy} onClick={end}>
            End for all
          </Button>
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
};
