"use client";

import { Copy, Ellipsis, Pencil, Trash2 } from "lucide-react";
import { cn, Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/app/_components/ui";
import type { Chat } from "@/lib/chat/client/chat";
import { CHAT_EMOJI, type ChatMessage } from "@/lib/chat/schema";
import { attempt } from "../_hooks/attempt";
import { say } from "../_hooks/say";
import { canChange } from "../_view/chat";
import { useRoomScope } from "./room-scope";

type MenuProps = {
  chat: Chat;
  message: ChatMessage;
  text: string;
  selfId: string | null;
  onEdit: () => void;
};

/** What can be done with a message; in sight under the pointer, under the focus, and on phones. */
export const ChatMenu = (props: MenuProps) => (
  <Menu>
    <MenuTrigger
      aria-label="Message actions"
      className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-ink-3 opacity-0 hover:bg-sunken hover:text-ink focus-visible:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 max-md:size-11 max-md:opacity-100 pointer-coarse:opacity-100"
    >
      <Ellipsis aria-hidden className="size-4" />
    </MenuTrigger>
    <MenuContent align="end">
      <Entries {...props} />
    </MenuContent>
  </Menu>
);

/** Made when the menu opens, so that it knows how old the message is then. */
const Entries = ({ chat, message, text, selfId, onEdit }: MenuProps) => {
  const { ask } = useRoomScope();
  const isChangeable = canChange(message, selfId, Date.now());
  const askToDelete = (): void =>
    ask({
      title: "Delete this message?",
      description: "Its words and reactions are erased for everybody, and cannot be brought back.",
      confirm: "Delete",
      run: async () => attempt(chat.remove(message.id)),
    });
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => say.done("The message is copied."),
      () => say.problem("The browser did not allow copying."),
    );
  };
  return (
    <>
      <div className="flex">
        {CHAT_EMOJI.map((emoji) => {
          const isMine = message.reactions.some(
            (one) => one.emoji === emoji && one.participantIds.includes(selfId ?? ""),
          );
          return (
            <MenuItem
              key={emoji}
              aria-label={isMine ? `Take back ${emoji}` : `React with ${emoji}`}
              className={cn("min-w-10 justify-center px-0 text-lg", isMine && "bg-accent-soft")}
              onSelect={() => attempt(chat.react(message.id, emoji, !isMine))}
            >
              {emoji}
            </MenuItem>
          );
        })}
      </div>
      <MenuSeparator />
      <MenuItem onSelect={copy}>
        <Copy aria-hidden />
        Copy
      </MenuItem>
      {isChangeable && (
        <>
          <MenuItem onSelect={onEdit}>
            <Pencil aria-hidden />
            Edit
          </MenuItem>
          <MenuItem danger onSelect={askToDelete}>
            <Trash2 aria-hidden />
            Delete
          </MenuItem>
        </>
      )}
    </>
  );
};
