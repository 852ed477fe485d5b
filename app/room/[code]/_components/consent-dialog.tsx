"use client";

import { useState } from "react";
import { Button, Dialog, DialogActions, DialogContent } from "@/app/_components/ui";
import type { RoomState } from "@/lib/room/client/room-state";
import type { RecordingDestinations } from "@/lib/room/schema";
import type { RoomActions } from "../_hooks/use-room-actions";

const STANDS = {
  unasked: "You have not answered yet, so nothing of you is recorded.",
  granted: "You agreed. Your microphone is recorded while it is on.",
  declined: "You said no. Nothing of you is recorded.",
  withdrawn: "You took your consent back. Nothing more of you is recorded.",
} as const;

/** Who else gets it, a sentence each; none when everything stays on this instance. */
const destinationsOf = ({ sound, words }: RecordingDestinations): string[] => [
  ...(sound === null ? [] : [`Your recording is sent to ${sound} to be transcribed.`]),
  ...(words === null
    ? []
    : [`What was said is sent to ${words}, where a language model writes summaries and answers.`]),
];

/** The question whether one may be recorded; also the place to change one's answer. */
export const ConsentDialog = ({
  state,
  actions,
  open,
  onClose,
}: {
  state: RoomState;
  actions: RoomActions;
  open: boolean;
  onClose: () => void;
}) => {
  const [busy, setBusy] = useState(false);
  const { consent } = state;
  const answer = async (agree: boolean): Promise<void> => {
    setBusy(true);
    const done = await actions.answerConsent(agree);
    setBusy(false);
    if (done) onClose();
  };
  const isAsked = consent === "unasked";
  return (
    <Dialog open={open} onOpenChange={(next) => !next && onClose()}>
      <DialogContent
        title={isAsked ? "May your voice be recorded?" : "Recording and you"}
        description={
          isAsked ? "The host has started a recording of this meeting." : STANDS[consent]
        }
      >
        <ul className="flex list-disc flex-col gap-1.5 pl-5 text-ink-2">
          <li>Only people who agree are recorded, each from their own microphone.</li>
          <li>What you say becomes a transcript for the people of this meeting.</li>
          {destinationsOf(state.recording.goesTo).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
          <li>You can change your answer here at any time.</li>
        </ul>
        <DialogActions>
          {isAsked && (
            <>
              <Button busy={busy} onClick={() => answer(false)}>
                No thanks
              </Button>
              <Button look="primary" busy={busy} onClick={() => answer(true)}>
                Agree
              </Button>
            </>
          )}
          {!isAsked && <Button onClick={onClose}>Keep it so</Button>}
          {!isAsked &&
            (consent === "granted" ? (
              <Button look="danger" busy={busy} onClick={() => answer(false)}>
                Stop recording me
              </Button>
            ) : (
              <Button look="primary" busy={busy} onClick={() => answer(true)}>
                Agree
              </Button>
            ))}
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
};
