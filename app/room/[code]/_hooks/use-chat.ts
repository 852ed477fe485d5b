"use client";

import { useSyncExternalStore } from "react";
import type { Chat, ChatState } from "@/lib/chat/client/chat";

export const useChat = (chat: Chat): ChatState =>
  useSyncExternalStore(chat.subscribe, chat.getState, chat.getState);
