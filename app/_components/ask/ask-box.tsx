"use client";

import { ArrowUp, Square } from "lucide-react";
import { type KeyboardEvent, type Ref, useEffect, useId, useState } from "react";
import { QUESTION_MAX } from "@/lib/answers/schema";
import { cn, IconButton, inputStyle } from "../ui";
import type { AskPause } from "./use-ask";

/** Seconds until a time, counted down; 0 once it is over. */
const useCountdown = (until: number | null): number => {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (until === null) return;
    const tick = (): void => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [until]);
  return until === null ? 0 : left;
};

/** Where questions are typed: Enter asks, Shift+Enter breaks the line, Escape stops an answer. */
export const AskBox = ({
  ref,
  label,
  value,
  onChange,
  isAsking,
  pause,
  onAsk,
  onStop,
}: {
  ref: Ref<HTMLTextAreaElement>;
  label: string;
  value: string;
  onChange: (value: string) => void;
  isAsking: boolean;
  pause: AskPause | null;
  onAsk: () => void;
  onStop: () => void;
}) => {
  const id = useId();
  const wait = useCountdown(pause?.until ?? null);
  const isWaiting = wait > 0;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && isAsking) {
      event.preventDefault();
      event.stopPropagation();
      onStop();
    }
    // Enter also ends a word of an input method; that is no question yet.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (!isAsking && !isWaiting) onAsk();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isAsking && !isWaiting) onAsk();
      }}
      className="flex flex-col gap-1.5"
    >
      <div className="relative">
        <textarea
          ref={ref}
          rows={1}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={onKeyDown}
          readOnly={isWaiting}
          maxLength={QUESTION_MAX}
          aria-label={label}
          aria-describedby={`${id}-hint`}
          placeholder={label}
          className={cn(
            inputStyle,
            "field-sizing-content block max-h-40 min-h-12 resize-none rounded-lg py-2.75 pr-13 pl-4 shadow-high",
            isWaiting && "opacity-70",
          )}
        />
        <div className="absolute right-1 bottom-1">
          {isAsking ? (
            <IconButton label="Stop" shortcut="Esc" look="soft" onClick={onStop}>
              <Square aria-hidden className="size-4! fill-current" />
            </IconButton>
          ) : (
            <IconButton
              type="submit"
              label="Ask"
              shortcut="Enter"
              look="primary"
              disabled={value.trim() === "" || isWaiting}
            >
              <ArrowUp aria-hidden />
            </IconButton>
          )}
        </div>
      </div>
      <p id={`${id}-hint`} className="nums min-h-5 px-1 text-ink-3 text-sm">
        {isWaiting
          ? `${pause?.reason} You can ask again in ${wait} s.`
          : value.length > QUESTION_MAX - 100
            ? `${QUESTION_MAX - value.length} characters left`
            : ""}
      </p>
    </form>
  );
};
