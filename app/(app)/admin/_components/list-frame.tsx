import type { ReactNode } from "react";
import { errorSentence } from "@/lib/client/api";
import { Button, Callout, Skeleton } from "../../../_components/ui";

/** What TanStack's infinite queries know, as far as a list needs it. */
export type ListQuery = {
  isPending: boolean;
  isFetching: boolean;
  isFetchingNextPage: boolean;
  hasNextPage: boolean;
  error: Error | null;
  refetch: () => unknown;
  fetchNextPage: () => unknown;
};

/** A table's surroundings: rows on their way, a failure with a retry, nothing found, or more to show. */
export const ListFrame = ({
  query,
  isEmpty,
  emptyText,
  children,
}: {
  query: ListQuery;
  isEmpty: boolean;
  emptyText: string;
  children: ReactNode;
}) => (
  <div className="rounded-lg border border-line bg-surface px-4.5 py-2">
    {query.error !== null && (
      <Callout
        tone="error"
        className="my-2"
        action={
          <Button busy={query.isFetching} onClick={() => query.refetch()}>
            Try again
          </Button>
        }
      >
        {errorSentence(query.error)}
      </Callout>
    )}
    {query.isPending && (
      <div role="status" aria-label="Loading the list" className="flex flex-col gap-5 py-4">
        {["a", "b", "c", "d", "e"].map((key) => (
          <Skeleton key={key} className="h-5" />
        ))}
      </div>
    )}
    {isEmpty ? <p className="py-6 text-center text-ink-2">{emptyText}</p> : children}
    {query.hasNextPage && (
      <div className="flex justify-center py-4">
        <Button busy={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
          Show more
        </Button>
      </div>
    )}
  </div>
);
