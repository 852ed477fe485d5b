"use client";

import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { Button } from "@/app/_components/ui";
import { CHAT_TEXT_MAX } from "@/lib/chat/schema";

/** Changes a message where it stands: Enter saves, Escape lets it be. */
export const ChatEdit = ({
  draft,
  onSave,
  onCancel,
}: {
  draft: string;
  onSave: (text: string) => void;
  onCancel: () => void;
}) => {
  const [text, setText] = useState(draft);
  const field = useRef<HTMLTextAreaElement>(null);
  // After the list has gone to its end, which it does with every message.
  useEffect(() => {
    // Newer browsers answer with a promise, which must not be taken for a clean-up.
    field.current?.scrollIntoView({ block: "nearest" });
  }, []);
  const trimmed = text.trim();
  const isTooLong = trimmed.length > CHAT_TEXT_MAX;
  const canSave = trimmed !== "" && !isTooLong;
  const save = (): void => {
    if (canSave) onSave(trimmed);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // While a word is being composed, both keys belong to the keyboard.
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      onCancel();
    }
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    save();
  };
  return (
    <div className="flex w-full flex-col gap-1.5">
      <textarea
        ref={field}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        onFocus={({ target }) => target.setSelectionRange(target.value.length, target.value.length)}
        aria-label="Change your message"
        aria-invalid={isTooLong || undefined}
        rows={2}
        // biome-ignore lint/a11y/noAutofocus: somebody just asked to change it.
        autoFocus
        className="field-sizing-content max-h-40 w-full resize-none rounded-md border border-accent bg-paper p-2.5 outline-none aria-invalid:border-record"
      />
      <div className="flex items-center justify-end gap-2">
        {isTooLong && (
          <p className="nums mr-auto text-record text-xs">
            {trimmed.length - CHAT_TEXT_MAX} characters too many
          </p>
        )}
        <Button size="sm" look="quiet" onClick={onCancel}>
          Cancel
        </Button>
        <Button size="sm" look="primary" disabled={!canSave} onClick={save}>
          Save
        </Button>
      </div>
    </div>
  );
};
