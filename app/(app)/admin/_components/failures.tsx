"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import type { AdminOverview } from "@/lib/admin/schema";
import { retryWork } from "@/lib/client/admin-queries";
import { errorSentence } from "@/lib/client/api";
import { ago, capital, count } from "@/lib/client/format";
import { keys } from "@/lib/client/queries";
import { useNow } from "@/lib/client/use-now";
import { Button, Callout } from "../../../_components/ui";

type Failure = AdminOverview["failures"][number];

const FailureCallout = ({ failure }: { failure: Failure }) => {
  const client = useQueryClient();
  const now = useNow();
  const retry = useMutation({
    mutationFn: () => retryWork(failure.ref),
    onSuccess: () => toast.success("It is being tried again."),
    onError: (error) => toast.error(errorSentence(error)),
    onSettled: () => client.invalidateQueries({ queryKey: keys.adminOverview }),
  });
  return (
    <Callout
      tone="warn"
      title={`${capital(failure.what)} of “${failure.meetingTitle}” failed.`}
      action={
        <Button busy={retry.isPending} onClick={() => retry.mutate()}>
          Try again
        </Button>
      }
    >
      {failure.message}{" "}
      <span className="text-ink-3 text-sm">
        {count(failure.attempts, "attempt", "attempts")}
        {now !== null && ` · ${ago(failure.at, now)}`}
      </span>
    </Callout>
  );
};

/** What failed, in words, each with the next step. */
export const Failures = ({
  failures,
  max = Number.POSITIVE_INFINITY,
}: {
  failures: readonly Failure[];
  max?: number;
}) => (
  <>
    {failures.slice(0, max).map((failure) => (
      <FailureCallout key={failure.ref} failure={failure} />
    ))}
    {failures.length > max && (
      <p className="text-ink-2 text-sm">
        {count(failures.length - max, "more is", "more are")} listed under Jobs.
      </p>
    )}
  </>
);
