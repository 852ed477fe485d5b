"use client";

import { ArrowDown, MessageSquare } from "lucide-react";
import { useMemo } from "react";
import { Button, cn } from "@/app/_components/ui";
import type { Chat, ChatState } from "@/lib/chat/client/chat";
import { count } from "@/lib/client/format";
import type { Participant } from "@/lib/room/client/room-state";
import type { useChatEnd } from "../_hooks/use-chat-end";
import { beginningOf, beginsGroup, deliveryOf, namesOf } from "../_view/chat";
import { ChatMessage, type Editing } from "./chat-message";
import { ChatPending } from "./chat-pending";

/** Every message that is here, by its place; one's own unconfirmed ones last. */
export const ChatLog = ({
  chat,
  state,
  people,
  selfId,
  end,
  editing,
  onEdit,
}: {
  chat: Chat;
  state: ChatState;
  people: readonly Participant[];
  selfId: string | null;
  end: ReturnType<typeof useChatEnd>;
  editing: Editing | null;
  onEdit: (next: Editing | null) => void;
}) => {
  const { messages, pending, ready, hasOlder, loadingOlder, unread } = state;
  const names = useMemo(() => namesOf(messages, people), [messages, people]);
  const delivery = deliveryOf(messages, people, selfId);
  const lastSending = pending.findLast((one) => one.state === "sending");
  const isEmpty = ready && messages.length + pending.length === 0;
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={end.box}
        role="log"
        aria-live="polite"
        aria-label="Messages"
        aria-busy={!ready}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keys.
        tabIndex={0}
        onScroll={end.onScroll}
        className="flex h-full flex-col overflow-y-auto overscroll-contain px-4 [overflow-anchor:none]"
      >
        <div ref={end.content} className={cn("py-3", isEmpty ? "my-auto" : "mt-auto")}>
          {hasOlder ? (
            <Button
              size="sm"
              look="quiet"
              busy={loadingOlder}
              className="mx-auto flex"
              onClick={() => void chat.loadOlder()}
            >
              Older messages
            </Button>
          ) : (
            <>
              {isEmpty && <Empty />}
              {ready && (
                <p className="nums text-balance py-1 text-center text-ink-3 text-xs">
                  {beginningOf(messages)}
                </p>
              )}
            </>
          )}
          {messages.map((message, index) => (
            <ChatMessage
              key={message.id}
              chat={chat}
              message={message}
              selfId={selfId}
              names={names}
              isFirst={beginsGroup(messages[index - 1], message)}
              editing={editing?.messageId === message.id ? editing : null}
              onEdit={onEdit}
              delivery={delivery?.messageId === message.id ? delivery : null}
            />
          ))}
          {pending.map((one) => (
            <ChatPending
              key={one.clientId}
              chat={chat}
              message={one}
              isLastSending={one === lastSending}
            />
          ))}
        </div>
      </div>
      {!end.isAtEnd && unread > 0 && (
        <Button
          size="sm"
          look="primary"
          className="nums absolute inset-x-0 bottom-2 mx-auto w-fit shadow-float"
          onClick={end.toEnd}
        >
          <ArrowDown aria-hidden />
          {count(unread, "new message", "new messages")}
        </Button>
      )}
    </div>
  );
};

const Empty = () => (
  <div className="flex flex-col items-center gap-2 pb-3 text-center">
    <MessageSquare aria-hidden className="size-7 text-ink-3" />
    <p className="font-semibold">Nobody has written yet</p>
  </div>
);
