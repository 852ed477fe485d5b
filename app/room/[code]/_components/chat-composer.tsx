"use client";

import { SendHorizontal } from "lucide-react";
import { type KeyboardEvent, type RefObject, useId, useState } from "react";
import { cn, IconButton } from "@/app/_components/ui";
import type { Chat } from "@/lib/chat/client/chat";
import { CHAT_TEXT_MAX } from "@/lib/chat/schema";
import { count } from "@/lib/client/format";

/** From here on it is shown how much room is left, characters. */
const COUNT_FROM = 1_800;

/** Where one writes: Enter sends, Shift and Enter begins a line, the arrow up changes the last one. */
export const ChatComposer = ({
  chat,
  field,
  onSend,
  onEditLast,
}: {
  chat: Chat;
  field: RefObject<HTMLTextAreaElement | null>;
  onSend: (text: string) => void;
  onEditLast: () => void;
}) => {
  const [text, setText] = useState(chat.draft);
  const counterId = useId();
  const length = text.trim().length;
  const left = CHAT_TEXT_MAX - length;
  const canSend = length > 0 && left >= 0;
  const change = (next: string): void => {
    // The panel may be closed before it is sent.
    chat.draft = next;
    setText(next);
  };
  const send = (): void => {
    if (!canSend) return;
    onSend(text);
    change("");
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowUp" && text === "") {
      event.preventDefault();
      onEditLast();
    }
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    send();
  };
  return (
    <div className="p-3">
      <div
        className={cn(
          "flex items-end gap-1 rounded-lg border bg-paper pl-3 focus-within:border-accent",
          left < 0 ? "border-record" : "border-line",
        )}
      >
        <textarea
          ref={field}
          value={text}
          onChange={(event) => change(event.target.value)}
          onKeyDown={onKeyDown}
          rows={1}
          enterKeyHint="send"
          aria-label="Message everyone"
          aria-invalid={left < 0 || undefined}
          aria-describedby={length >= COUNT_FROM ? counterId : undefined}
          placeholder="Message everyone"
          className="field-sizing-content max-h-32 min-h-11 flex-1 resize-none bg-transparent py-2.5 outline-none placeholder:text-ink-3"
        />
        <IconButton label="Send" disabled={!canSend} onClick={send} className="mb-0.5 text-accent">
          <SendHorizontal aria-hidden />
        </IconButton>
      </div>
      {length >= COUNT_FROM && (
        <p
          id={counterId}
          className={cn("nums mt-1 text-xs", left < 0 ? "text-record" : "text-ink-3")}
        >
          {left < 0
            ? count(-left, "character too many", "characters too many")
            : count(left, "character left", "characters left")}
        </p>
      )}
    </div>
  );
};
