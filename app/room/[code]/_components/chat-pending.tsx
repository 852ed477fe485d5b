"use client";

import { CircleAlert } from "lucide-react";
import { Button } from "@/app/_components/ui";
import type { Chat } from "@/lib/chat/client/chat";
import type { PendingMessage } from "@/lib/chat/client/outbox";

/** A message of one's own that the server does not have: on its way, or not sent. */
export const ChatPending = ({
  chat,
  message: { clientId, text, state, problem },
  isLastSending,
}: {
  chat: Chat;
  message: PendingMessage;
  isLastSending: boolean;
}) => (
  // Read out once it is confirmed, as everybody's messages are; only a failure is news before.
  <div aria-live="off" className="mt-2 flex flex-col items-end gap-1 pl-4">
    <p className="whitespace-pre-wrap rounded-lg rounded-br-sm bg-accent-soft px-3 py-2 [overflow-wrap:anywhere]">
      {text}
    </p>
    {isLastSending && <p className="text-ink-3 text-xs">Sending…</p>}
    {state === "failed" && (
      <div role="alert" className="text-right text-xs">
        <p className="flex flex-wrap items-center justify-end gap-x-1 text-record">
          <CircleAlert aria-hidden className="size-3.5" />
          Not sent ·<Act onClick={() => chat.retry(clientId)}>Try again</Act>·
          <Act onClick={() => chat.discard(clientId)}>Discard</Act>
        </p>
        <p className="text-ink-3">{problem}</p>
      </div>
    )}
  </div>
);

const Act = ({ onClick, children }: { onClick: () => void; children: string }) => (
  <Button
    look="link"
    size="inline"
    className="text-record underline max-md:min-h-11"
    onClick={onClick}
  >
    {children}
  </Button>
);
