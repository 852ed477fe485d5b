"use client";

import { useState } from "react";
import {
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  Field,
  inputStyle,
} from "@/app/_components/ui";
import { successorOf } from "../_view/order";
import { useRoomScope } from "./room-scope";

/** A host on the way out decides what becomes of the meeting. */
export const LeaveDialog = ({ open, onClose }: { open: boolean; onClose: () => void }) => (
  <Dialog open={open} onOpenChange={(next) => !next && onClose()}>
    <DialogContent title="Leave the meeting?" description="You are its host, and the others go on.">
      <Choices onClose={onClose} />
    </DialogContent>
  </Dialog>
);

const Choices = ({ onClose }: { onClose: () => void }) => {
  const { state, actions, openDialog } = useRoomScope();
  const others = state.people.filter((person) => !person.isSelf);
  const successor = successorOf(state.people);
  const [chosen, setChosen] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const heirId = others.some(({ id }) => id === chosen) ? chosen : (successor?.id ?? null);
  const heir = others.find(({ id }) => id === heirId) ?? null;
  const leave = async (): Promise<void> => {
    setBusy(true);
    // Whom the room would choose anyway stands in, and gives the role back to a host who returns.
    const isReady = !heir || heir.id === successor?.id || (await actions.handOver(heir.id));
    if (isReady) await actions.leave();
    setBusy(false);
  };
  return (
    <>
      {others.length > 1 || !successor ? (
        <Field label="Who becomes the host">
          {(control) => (
            <select
              {...control}
              value={heirId ?? ""}
              onChange={(event) => setChosen(event.target.value || null)}
              className={inputStyle}
            >
              {!successor && <option value="">Nobody: it ends in two minutes</option>}
              {others.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
      ) : null}
      <DialogActions>
        <Button
          look="quiet"
          className="text-record"
          disabled={busy}
          onClick={() => {
            onClose();
            openDialog("end");
          }}
        >
          End for all
        </Button>
        <Button look="primary" busy={busy} onClick={leave}>
          {heir ? `Leave (${heir.name} becomes host)` : "Leave"}
        </Button>
      </DialogActions>
    </>
  );
};
