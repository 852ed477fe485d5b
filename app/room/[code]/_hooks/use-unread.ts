"use client";

import { useSyncExternalStore } from "react";
import type { Chat } from "@/lib/chat/client/chat";

/** How many messages of others one has not looked at. */
export const useUnread = (chat: Chat): number => {
  const read = (): number => chat.getState().unread;
  return useSyncExternalStore(chat.subscribe, read, read);
};
