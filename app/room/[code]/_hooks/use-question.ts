"use client";

import { useCallback, useState } from "react";

/** Something to ask before it is done. */
export type Question = {
  title: string;
  description: string;
  /** The button's words: a verb. */
  confirm: string;
  cancel?: string;
  danger?: boolean;
  /** Yields whether it was done; the question closes either way, failures are told by toasts. */
  run: () => Promise<unknown>;
};
export type Ask = (question: Question) => void;

/** One question at a time; `ask` stays the same function. */
export const useQuestion = () => {
  const [question, setQuestion] = useState<Question | null>(null);
  const ask = useCallback<Ask>((next) => {
    // After a menu has closed and given the focus back, so that it returns to the menu's button.
    requestAnimationFrame(() => setQuestion(next));
  }, []);
  const close = useCallback(() => setQuestion(null), []);
  return { question, ask, close };
};
