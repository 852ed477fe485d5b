"use client";

import { SendHorizontal } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { cn, IconButton } from "@/app/_components/ui";
import { CHAT_TEXT_MAX } from "@/lib/chat/schema";

/** From here on it is shown how much room is left. */
const COUNT_FROM = 1_800;

/** Where one writes: Enter sends, Shift and Enter begins a line, the arrow up changes the last one. */
export const ChatComposer = ({
  onSend,
  onEditLast,
}: {
  onSend: (text: string) => void;
  onEditLast: () => void;
}) => {
  const [text, setText] = useState("");
  const isTooLong = text.trim().length > CHAT_TEXT_MAX;
  const canSend = text.trim() !== "" && !isTooLong;
  const send = (): void => {
    if (!canSend) return;
    onSend(text);
    setText("");
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "ArrowUp" && text === "") {
      event.preventDefault();
      onEditLast();
    }
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <div className="border-line border-t p-3">
      <div
        className={cn(
          "flex items-end gap-1 rounded-lg border bg-paper pl-3 focus-within:border-accent",
          isTooLong ? "border-record" : "border-line",
        )}
      >
        <textarea
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          rows={1}
          aria-label="Message everyone"
          aria-invalid={isTooLong || undefined}
          placeholder="Message everyone"
          className="field-sizing-content max-h-32 min-h-11 flex-1 resize-none bg-transparent py-2.5 outline-none placeholder:text-ink-3"
        />
        <IconButton label="Send" disabled={!canSend} onClick={send} className="mb-0.5 text-accent">
          <SendHorizontal aria-hidden />
        </IconButton>
      </div>
      {text.length >= COUNT_FROM && (
        <p
          role="status"
          className={cn("nums mt-1 text-xs", isTooLong ? "text-record" : "text-ink-3")}
        >
          {isTooLong
            ? `${text.trim().length - CHAT_TEXT_MAX} characters too many`
            : `${CHAT_TEXT_MAX - text.length} characters left`}
        </p>
      )}
    </div>
  );
};
