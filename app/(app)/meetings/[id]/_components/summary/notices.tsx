import type { Summary } from "@/lib/summaries/schema";
import { Button, Callout, Progress } from "../../../../../_components/ui";
import { writingWords } from "./words";

/** What is happening to the summary, or is the matter with it. */
export const Notices = ({ summary, onRewrite }: { summary: Summary; onRewrite: () => void }) => {
  const { rewriting, stale, mayEdit, notice } = summary;
  const again = (words: string) =>
    mayEdit && (
      <Button size="sm" onClick={onRewrite}>
        {words}
      </Button>
    );
  if (rewriting.state === "queued" || rewriting.state === "running")
    return (
      <div role="status" className="flex flex-col gap-2 rounded-lg bg-sunken px-4 py-3.5">
        <p className="nums">{writingWords(rewriting)}</p>
        <Progress
          label="How far the new summary is"
          value={rewriting.state === "running" ? rewriting.progress : null}
        />
        {rewriting.message !== null && (
          <p className="text-pretty text-ink-2 text-sm">{rewriting.message}</p>
        )}
      </div>
    );
  if (rewriting.state === "failed")
    return (
      <Callout tone="error" action={again("Try again")}>
        {rewriting.message ?? "The summary could not be written again."} This one stays.
      </Callout>
    );
  if (stale)
    return (
      <Callout tone="warn" action={again("Write again")}>
        The transcript changed since this was written.
      </Callout>
    );
  return notice === null ? null : <Callout>{notice}</Callout>;
};
