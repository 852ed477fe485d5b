"use client";

import { useRef, useState } from "react";
import type { Chat } from "@/lib/chat/client/chat";
import type { Participant } from "@/lib/room/client/room-state";
import { useChat } from "../_hooks/use-chat";
import { useChatEnd, useLooking } from "../_hooks/use-chat-end";
import { lastChangeable } from "../_view/chat";
import { ChatComposer } from "./chat-composer";
import { ChatLog } from "./chat-log";
import type { Editing } from "./chat-message";

/** What was written, and where one writes; the body of the side panel. */
export const ChatPanel = ({
  chat,
  people,
  selfId,
}: {
  chat: Chat;
  people: readonly Participant[];
  selfId: string | null;
}) => {
  const state = useChat(chat);
  const end = useChatEnd(chat, state);
  useLooking(chat, end.isAtEnd);
  const [editing, setEditing] = useState<Editing | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const editLast = (): void => {
    const last = lastChangeable(state.messages, selfId, Date.now());
    if (last?.text) setEditing({ messageId: last.id, draft: last.text });
  };
  const onEdit = (next: Editing | null): void => {
    setEditing(next);
    if (next === null) field.current?.focus();
  };
  return (
    <>
      <ChatLog
        chat={chat}
        state={state}
        people={people}
        selfId={selfId}
        end={end}
        editing={editing}
        onEdit={onEdit}
      />
      <ChatComposer
        chat={chat}
        field={field}
        onSend={(text) => {
          chat.send(text);
          end.toEnd();
        }}
        onEditLast={editLast}
      />
    </>
  );
};
