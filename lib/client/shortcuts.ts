"use client";

import { useEffect, useRef } from "react";

/** Keys under a heading, as the catalogue shows them. */
export type ShortcutGroup = {
  group: string;
  keys: readonly { key: string; does: string }[];
};

/** Every key of the pages outside the live room. */
export const SHORTCUTS: readonly ShortcutGroup[] = [
  {
    group: "Everywhere",
    keys: [
      { key: "?", does: "Show these shortcuts" },
      { key: "G then M", does: "Go to your meetings" },
      { key: "G then S", does: "Go to search" },
      { key: "G then A", does: "Go to ask" },
      { key: "Esc", does: "Close what is open" },
    ],
  },
  {
    group: "Your meetings",
    keys: [
      { key: "N", does: "Start a new meeting" },
      { key: "J", does: "Join by code" },
      { key: "/", does: "Search what was said" },
    ],
  },
  {
    group: "A transcript",
    keys: [
      { key: "/", does: "Search within the meeting" },
      { key: "Enter", does: "Next place" },
      { key: "Shift Enter", does: "Previous place" },
      { key: "K", does: "Pause the sound, or go on" },
      { key: "A", does: "Ask about the meeting" },
    ],
  },
  {
    group: "Search",
    keys: [
      { key: "↓", does: "Next result" },
      { key: "↑", does: "Previous result" },
      { key: "Enter", does: "Open the result" },
    ],
  },
  {
    group: "Ask",
    keys: [
      { key: "Enter", does: "Ask" },
      { key: "Shift Enter", does: "Begin a new line" },
      { key: "Esc", does: "Stop the answer" },
    ],
  },
];

/** Every key of the live room. */
export const ROOM_SHORTCUTS: readonly ShortcutGroup[] = [
  {
    group: "In a meeting",
    keys: [
      { key: "M", does: "Mute or unmute" },
      { key: "Space", does: "Hold to talk while muted" },
      { key: "V", does: "Camera on or off" },
      { key: "S", does: "Present your screen, or stop" },
      { key: "H", does: "Raise or lower your hand" },
      { key: "R", does: "React" },
    ],
  },
  {
    group: "What you see",
    keys: [
      { key: "C", does: "Chat" },
      { key: "P", does: "People" },
      { key: "E", does: "Feelings, while emotion is on" },
      { key: "L", does: "Next layout" },
      { key: "1 to 9", does: "Pin a person, in the order they came" },
      { key: "F", does: "Full screen" },
      { key: "?", does: "Show these shortcuts" },
      { key: "Esc", does: "Close what is open" },
    ],
  },
];

export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

export const isDialogOpen = (): boolean =>
  document.querySelector("[role=dialog],[role=alertdialog],[role=menu]") !== null;

/** Two keys in a row count as one shortcut when they come within this time, milliseconds. */
const SEQUENCE_MS = 1_000;

let previous = { key: "", at: 0 };

/** `g m` is asked for as "gm"; a single key as itself. */
const matches = (wanted: string, event: KeyboardEvent): boolean => {
  const key = event.key.toLowerCase();
  if (wanted.length === 2) {
    return (
      key === wanted[1] && previous.key === wanted[0] && event.timeStamp - previous.at < SEQUENCE_MS
    );
  }
  return key === wanted && !(previous.key === "g" && event.timeStamp - previous.at < SEQUENCE_MS);
};

const remember = (event: KeyboardEvent): void => {
  previous = { key: event.key.toLowerCase(), at: event.timeStamp };
};

/**
 * Runs the handlers of single keys ("j", "/", "?") and of two keys in a row ("gm"), unless somebody
 * is typing, a dialog is open, or a modifier is held.
 */
export const useShortcuts = (handlers: Readonly<Record<string, () => void>>): void => {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      // A key held down is one press, not many.
      if (event.repeat) return;
      if (isTyping(event.target) || isDialogOpen()) return;
      for (const [wanted, run] of Object.entries(latest.current)) {
        if (!matches(wanted, event)) continue;
        event.preventDefault();
        run();
        return;
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
};

/** Mounted once: notes each key after everybody had it, so that "g" can be followed by another. */
export const useKeySequences = (): void => {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!isTyping(event.target)) remember(event);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
};
