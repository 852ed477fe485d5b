"use client";

import { useEffect, useRef } from "react";

/** Every key of the pages outside the live room, as the catalogue shows them. */
export const SHORTCUTS = [
  {
    group: "Everywhere",
    keys: [
      { key: "?", does: "Show these shortcuts" },
      { key: "G then M", does: "Go to your meetings" },
      { key: "G then S", does: "Go to search" },
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
] as const;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

const dialogOpen = (): boolean =>
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
      if (isTyping(event.target) || dialogOpen()) return;
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
