"use client";

import { useQuery } from "@tanstack/react-query";
import { adminAiQuery } from "@/lib/client/admin-queries";
import { errorSentence } from "@/lib/client/api";
import type { LlmAvailability } from "@/lib/llm/schema";
import { Button, Callout, Skeleton } from "../../../_components/ui";
import { AiCapsForm } from "./ai-caps-form";
import { AiMonths, AiUsage } from "./ai-usage";

/** The language model of this instance: whether it answers, what it took, and what it may take. */
export const AiTab = () => {
  const { data, error, isFetching, refetch } = useQuery(adminAiQuery);
  if (data === undefined)
    return error ? (
      <Callout
        tone="error"
        action={
          <Button busy={isFetching} onClick={() => refetch()}>
            Try again
          </Button>
        }
      >
        {errorSentence(error)}
      </Callout>
    ) : (
      <div role="status" aria-label="Loading" className="flex flex-col gap-4">
        <Skeleton className="h-16" />
        <Skeleton className="h-48" />
      </div>
    );
  return (
    <div className="flex flex-col gap-8">
      <Model llm={data.llm} />
      <div className="grid items-start gap-8 lg:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)]">
        <AiUsage ai={data} />
        <AiCapsForm caps={data.caps} />
      </div>
      <AiMonths ai={data} />
    </div>
  );
};

const Model = ({ llm }: { llm: LlmAvailability }) => (
  <section aria-labelledby="ai-model" className="max-w-3xl">
    <h2 id="ai-model" className="mb-2 font-semibold">
      Language model
    </h2>
    <Callout
      tone={llm.available ? "good" : llm.model === null ? "info" : "warn"}
      title={
        llm.available
          ? `${llm.model ?? "A language model"} answers${llm.host === null ? "" : ` at ${llm.host}`}.`
          : "No language model answers."
      }
    >
      {llm.reason ??
        "Questions and summaries send what was said there; faces, voices and what was read of them never leave this machine."}
      {!llm.available &&
        " Questions are answered with the best passages, and summaries are made of sentences as they were said."}
    </Callout>
  </section>
);
