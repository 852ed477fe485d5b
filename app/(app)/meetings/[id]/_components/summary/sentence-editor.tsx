"use client";

import { Trash2 } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { SENTENCE_MAX } from "@/lib/summaries/schema";
import { Button, Callout, IconButton, Input, Textarea } from "../../../../../_components/ui";
import type { Draft, SummaryEdit } from "../../_hooks/use-summary-edit";

/** A sentence being written: Enter saves, Escape leaves it as it was. */
export const SentenceEditor = ({ draft, edit }: { draft: Draft; edit: SummaryEdit }) => {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const { current } = field;
    current?.focus();
    current?.setSelectionRange(current.value.length, current.value.length);
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      edit.cancel();
    } else if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
      if ((event.target as HTMLElement).tagName === "BUTTON") return;
      event.preventDefault();
      edit.save();
    }
  };
  const change = (part: Partial<Draft>): void => edit.setDraft({ ...draft, ...part });
  const { section, id, text, who, when } = draft;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Enter and Escape act on the fields within.
    <div
      onKeyDown={onKeyDown}
      className="flex flex-col gap-2 rounded-md border border-line bg-surface p-2 font-ui"
    >
      <Textarea
        ref={field}
        value={text}
        maxLength={SENTENCE_MAX}
        aria-label={draft.isNew ? "New sentence" : "Sentence"}
        className="min-h-0 font-read text-[1.0625rem]"
        onChange={(event) => change({ text: event.target.value })}
      />
      {section === "actionItems" && (
        <div className="grid grid-cols-2 gap-2">
          <Input
            value={who}
            maxLength={200}
            aria-label="Who"
            placeholder="Who"
            onChange={(event) => change({ who: event.target.value })}
          />
          <Input
            value={when}
            maxLength={200}
            aria-label="Until when"
            placeholder="Until when"
            onChange={(event) => change({ when: event.target.value })}
          />
        </div>
      )}
      {edit.problem !== null && <Callout tone="error">{edit.problem}</Callout>}
      <div className="flex items-center gap-2">
        <Button
          size="sm"
          look="primary"
          busy={edit.isSaving}
          disabled={text.trim() === ""}
          onClick={edit.save}
        >
          Save
        </Button>
        <Button size="sm" look="quiet" onClick={edit.cancel}>
          Cancel
        </Button>
        {!draft.isNew && (
          <IconButton
            label="Take it out"
            size="sm"
            className="ml-auto"
            onClick={() =>
              edit.remove(section, { id, text, citations: [], edited: true, who, when })
            }
          >
            <Trash2 aria-hidden />
          </IconButton>
        )}
      </div>
    </div>
  );
};
