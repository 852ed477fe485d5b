"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { decideAi } from "@/lib/client/admin-queries";
import { errorSentence } from "@/lib/client/api";
import { keys } from "@/lib/client/queries";
import { type LlmCaps, llmCaps } from "@/lib/llm/schema";
import { Button, Callout, Field, Input } from "../../../_components/ui";

const shown = (cap: number | null): string => (cap === null ? "" : String(cap));
/** Spaces, dots and commas group digits; nothing is no cap. */
const read = (text: string): number | null => {
  const digits = text.replace(/[\s.,’']/g, "");
  return digits === "" ? null : Number(digits);
};

const NOT_A_NUMBER = "Use digits alone, or leave it empty for no cap.";

/** How much a month may take. */
export const AiCapsForm = ({ caps }: { caps: LlmCaps }) => {
  const client = useQueryClient();
  const [instance, setInstance] = useState(shown(caps.monthlyTokens));
  const [person, setPerson] = useState(shown(caps.monthlyTokensPerPerson));
  const [wasTried, setTried] = useState(false);
  const save = useMutation({
    mutationFn: decideAi,
    onSuccess: (saved) => {
      client.setQueryData(keys.adminAi, saved);
      setInstance(shown(saved.caps.monthlyTokens));
      setPerson(shown(saved.caps.monthlyTokensPerPerson));
      toast.success("Saved. The caps hold from the next question on.");
    },
  });
  const wanted = llmCaps.safeParse({
    monthlyTokens: read(instance),
    monthlyTokensPerPerson: read(person),
  });
  const wrong = (field: keyof LlmCaps): string | undefined =>
    wasTried && wanted.error?.issues.some(({ path }) => path[0] === field)
      ? NOT_A_NUMBER
      : undefined;
  const isChanged =
    !wanted.success ||
    wanted.data.monthlyTokens !== caps.monthlyTokens ||
    wanted.data.monthlyTokensPerPerson !== caps.monthlyTokensPerPerson;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (wanted.success) save.mutate(wanted.data);
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <h2 className="font-semibold">Caps</h2>
      <Field
        label="Tokens a month, everybody together"
        hint="Empty for no cap."
        error={wrong("monthlyTokens")}
      >
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            value={instance}
            placeholder="No cap"
            onChange={(event) => setInstance(event.target.value)}
          />
        )}
      </Field>
      <Field
        label="Tokens a month, each person"
        hint="Empty for no cap."
        error={wrong("monthlyTokensPerPerson")}
      >
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            value={person}
            placeholder="No cap"
            onChange={(event) => setPerson(event.target.value)}
          />
        )}
      </Field>
      <p className="text-pretty text-ink-3 text-sm">
        Past a cap, questions are answered with the best passages and summaries are made on this
        machine, until the month is over (UTC).
      </p>
      {save.isError && <Callout tone="error">{errorSentence(save.error)}</Callout>}
      <Button
        type="submit"
        look="primary"
        busy={save.isPending}
        disabled={!isChanged}
        className="self-start max-md:w-full"
      >
        Save
      </Button>
    </form>
  );
};
