"use client";

import { type FormEvent, useState } from "react";
import { email } from "@/lib/auth/schema";
import { useReady } from "@/lib/client/use-ready";
import { Button, Callout, Field, Input } from "../../../_components/ui";
import { PasswordInput } from "../../_components/password-input";
import { signInWithPassword } from "../../_components/sign-in-with-password";

type Problems = { email?: string; password?: string; form?: string };

/** Sign in, then go on to `next`, a path that was checked to be ours. */
export const SignInForm = ({ next }: { next: string }) => {
  const [problems, setProblems] = useState<Problems>({});
  const [busy, setBusy] = useState(false);
  const isReady = useReady();

  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const address = email.safeParse(form.get("email"));
    const secret = String(form.get("password") ?? "");
    if (!address.success || secret === "") {
      setProblems({
        ...(address.success ? {} : { email: address.error.issues[0]?.message ?? "" }),
        ...(secret === "" ? { password: "Please enter your password." } : {}),
      });
      return;
    }
    setProblems({});
    setBusy(true);
    const result = await signInWithPassword({ email: address.data, password: secret });
    if (result.ok) {
      // A whole new page, so that nothing rendered for a stranger is reused.
      window.location.assign(next);
      return;
    }
    setBusy(false);
    setProblems({ form: result.message });
  };

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {problems.form !== undefined && <Callout tone="error">{problems.form}</Callout>}
      <Field label="E-mail address" error={problems.email}>
        {(control) => (
          <Input {...control} name="email" type="email" autoComplete="username" autoFocus />
        )}
      </Field>
      <Field label="Password" error={problems.password}>
        {(control) => (
          <PasswordInput {...control} name="password" autoComplete="current-password" />
        )}
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
        Sign in
      </Button>
    </form>
  );
};
