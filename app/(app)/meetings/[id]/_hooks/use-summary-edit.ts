"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { ApiError, errorSentence } from "@/lib/client/api";
import { editSummary, keys } from "@/lib/client/queries";
import type { EditSummary, Summary } from "@/lib/summaries/schema";
import type { AnySentence, Section } from "../_view/summary";

/** A sentence in the making: what is typed stays here, whatever the summary becomes meanwhile. */
export type Draft = {
  section: Section;
  id: string;
  isNew: boolean;
  text: string;
  who: string;
  when: string;
};

const CONFLICT =
  "Somebody else changed the summary meanwhile. What you typed is kept: read the new version and save again.";

const orNull = (text: string): string | null => (text.trim() === "" ? null : text.trim());

/** Changing a summary in place, a sentence at a time. */
export const useSummaryEdit = ({ meetingId, version }: Pick<Summary, "meetingId" | "version">) => {
  const client = useQueryClient();
  const [draft, setDraft] = useState<Draft | null>(null);
  const change = useMutation({
    mutationFn: (what: Omit<EditSummary, "version">) => {
      const known = client.getQueryData<Summary | null>(keys.summary(meetingId));
      return editSummary(meetingId, { ...what, version: known?.version ?? version });
    },
    onSuccess: (saved) => client.setQueryData(keys.summary(meetingId), saved),
    onError: (error) => {
      if (error instanceof ApiError && error.status === 409)
        void client.invalidateQueries({ queryKey: keys.summary(meetingId) });
    },
  });
  const problem = (): string | null => {
    const { error } = change;
    if (error === null) return null;
    return error instanceof ApiError && error.status === 409 ? CONFLICT : errorSentence(error);
  };

  const duties = (section: Section, who: string | null, when: string | null) =>
    section === "actionItems" ? { who, when } : {};

  const begin = (section: Section, sentence: AnySentence): void => {
    change.reset();
    const { id, text, who, when } = sentence;
    setDraft({ section, id, isNew: false, text, who: who ?? "", when: when ?? "" });
  };
  const beginNew = (section: Section): void => {
    change.reset();
    setDraft({ section, id: crypto.randomUUID(), isNew: true, text: "", who: "", when: "" });
  };
  const cancel = (): void => setDraft(null);
  const save = (): void => {
    if (draft === null || draft.text.trim() === "" || change.isPending) return;
    const { section, id, text, who, when } = draft;
    change.mutate(
      { section, id, text: text.trim(), ...duties(section, orNull(who), orNull(when)) },
      { onSuccess: () => setDraft((now) => (now?.id === id ? null : now)) },
    );
  };
  const remove = (section: Section, sentence: AnySentence): void => {
    const { id, text, who = null, when = null } = sentence;
    const undo = (): void =>
      change.mutate(
        { section, id, text, ...duties(section, who, when) },
        { onError: (error) => toast.error(errorSentence(error)) },
      );
    change.mutate(
      { section, id, text: null },
      {
        onSuccess: () => {
          setDraft((now) => (now?.id === id ? null : now));
          toast.success("Taken out of the summary.", { action: { label: "Undo", onClick: undo } });
        },
        onError: (error) => toast.error(errorSentence(error)),
      },
    );
  };
  return {
    draft,
    setDraft,
    begin,
    beginNew,
    cancel,
    save,
    remove,
    isSaving: change.isPending,
    problem: problem(),
  };
};
export type SummaryEdit = ReturnType<typeof useSummaryEdit>;
