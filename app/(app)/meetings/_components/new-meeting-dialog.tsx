"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Video } from "lucide-react";
import Link from "next/link";
import { type FormEvent, useState } from "react";
import { ApiError, errorSentence } from "@/lib/client/api";
import { roomPath } from "@/lib/client/paths";
import { createMeeting, keys } from "@/lib/client/queries";
import { createMeeting as createMeetingSchema, formatCode } from "@/lib/meetings/schema";
import { CopyField } from "../../../_components/copy-field";
import {
  Button,
  Callout,
  Dialog,
  DialogActions,
  DialogClose,
  DialogContent,
  Field,
  Input,
} from "../../../_components/ui";

/** Asks for a title, then hands over the link, and the host key this one time. */
export const NewMeetingDialog = ({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) => {
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: createMeeting,
    onSuccess: () => client.invalidateQueries({ queryKey: keys.meetings }),
  });
  const change = (next: boolean): void => {
    // A made meeting's key is gone for good with the dialog; the next one starts empty.
    if (!next) create.reset();
    onOpenChange(next);
  };
  return (
    <Dialog open={open} onOpenChange={change}>
      {create.data === undefined ? (
        <DialogContent
          title="New meeting"
          description="It opens when the first person enters, and stays open until you end it."
        >
          <TitleForm
            busy={create.isPending}
            error={create.error}
            onTitle={(title) => create.mutate(title)}
          />
        </DialogContent>
      ) : (
        <DialogContent
          title={create.data.title}
          description="The meeting is ready. Send the link to everybody who should come; they need no account."
        >
          <CopyField label="Link" value={create.data.url} />
          <CopyField
            label="Host key"
            value={create.data.hostSecret}
            hint="Shown only now, so keep it somewhere safe. It proves that the meeting is yours."
            mono
          />
          <DialogActions>
            <DialogClose asChild>
              <Button>Later</Button>
            </DialogClose>
            <Button asChild look="primary">
              <Link href={roomPath(formatCode(create.data.code))}>
                <Video aria-hidden />
                Start now
              </Link>
            </Button>
          </DialogActions>
        </DialogContent>
      )}
    </Dialog>
  );
};

const TitleForm = ({
  busy,
  error,
  onTitle,
}: {
  busy: boolean;
  error: Error | null;
  onTitle: (title: string) => void;
}) => {
  const [problem, setProblem] = useState<string>();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const given = createMeetingSchema.safeParse(
      Object.fromEntries(new FormData(event.currentTarget)),
    );
    setProblem(given.success ? undefined : given.error.issues[0]?.message);
    if (given.success) onTitle(given.data.title);
  };
  const refused = error instanceof ApiError ? error.fields.title : undefined;
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-5">
      {error !== null && refused === undefined && (
        <Callout tone="error">{errorSentence(error)}</Callout>
      )}
      <Field label="Title" error={problem ?? refused}>
        {(control) => (
          <Input
            {...control}
            name="title"
            autoComplete="off"
            placeholder="What is it about?"
            autoFocus
          />
        )}
      </Field>
      <DialogActions>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" look="primary" busy={busy}>
          Create meeting
        </Button>
      </DialogActions>
    </form>
  );
};
