"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { decideEmotion } from "@/lib/client/admin-queries";
import { ApiError, errorSentence } from "@/lib/client/api";
import { keys } from "@/lib/client/queries";
import { type EmotionPolicy, emotionPolicyChange } from "@/lib/emotion/schema";
import { Button, Callout, Field, Switch, Textarea } from "../../../_components/ui";

const PURPOSE_MAX = 500;
const NOTICE_MAX = 2_000;

/** What is wrong with the purpose before it is sent, as the server would say it. */
const purposeError = (policy: EmotionPolicy): string | undefined =>
  emotionPolicyChange.safeParse(policy).error?.issues.find(({ path }) => path[0] === "purpose")
    ?.message;

/** Whether hosts may switch emotion on, and what everybody asked is told. */
export const EmotionPolicyForm = ({ policy }: { policy: EmotionPolicy }) => {
  const client = useQueryClient();
  const [draft, setDraft] = useState<EmotionPolicy>(() => pick(policy));
  const [wasTried, setTried] = useState(false);
  const save = useMutation({
    mutationFn: decideEmotion,
    onSuccess: (saved) => {
      client.setQueryData(keys.adminEmotion, saved);
      setDraft(pick(saved));
      toast.success(
        saved.available
          ? "Saved. Hosts may switch emotion on."
          : "Saved. Emotion is not offered on this instance.",
      );
    },
  });
  const change = (part: Partial<EmotionPolicy>): void => setDraft((now) => ({ ...now, ...part }));
  const isChanged = JSON.stringify(draft) !== JSON.stringify(pick(policy));
  const problem = purposeError(draft) ?? fieldOf(save.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (purposeError(draft) === undefined) save.mutate(draft);
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-5">
      <Switch
        label="Hosts may switch emotion on"
        hint="For a meeting of theirs; then each person is asked on their own. Takes effect when saved."
        on={draft.available}
        onChange={(available) => change({ available })}
      />
      <Field
        label="What it is for"
        hint="Everybody asked reads this. Needed before emotion can be offered."
        error={wasTried ? problem : undefined}
      >
        {(control) => (
          <Textarea
            {...control}
            value={draft.purpose}
            maxLength={PURPOSE_MAX}
            required={draft.available}
            placeholder="To see after a rehearsal how a talk came across"
            onChange={(event) => change({ purpose: event.target.value })}
          />
        )}
      </Field>
      <Field
        label="Notice (optional)"
        hint="What else people should know, such as whom to ask about it."
      >
        {(control) => (
          <Textarea
            {...control}
            value={draft.notice}
            maxLength={NOTICE_MAX}
            onChange={(event) => change({ notice: event.target.value })}
          />
        )}
      </Field>
      {save.isError && fieldOf(save.error) === undefined && (
        <Callout tone="error">{errorSentence(save.error)}</Callout>
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button
          type="submit"
          look="primary"
          busy={save.isPending}
          disabled={!isChanged}
          className="max-md:w-full"
        >
          Save
        </Button>
        <p className="min-w-48 flex-1 text-ink-3 text-sm">
          In meetings where emotion is on, everybody is asked anew after a change.
        </p>
      </div>
    </form>
  );
};

const pick = ({ available, purpose, notice }: EmotionPolicy): EmotionPolicy => ({
  available,
  purpose,
  notice,
});

const fieldOf = (error: Error | null): string | undefined =>
  error instanceof ApiError ? error.fields.purpose : undefined;
