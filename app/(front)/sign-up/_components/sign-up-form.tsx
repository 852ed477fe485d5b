"use client";

import { type FormEvent, useState } from "react";
import { account, signUp } from "@/lib/auth/schema";
import { ApiError, api, errorSentence } from "@/lib/client/api";
import { useReady } from "@/lib/client/use-ready";
import { Button, Callout, Field, Input } from "../../../_components/ui";
import { PasswordInput } from "../../_components/password-input";
import { signInWithPassword } from "../../_components/sign-in-with-password";

type Problems = Partial<Record<"name" | "email" | "password" | "form", string>>;

/** What a failed sign-up says: beside the field it is about, else above the form. */
const problemsOf = (error: unknown): Problems => {
  if (!(error instanceof ApiError)) return { form: errorSentence(error) };
  const { name, email, password } = error.fields;
  const fields = {
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    ...(password === undefined ? {} : { password }),
  };
  if (Object.keys(fields).length > 0) return fields;
  return error.code === "conflict" ? { email: error.message } : { form: error.message };
};

/** Makes an account, signs in with it, and goes on to `next`, a path that was checked to be ours. */
export const SignUpForm = ({ next }: { next: string }) => {
  const [problems, setProblems] = useState<Problems>({});
  const [busy, setBusy] = useState(false);
  const isReady = useReady();

  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const given = signUp.safeParse(Object.fromEntries(new FormData(event.currentTarget)));
    if (!given.success) {
      // The first issue of each field; zod lists them in the order of the fields.
      const found: Problems = {};
      for (const issue of given.error.issues) {
        const field = issue.path[0] as "name" | "email" | "password";
        found[field] ??= issue.message;
      }
      setProblems(found);
      return;
    }
    setProblems({});
    setBusy(true);
    try {
      await api({ path: "/api/accounts", method: "POST", body: given.data, out: account });
    } catch (error) {
      setBusy(false);
      setProblems(problemsOf(error));
      return;
    }
    const { email, password } = given.data;
    const result = await signInWithPassword({ email, password });
    window.location.assign(result.ok ? next : `/sign-in?next=${encodeURIComponent(next)}`);
  };

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {problems.form !== undefined && <Callout tone="error">{problems.form}</Callout>}
      <Field label="Your name" hint="As others see it in meetings." error={problems.name}>
        {(control) => <Input {...control} name="name" autoComplete="name" autoFocus />}
      </Field>
      <Field label="E-mail address" error={problems.email}>
        {(control) => <Input {...control} name="email" type="email" autoComplete="username" />}
      </Field>
      <Field
        label="Password"
        hint="At least 10 characters. A sentence only you would think of works well."
        error={problems.password}
      >
        {(control) => <PasswordInput {...control} name="password" autoComplete="new-password" />}
      </Field>
      <Button
        type="submit"
        look="primary"
        size="lg"
        wide
        busy={busy}
        disabled={!isReady}
        className="mt-2"
      >
        Create account
      </Button>
    </form>
  );
};
