"use client";

import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Chat, ChatState } from "@/lib/chat/client/chat";

/** Nearer to the end than this counts as being there, pixels. */
const AT_END_PX = 48;
/** Nearer to the beginning than this, older messages are wanted, pixels. */
const NEAR_TOP_PX = 120;

/**
 * Follows the end of the chat while one is there, and keeps the place while older messages come in
 * above. `box` scrolls, `content` is all that is in it.
 */
export const useChatEnd = (chat: Chat, { messages, hasOlder }: ChatState) => {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const [isAtEnd, setAtEnd] = useState(true);
  const first = messages[0]?.id;
  const before = useRef({ first, height: 0 });

  useLayoutEffect(() => {
    const list = box.current;
    if (!list) return;
    const { scrollHeight } = list;
    if (follows.current) list.scrollTop = scrollHeight;
    else if (before.current.first !== first) list.scrollTop += scrollHeight - before.current.height;
    before.current = { first, height: scrollHeight };
  });

  // The end also moves without a message: a phone's keyboard opens, a text becomes longer.
  useEffect(() => {
    const list = box.current;
    if (!list || !content.current) return;
    const observer = new ResizeObserver(() => {
      if (follows.current) list.scrollTop = list.scrollHeight;
    });
    observer.observe(list);
    observer.observe(content.current);
    return () => observer.disconnect();
  }, []);

  // What fits without scrolling would never be scrolled; a failed attempt is not repeated by itself.
  const known = messages.length;
  useEffect(() => {
    const list = box.current;
    if (known > 0 && hasOlder && list && list.scrollHeight <= list.clientHeight) {
      void chat.loadOlder();
    }
  }, [chat, known, hasOlder]);

  const onScroll = (): void => {
    const list = box.current;
    if (!list) return;
    follows.current = list.scrollHeight - list.scrollTop - list.clientHeight < AT_END_PX;
    setAtEnd(follows.current);
    if (hasOlder && list.scrollTop < NEAR_TOP_PX) void chat.loadOlder();
  };
  const toEnd = (): void => {
    follows.current = true;
    setAtEnd(true);
  };
  return { box, content, isAtEnd, onScroll, toEnd };
};

/** Tells the chat whether somebody looks at its end: only what was in sight counts as seen. */
export const useLooking = (chat: Chat, isAtEnd: boolean): void => {
  useEffect(() => {
    const tell = (): void => chat.setOpen(isAtEnd && document.visibilityState === "visible");
    tell();
    document.addEventListener("visibilitychange", tell);
    return () => document.removeEventListener("visibilitychange", tell);
  }, [chat, isAtEnd]);
  useEffect(() => () => chat.setOpen(false), [chat]);
};
