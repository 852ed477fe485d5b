"use client";

import { ArrowDown, CircleAlert, LoaderCircle, MessageSquare } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { Button } from "@/app/_components/ui";
import type { Chat, ChatState } from "@/lib/chat/client/chat";
import type { PendingMessage } from "@/lib/chat/client/outbox";
import type { ChatMessage as Message } from "@/lib/chat/schema";
import { count } from "@/lib/client/format";
import type { Participant } from "@/lib/room/client/room-state";
import { useChat } from "../_hooks/use-chat";
import { ChatComposer } from "./chat-composer";
import { ChatMessage } from "./chat-message";

/** Nearer to the end than this counts as being there, pixels. */
const AT_END_PX = 48;
/** Messages of one person within this time stand together, milliseconds. */
const GROUP_MS = 3 * 60_000;

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
  const [editing, setEditing] = useState<string | null>(null);
  useEffect(() => {
    chat.setOpen(true);
    return () => chat.setOpen(false);
  }, [chat]);
  const own = state.messages.findLast(
    ({ participantId, text }) => participantId === selfId && text !== null,
  );
  return (
    <>
      <Messages
        chat={chat}
        state={state}
        people={people}
        selfId={selfId}
        editing={editing}
        onEdit={setEditing}
      />
      <ChatComposer
        onSend={(text) => chat.send(text)}
        onEditLast={() => own && setEditing(own.id)}
      />
    </>
  );
};

const Messages = ({
  chat,
  state,
  people,
  selfId,
  editing,
  onEdit,
}: {
  chat: Chat;
  state: ChatState;
  people: readonly Participant[];
  selfId: string | null;
  editing: string | null;
  onEdit: (messageId: string | null) => void;
}) => {
  const { messages, pending } = state;
  const { list, isAtEnd, onScroll, toEnd } = useStickyEnd(chat, state);
  const [lookedAt, setLookedAt] = useState(0);
  const last = messages.at(-1)?.position ?? 0;
  useEffect(() => {
    if (isAtEnd) setLookedAt(last);
  }, [isAtEnd, last]);
  const news = messages.filter((m) => m.position > lookedAt && m.participantId !== selfId).length;
  const lastOwn = messages.findLast(({ participantId }) => participantId === selfId);
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={list}
        role="log"
        aria-live="polite"
        aria-label="Messages"
        onScroll={onScroll}
        className="flex h-full flex-col overflow-y-auto overscroll-contain px-4 py-3"
      >
        {state.loadingOlder && (
          <LoaderCircle
            aria-label="Loading older messages"
            className="mx-auto size-5 animate-spin"
          />
        )}
        <p className="mt-auto py-2 text-center text-ink-3 text-xs">
          Messages are kept with the meeting
        </p>
        {state.ready && messages.length + pending.length === 0 && <Empty />}
        {messages.map((message, index) => (
          <ChatMessage
            key={message.id}
            chat={chat}
            message={message}
            isOwn={message.participantId === selfId}
            selfId={selfId}
            people={people}
            isFirst={!belongsTo(messages[index - 1], message)}
            isEditing={editing === message.id}
            onEdit={onEdit}
            delivery={
              message === lastOwn && pending.length === 0
                ? deliveryOf(message, people, selfId)
                : null
            }
          />
        ))}
        {pending.map((one) => (
          <Pending key={one.clientId} chat={chat} message={one} />
        ))}
      </div>
      {!isAtEnd && news > 0 && (
        <Button
          size="sm"
          look="primary"
          className="absolute inset-x-0 bottom-2 mx-auto w-fit rounded-full shadow-float"
          onClick={toEnd}
        >
          <ArrowDown aria-hidden />
          {count(news, "new message", "new messages")}
        </Button>
      )}
    </div>
  );
};

/** Follows the end while one is there, and keeps the place while older messages come in above. */
const useStickyEnd = (chat: Chat, { messages, pending, hasOlder }: ChatState) => {
  const list = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const first = messages[0]?.id;
  const before = useRef({ first, height: 0 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: every change of the list may move the end.
  useLayoutEffect(() => {
    const box = list.current;
    if (!box) return;
    if (isAtEnd) box.scrollTop = box.scrollHeight;
    else if (before.current.first !== first) {
      box.scrollTop += box.scrollHeight - before.current.height;
    }
    before.current = { first, height: box.scrollHeight };
  }, [messages, pending, isAtEnd, first]);
  const onScroll = (): void => {
    const box = list.current;
    if (!box) return;
    setAtEnd(box.scrollHeight - box.scrollTop - box.clientHeight < AT_END_PX);
    if (box.scrollTop < AT_END_PX && hasOlder) void chat.loadOlder();
  };
  return { list, isAtEnd, onScroll, toEnd: () => setAtEnd(true) };
};

const Empty = () => (
  <div className="flex flex-col items-center gap-2 py-6 text-center">
    <MessageSquare aria-hidden className="size-7 text-ink-3" />
    <p className="font-semibold">Nobody has written yet</p>
    <p className="text-ink-2 text-sm">A link, a number, a question: everybody here sees it.</p>
  </div>
);

const Pending = ({ chat, message }: { chat: Chat; message: PendingMessage }) => (
  <div className="mt-2 flex flex-col items-end gap-1">
    <p className="max-w-[85%] whitespace-pre-wrap rounded-lg bg-accent-soft px-3 py-2 opacity-70 [overflow-wrap:anywhere]">
      {message.text}
    </p>
    {message.state === "sending" ? (
      <p className="text-ink-3 text-xs">Sending…</p>
    ) : (
      <div className="flex flex-wrap items-center justify-end gap-x-2 text-record text-xs">
        <CircleAlert aria-hidden className="size-3.5" />
        <span>Not sent: {message.problem}</span>
        <Button look="link" size="inline" onClick={() => chat.retry(message.clientId)}>
          Try again
        </Button>
        <Button look="link" size="inline" onClick={() => chat.discard(message.clientId)}>
          Discard
        </Button>
      </div>
    )}
  </div>
);

const belongsTo = (previous: Message | undefined, message: Message): boolean =>
  previous !== undefined &&
  previous.participantId === message.participantId &&
  message.createdAtMs - previous.createdAtMs < GROUP_MS;

const deliveryOf = (
  message: Message,
  people: readonly Participant[],
  selfId: string | null,
): string => {
  const others = people.filter(({ id }) => id !== selfId);
  const isSeen = others.length > 0 && others.every(({ chatSeen }) => chatSeen >= message.position);
  return isSeen ? "Seen by all" : "Sent";
};
