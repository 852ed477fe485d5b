"use client";

import { useState } from "react";
import { Button, Dialog, DialogActions, DialogContent, Switch } from "@/app/_components/ui";
import type { Modality } from "@/lib/emotion/schema";
import { allowedOf, promiseWords, takesPart } from "../_view/feelings";
import { useRoomScope } from "./room-scope";

const PART_WORDS: Record<Modality, { label: string; hint: string }> = {
  face: { label: "My face", hint: "Small pictures of your camera, at most two a second" },
  voice: { label: "My voice", hint: "The sound of your microphone, two seconds at a time" },
};

/** The question whether face and voice may be read; also the place to change one's answer. */
export const EmotionDialog = ({ open, onClose }: { open: boolean; onClose: () => void }) => {
  const { state } = useRoomScope();
  const { needsAnswer, status } = state.emotion;
  return (
    <Dialog open={open && status.active} onOpenChange={(next) => !next && onClose()}>
      <DialogContent
        wide
        title={needsAnswer ? "May your emotion be read?" : "Emotion and you"}
        description={<Standing />}
        className="md:top-[12vh] md:max-h-[84dvh]"
      >
        {/* What is asked has changed: the switches begin anew. */}
        <Answer key={status.noticeVersion} onClose={onClose} />
      </DialogContent>
    </Dialog>
  );
};

const Standing = () => {
  const { state } = useRoomScope();
  const { needsAnswer, consent } = state.emotion;
  if (needsAnswer)
    return "The host has switched emotion on. Without your yes nothing is read of you.";
  return takesPart(consent)
    ? "You agreed to what is switched on below."
    : "You said no. Nothing is read of you.";
};

const Answer = ({ onClose }: { onClose: () => void }) => {
  const { state, actions } = useRoomScope();
  const { consent, status, needsAnswer } = state.emotion;
  const [wanted, setWanted] = useState(() => allowedOf(consent));
  const [busy, setBusy] = useState(false);
  const offered = status.modalities;
  const isAnyOn = offered.some((part) => wanted[part]);
  const answer = async (face: boolean, voice: boolean): Promise<void> => {
    setBusy(true);
    const done = await actions.answerEmotion({ face, voice });
    setBusy(false);
    if (done) onClose();
  };
  const forget = async (): Promise<void> => {
    setBusy(true);
    await actions.forgetEmotion();
    setBusy(false);
    onClose();
  };
  return (
    <>
      <Reasons />
      <fieldset className="flex flex-col gap-2 rounded-md bg-sunken px-4 py-3">
        <legend className="sr-only">What may be read of you</legend>
        {offered.map((part) => (
          <Switch
            key={part}
            {...PART_WORDS[part]}
            on={wanted[part]}
            disabled={busy}
            onChange={(on) => setWanted((now) => ({ ...now, [part]: on }))}
          />
        ))}
      </fieldset>
      <Terms />
      <DialogActions>
        {!needsAnswer && (
          <Button look="quiet" busy={busy} onClick={forget} className="md:mr-auto">
            Delete what was read of me
          </Button>
        )}
        {needsAnswer || takesPart(consent) ? (
          <Button busy={busy} onClick={() => answer(false, false)}>
            {needsAnswer ? "No thanks" : "Stop reading me"}
          </Button>
        ) : (
          <Button onClick={onClose}>Keep it so</Button>
        )}
        <Button
          look="primary"
          busy={busy}
          disabled={!isAnyOn}
          onClick={() => answer(wanted.face, wanted.voice)}
        >
          Agree to what is switched on
        </Button>
      </DialogActions>
    </>
  );
};

/** What for, by this instance's own words, and who will see it. */
const Reasons = () => {
  const { purpose, notice, visibility } = useRoomScope().state.emotion.status;
  return (
    <dl className="grid gap-x-4 gap-y-0.5 md:grid-cols-[7rem_1fr] md:gap-y-2.5 [&_dd]:max-md:mb-2 [&_dt]:font-semibold">
      <dt>What for</dt>
      <dd className="whitespace-pre-line text-ink-2 [overflow-wrap:anywhere]">{purpose}</dd>
      <dt>Who sees it</dt>
      <dd className="text-ink-2">{promiseWords(visibility)}</dd>
      {notice !== "" && (
        <>
          <dt>Also</dt>
          <dd className="whitespace-pre-line text-ink-2 [overflow-wrap:anywhere]">{notice}</dd>
        </>
      )}
    </dl>
  );
};

const Terms = () => (
  <ul className="flex list-disc flex-col gap-1.5 pl-5 text-ink-2 text-sm">
    <li>Captured in this browser, only while your camera or microphone is on.</li>
    <li>Pictures and sound go to this instance’s own server and nowhere else.</li>
    <li>
      They are read there and not stored. Only the guesses are, with the meeting, until you delete
      them.
    </li>
    <li>A guess from a model that learned from actors, not a fact about you.</li>
    <li>
      In the EU it is not allowed at work or in education, except for medical or safety reasons (AI
      Act, Art.&nbsp;5(1)(f)).
    </li>
    <li>You can change your answer at any time. Stopping takes effect at once.</li>
  </ul>
);
