"use client";

import { cn, Tooltip } from "@/app/_components/ui";
import type { Chat } from "@/lib/chat/client/chat";
import type { ChatMessage } from "@/lib/chat/schema";
import { nameList } from "@/lib/client/format";
import { attempt } from "../_hooks/attempt";

/** How a message was answered, and by whom; pressing one joins in, or takes one's own back. */
export const ChatReactions = ({
  chat,
  message,
  selfId,
  names,
}: {
  chat: Chat;
  message: ChatMessage;
  selfId: string | null;
  names: ReadonlyMap<string, string>;
}) => {
  if (message.reactions.length === 0) return null;
  const nameOf = (id: string): string => (id === selfId ? "you" : (names.get(id) ?? "somebody"));
  return (
    <div className="mt-1 flex flex-wrap gap-1">
      {message.reactions.map(({ emoji, participantIds }) => {
        const isMine = participantIds.includes(selfId ?? "");
        const label = `${emoji} from ${nameList(participantIds.map(nameOf))}`;
        return (
          <Tooltip key={emoji} label={label}>
            <button
              type="button"
              aria-pressed={isMine}
              aria-label={label}
              onClick={() => attempt(chat.react(message.id, emoji, !isMine))}
              className={cn(
                "nums inline-flex h-7 items-center gap-1 rounded-full border px-2 text-sm max-md:h-11 max-md:px-3",
                isMine ? "border-accent bg-accent-soft" : "border-line hover:bg-sunken",
              )}
            >
              <span aria-hidden>{emoji}</span> {participantIds.length}
            </button>
          </Tooltip>
        );
      })}
    </div>
  );
};
