"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { ApiError, errorSentence } from "@/lib/client/api";
import { duration } from "@/lib/client/format";
import { keys, rewriteSummary } from "@/lib/client/queries";
import { INSTRUCTIONS_MAX, type Summary, type SummaryTemplate } from "@/lib/summaries/schema";
import {
  Button,
  Callout,
  cn,
  Dialog,
  DialogActions,
  DialogClose,
  DialogContent,
  Field,
  inputStyle,
  Textarea,
} from "../../../../../_components/ui";
import { LANGUAGES, limitWords, TEMPLATES } from "./words";

/** Where the words of the meeting go. */
const whereTo = ({ llm }: Summary): string => {
  if (llm.available)
    return `What was said is sent to ${llm.host ?? "the language model"}, to be read by ${llm.model ?? "a language model"}. What was read of faces and voices never is.`;
  return `${llm.reason ?? "No language model is set up."} The summary is made on this machine, of sentences as they were said.`;
};

/** Has the summary written again, as the host wishes; the old one stays until the new one is there. */
export const RewriteDialog = ({
  summary,
  open,
  onOpenChange,
}: {
  summary: Summary;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) => (
  <Dialog open={open} onOpenChange={onOpenChange}>
    <DialogContent
      title="Write the summary again"
      description="This one stays until the new one is there, and what you changed by hand is kept."
    >
      <RewriteForm summary={summary} onDone={() => onOpenChange(false)} />
    </DialogContent>
  </Dialog>
);

const RewriteForm = ({ summary, onDone }: { summary: Summary; onDone: () => void }) => {
  const client = useQueryClient();
  const languageId = useId();
  const { meetingId, llm, rewrite } = summary;
  const [template, setTemplate] = useState<SummaryTemplate>(summary.template);
  const [instructions, setInstructions] = useState("");
  const [language, setLanguage] = useState("");
  const order = useMutation({
    mutationFn: () =>
      rewriteSummary(meetingId, {
        template,
        instructions: template === "own" ? instructions.trim() : "",
        language: language === "" ? null : language,
      }),
    onSuccess: (rewriting) => {
      client.setQueryData<Summary | null>(keys.summary(meetingId), (old) =>
        old ? { ...old, rewriting } : old,
      );
      void client.invalidateQueries({ queryKey: keys.summary(meetingId) });
      onDone();
    },
  });
  const lacksWords = template === "own" && instructions.trim() === "";
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!lacksWords && rewrite.allowed) order.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <fieldset className="flex flex-col gap-1.5">
        <legend className="mb-1.5 font-medium text-ink-2 text-sm">What to look for</legend>
        <div className="grid gap-1.5 sm:grid-cols-2">
          {TEMPLATES.map(({ value, name, looksFor }) => (
            <label
              key={value}
              className={cn(
                "flex min-h-11 cursor-pointer flex-col justify-center rounded-md border px-3 py-2 has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2",
                template === value ? "border-accent bg-accent-soft" : "border-line",
              )}
            >
              <input
                type="radio"
                name="template"
                value={value}
                checked={template === value}
                onChange={() => setTemplate(value)}
                className="sr-only"
              />
              <span className="font-semibold">{name}</span>
              <span className="text-ink-2 text-sm">{looksFor}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {template === "own" && (
        <Field label="What should it look for?">
          {(control) => (
            <Textarea
              {...control}
              value={instructions}
              maxLength={INSTRUCTIONS_MAX}
              placeholder="Risks that were named, and what was said about the budget"
              onChange={(event) => setInstructions(event.target.value)}
            />
          )}
        </Field>
      )}
      {llm.available && (
        <div className="flex flex-col gap-1.5">
          <label htmlFor={languageId} className="font-medium text-ink-2 text-sm">
            Language
          </label>
          <select
            id={languageId}
            value={language}
            onChange={(event) => setLanguage(event.target.value)}
            className={inputStyle}
          >
            <option value="">As in the meeting</option>
            {LANGUAGES.map(({ value, name }) => (
              <option key={value} value={value} lang={value}>
                {name}
              </option>
            ))}
          </select>
        </div>
      )}
      <p className="text-pretty text-ink-2 text-sm">{whereTo(summary)}</p>
      <p className="text-pretty text-ink-3 text-sm">{limitWords(rewrite)}</p>
      {order.isError && <Callout tone="error">{problemOf(order.error)}</Callout>}
      <DialogActions>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button
          type="submit"
          look="primary"
          busy={order.isPending}
          disabled={lacksWords || !rewrite.allowed}
        >
          Write again
        </Button>
      </DialogActions>
    </form>
  );
};

const problemOf = (error: Error): string => {
  const wait = error instanceof ApiError ? error.retryAfterSeconds : undefined;
  return wait === undefined
    ? errorSentence(error)
    : `${errorSentence(error)} You can try again in ${duration(wait * 1000)}.`;
};
