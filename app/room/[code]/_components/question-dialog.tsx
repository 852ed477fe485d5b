"use client";

import { useState } from "react";
import { AlertDialog } from "@/app/_components/ui";
import type { Question } from "../_hooks/use-question";

/** Asks before something is done, and waits until it is. */
export const QuestionDialog = ({
  question,
  onClose,
}: {
  question: Question | null;
  onClose: () => void;
}) => {
  const [busy, setBusy] = useState(false);
  if (!question) return null;
  const { title, description, confirm, cancel = "Cancel", danger = true, run } = question;
  const go = async (): Promise<void> => {
    setBusy(true);
    await run();
    setBusy(false);
    onClose();
  };
  return (
    <AlertDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={description}
      confirm={confirm}
      cancel={cancel}
      danger={danger}
      busy={busy}
      onConfirm={go}
    />
  );
};
