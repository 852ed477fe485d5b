"use client";

import { Check, CheckCheck } from "lucide-react";
import { Avatar, cn } from "@/app/_components/ui";
import type { Chat } from "@/lib/chat/client/chat";
import { textPieces } from "@/lib/chat/client/links";
import type { ChatMessage as Message } from "@/lib/chat/schema";
import { timeOfDay } from "@/lib/client/format";
import { attempt } from "../_hooks/attempt";
import type { Delivery } from "../_view/chat";
import { ChatEdit } from "./chat-edit";
import { ChatMenu } from "./chat-menu";
import { ChatReactions } from "./chat-reactions";

/** A message that is being changed, and what its text was changed to so far. */
export type Editing = { messageId: string; draft: string };

/** A message with its reactions; one's own on the right. */
export const ChatMessage = ({
  chat,
  message,
  selfId,
  names,
  isFirst,
  editing,
  onEdit,
  delivery,
}: {
  chat: Chat;
  message: Message;
  selfId: string | null;
  names: ReadonlyMap<string, string>;
  /** The first of several of one person. */
  isFirst: boolean;
  editing: Editing | null;
  onEdit: (next: Editing | null) => void;
  /** What became of it, under one's own last one. */
  delivery: Delivery | null;
}) => {
  const { id, text, name, colour, participantId } = message;
  const isOwn = participantId === selfId;
  const writtenAt = new Date(message.createdAtMs).toISOString();
  const save = (next: string): void => {
    onEdit(null);
    if (next === text) return;
    // What could not be saved is not lost: it is there to be saved again.
    attempt(chat.edit(id, next), () => onEdit({ messageId: id, draft: next }));
  };
  return (
    <article
      aria-label={`${isOwn ? "You" : name}, ${timeOfDay(writtenAt)}`}
      className={cn("group flex gap-2", isFirst ? "mt-3.5" : "mt-1")}
    >
      {!isOwn && (
        <span className="w-7 shrink-0">
          {isFirst && <Avatar name={name} colour={colour} size="sm" />}
        </span>
      )}
      <div className={cn("flex min-w-0 flex-1 flex-col", isOwn ? "items-end" : "items-start")}>
        {isFirst && !isOwn && (
          <p className="flex max-w-full items-baseline gap-1.5">
            <span className="truncate font-semibold">{name}</span>
            <time dateTime={writtenAt} className="nums shrink-0 text-ink-3 text-sm">
              {timeOfDay(writtenAt)}
            </time>
          </p>
        )}
        {editing && text !== null ? (
          <ChatEdit draft={editing.draft} onSave={save} onCancel={() => onEdit(null)} />
        ) : (
          <div
            className={cn(
              "flex max-w-full items-start gap-0.5",
              isOwn ? "flex-row-reverse pl-4" : "w-full",
            )}
          >
            <Words message={message} isOwn={isOwn} />
            {text !== null && (
              <ChatMenu
                chat={chat}
                message={message}
                text={text}
                selfId={selfId}
                onEdit={() => onEdit({ messageId: id, draft: text })}
              />
            )}
          </div>
        )}
        <ChatReactions chat={chat} message={message} selfId={selfId} names={names} />
        {delivery && <DeliveryLine isSeenByAll={delivery.isSeenByAll} />}
      </div>
    </article>
  );
};

const Words = ({ message: { text, editedAtMs }, isOwn }: { message: Message; isOwn: boolean }) => (
  <p
    className={cn(
      "min-w-0 whitespace-pre-wrap [overflow-wrap:anywhere]",
      isOwn ? "rounded-lg rounded-br-sm bg-accent-soft px-3 py-2" : "flex-1",
      text === null && "text-ink-3 italic",
    )}
  >
    {text === null ? "Message deleted" : <Linked text={text} />}
    {text !== null && editedAtMs !== null && <span className="text-ink-3 text-xs"> edited</span>}
  </p>
);

/** The text as text; only web addresses can be opened, and learn nothing of where one came from. */
const Linked = ({ text }: { text: string }) =>
  textPieces(text).map(({ text: piece, href }, index) =>
    href === null ? (
      piece
    ) : (
      <a
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text never change places.
        key={index}
        href={href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className="text-accent underline underline-offset-2"
      >
        {piece}
      </a>
    ),
  );

const DeliveryLine = ({ isSeenByAll }: { isSeenByAll: boolean }) => {
  const Icon = isSeenByAll ? CheckCheck : Check;
  return (
    <p aria-live="off" className="mt-1 flex items-center gap-1 text-ink-3 text-xs">
      <Icon aria-hidden className="size-3.5" />
      {isSeenByAll ? "Seen by all" : "Sent"}
    </p>
  );
};
