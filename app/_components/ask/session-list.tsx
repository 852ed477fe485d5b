"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import type { SessionItem } from "@/lib/answers/schema";
import { errorSentence } from "@/lib/client/api";
import { ago, count } from "@/lib/client/format";
import { deleteSession, keys, sessionsQuery } from "@/lib/client/queries";
import { useNow } from "@/lib/client/use-now";
import { AlertDialog, Button, Callout, cn, IconButton, Skeleton } from "../ui";

/** Earlier conversations: to open one, or to delete it. */
export const SessionList = ({
  meetingId,
  openId,
  onOpen,
  onDeleted,
}: {
  meetingId: string | null;
  openId: string | null;
  onOpen: (id: string) => void;
  onDeleted: (id: string) => void;
}) => {
  const client = useQueryClient();
  const list = useInfiniteQuery(sessionsQuery(meetingId));
  const [doomed, setDoomed] = useState<SessionItem | null>(null);
  const remove = useMutation({
    mutationFn: deleteSession,
    onSuccess: (_answer, id) => {
      setDoomed(null);
      onDeleted(id);
      client.removeQueries({ queryKey: keys.session(id) });
      void client.invalidateQueries({ queryKey: keys.ask });
      toast.success("The conversation was deleted.");
    },
    onError: (error) => toast.error(errorSentence(error)),
  });
  const sessions = list.data?.pages.flatMap((page) => page.sessions) ?? [];
  if (list.isError && list.data === undefined)
    return (
      <Callout tone="error" action={<Button onClick={() => list.refetch()}>Try again</Button>}>
        {errorSentence(list.error)}
      </Callout>
    );
  if (list.data === undefined)
    return (
      <div role="status" aria-label="Loading the conversations" className="flex flex-col gap-2">
        <Skeleton className="h-12" />
        <Skeleton className="h-12" />
      </div>
    );
  if (sessions.length === 0)
    return <p className="px-2 text-ink-3 text-sm">What you ask is kept here, for you alone.</p>;
  return (
    <>
      <ul className="flex flex-col gap-0.5">
        {sessions.map((item) => (
          <Item
            key={item.id}
            item={item}
            isOpen={item.id === openId}
            showsMeeting={meetingId === null}
            onOpen={() => onOpen(item.id)}
            onDelete={() => setDoomed(item)}
          />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button
          look="quiet"
          wide
          busy={list.isFetchingNextPage}
          onClick={() => list.fetchNextPage()}
        >
          Show more
        </Button>
      )}
      <AlertDialog
        open={doomed !== null}
        onOpenChange={(open) => !open && setDoomed(null)}
        title="Delete this conversation?"
        description={`“${doomed?.title ?? ""}” and its answers are deleted for good. The meetings stay as they are.`}
        confirm="Delete"
        busy={remove.isPending}
        onConfirm={() => doomed && remove.mutate(doomed.id)}
      />
    </>
  );
};

const Item = ({
  item,
  isOpen,
  showsMeeting,
  onOpen,
  onDelete,
}: {
  item: SessionItem;
  isOpen: boolean;
  showsMeeting: boolean;
  onOpen: () => void;
  onDelete: () => void;
}) => {
  const now = useNow();
  return (
    <li className="group relative">
      <button
        type="button"
        aria-current={isOpen ? "true" : undefined}
        onClick={onOpen}
        className={cn(
          "flex w-full flex-col gap-0.5 rounded-md py-2 pr-11 pl-2.5 text-left transition-colors",
          isOpen ? "bg-accent-soft" : "hover:bg-sunken",
        )}
      >
        <span className="line-clamp-2 font-medium [overflow-wrap:anywhere]" dir="auto">
          {item.title}
        </span>
        <span className="nums truncate text-ink-2 text-sm">
          {showsMeeting && item.meetingTitle !== null && `${item.meetingTitle} · `}
          {count(item.turns, "question", "questions")}
          {now !== null && ` · ${ago(item.updatedAt, now)}`}
        </span>
      </button>
      <IconButton
        label={`Delete “${item.title.slice(0, 60)}”`}
        size="sm"
        className="absolute top-1.5 right-1 transition-opacity focus-visible:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100 md:opacity-0"
        onClick={onDelete}
      >
        <Trash2 aria-hidden />
      </IconButton>
    </li>
  );
};
