"use client";

import { Copy, Ellipsis, Pencil, SmilePlus, Trash2 } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import {
  Avatar,
  Button,
  cn,
  Menu,
  MenuContent,
  MenuItem,
  MenuSub,
  MenuSubContent,
  MenuSubTrigger,
  MenuTrigger,
} from "@/app/_components/ui";
import type { Chat } from "@/lib/chat/client/chat";
import { textPieces } from "@/lib/chat/client/links";
import {
  CHAT_EDIT_WINDOW_MS,
  CHAT_EMOJI,
  CHAT_TEXT_MAX,
  type ChatEmoji,
  type ChatMessage as Message,
} from "@/lib/chat/schema";
import { nameList } from "@/lib/client/format";
import { toRoomError } from "@/lib/room/client/errors";
import type { Participant } from "@/lib/room/client/room-state";
import { say } from "../_hooks/say";

const TIME = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

const attempt = (change: Promise<void>): void => {
  change.catch((thrown: unknown) => say.problem(toRoomError(thrown).message));
};

type MessageProps = {
  chat: Chat;
  message: Message;
  isOwn: boolean;
  selfId: string | null;
  people: readonly Participant[];
  /** The first of several of one person. */
  isFirst: boolean;
  isEditing: boolean;
  onEdit: (messageId: string | null) => void;
  /** What became of it, under one's own last one. */
  delivery: string | null;
};

/** A message with its reactions; one's own on the right. */
export const ChatMessage = (props: MessageProps) => {
  const { chat, message, isOwn, isFirst, isEditing, onEdit, delivery } = props;
  const { text, name, colour, createdAtMs } = message;
  return (
    <article
      aria-label={`${isOwn ? "You" : name}, ${TIME.format(createdAtMs)}`}
      className={cn("group flex flex-col", isFirst ? "mt-3.5" : "mt-1.5", isOwn && "items-end")}
    >
      {isFirst && !isOwn && (
        <p className="mb-1 flex items-center gap-2">
          <Avatar name={name} colour={colour} size="sm" />
          <span className="truncate font-semibold">{name}</span>
          <time className="nums shrink-0 text-ink-3 text-xs">{TIME.format(createdAtMs)}</time>
        </p>
      )}
      {isEditing && text !== null ? (
        <EditForm
          text={text}
          onDone={(next) => {
            onEdit(null);
            if (next !== null && next !== text) attempt(chat.edit(message.id, next));
          }}
        />
      ) : (
        <div className={cn("flex max-w-full items-center gap-1", isOwn && "flex-row-reverse")}>
          <div
            className={cn(
              "min-w-0 whitespace-pre-wrap [overflow-wrap:anywhere]",
              isOwn ? "rounded-lg bg-accent-soft px-3 py-2" : "pl-9",
              text === null && "text-ink-3 italic",
            )}
          >
            {text === null ? "Message deleted" : <Linked text={text} />}
            {message.editedAtMs !== null && text !== null && (
              <span className="text-ink-3 text-xs"> edited</span>
            )}
          </div>
          {text !== null && <MessageMenu {...props} text={text} />}
        </div>
      )}
      <Reactions {...props} />
      {delivery && <p className="mt-1 text-ink-3 text-xs">{delivery}</p>}
    </article>
  );
};

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

const MessageMenu = ({
  chat,
  message,
  isOwn,
  selfId,
  onEdit,
  text,
}: MessageProps & { text: string }) => {
  const isFresh = Date.now() - message.createdAtMs < CHAT_EDIT_WINDOW_MS;
  const mine = (emoji: ChatEmoji): boolean =>
    message.reactions.some(
      (one) => one.emoji === emoji && one.participantIds.includes(selfId ?? ""),
    );
  return (
    <Menu>
      <MenuTrigger
        aria-label="Message actions"
        className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-ink-3 opacity-0 hover:bg-sunken hover:text-ink focus-visible:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 max-md:size-11 max-md:opacity-100"
      >
        <Ellipsis aria-hidden className="size-4" />
      </MenuTrigger>
      <MenuContent align={isOwn ? "end" : "start"}>
        <MenuSub>
          <MenuSubTrigger>
            <SmilePlus aria-hidden />
            React
          </MenuSubTrigger>
          <MenuSubContent>
            {CHAT_EMOJI.map((emoji) => (
              <MenuItem
                key={emoji}
                onSelect={() => attempt(chat.react(message.id, emoji, !mine(emoji)))}
              >
                {emoji}
                {mine(emoji) && <span className="text-ink-3 text-sm">take back</span>}
              </MenuItem>
            ))}
          </MenuSubContent>
        </MenuSub>
        <MenuItem
          onSelect={() => {
            navigator.clipboard.writeText(text).then(
              () => say.done("The message is copied."),
              () => say.problem("The browser did not allow copying."),
            );
          }}
        >
          <Copy aria-hidden />
          Copy
        </MenuItem>
        {isOwn && isFresh && (
          <MenuItem onSelect={() => onEdit(message.id)}>
            <Pencil aria-hidden />
            Edit
          </MenuItem>
        )}
        {isOwn && isFresh && (
          <MenuItem danger onSelect={() => attempt(chat.remove(message.id))}>
            <Trash2 aria-hidden />
            Delete
          </MenuItem>
        )}
      </MenuContent>
    </Menu>
  );
};

const Reactions = ({ chat, message, isOwn, selfId, people }: MessageProps) => {
  if (message.reactions.length === 0) return null;
  const nameOf = (id: string): string =>
    id === selfId ? "you" : (people.find((person) => person.id === id)?.name ?? "somebody");
  return (
    <div className={cn("mt-1 flex flex-wrap gap-1", !isOwn && "pl-9")}>
      {message.reactions.map(({ emoji, participantIds }) => {
        const isMine = participantIds.includes(selfId ?? "");
        return (
          <button
            key={emoji}
            type="button"
            aria-pressed={isMine}
            aria-label={`${emoji} from ${nameList(participantIds.map(nameOf))}`}
            onClick={() => attempt(chat.react(message.id, emoji, !isMine))}
            className={cn(
              "nums inline-flex h-7 items-center gap-1 rounded-full border px-2 text-sm max-md:h-9",
              isMine ? "border-accent bg-accent-soft" : "border-line hover:bg-sunken",
            )}
          >
            <span aria-hidden>{emoji}</span> {participantIds.length}
          </button>
        );
      })}
    </div>
  );
};

/** Enter keeps the change, Escape lets it be. Yields null when nothing shall change. */
const EditForm = ({ text, onDone }: { text: string; onDone: (next: string | null) => void }) => {
  const [draft, setDraft] = useState(text);
  const isFit = draft.trim() !== "" && draft.trim().length <= CHAT_TEXT_MAX;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      onDone(null);
    }
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (isFit) onDone(draft.trim());
  };
  return (
    <div className="flex w-full flex-col gap-1.5">
      <textarea
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={onKeyDown}
        aria-label="Change your message"
        rows={2}
        // biome-ignore lint/a11y/noAutofocus: somebody just asked to change it.
        autoFocus
        className="field-sizing-content max-h-40 w-full resize-none rounded-md border border-accent bg-paper p-2.5 outline-none"
      />
      <div className="flex justify-end gap-2">
        <Button size="sm" look="quiet" onClick={() => onDone(null)}>
          Cancel
        </Button>
        <Button size="sm" look="primary" disabled={!isFit} onClick={() => onDone(draft.trim())}>
          Save
        </Button>
      </div>
    </div>
  );
};
