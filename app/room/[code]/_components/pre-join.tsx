"use client";

import Link from "next/link";
import { type FormEvent, useState } from "react";
import {
  AvatarStack,
  Button,
  Callout,
  colourOf,
  Field,
  Input,
  Logo,
  Skeleton,
} from "@/app/_components/ui";
import { ApiError, errorSentence } from "@/lib/client/api";
import { nameList } from "@/lib/client/format";
import { useReady } from "@/lib/client/use-ready";
import type { LocalMedia } from "@/lib/room/client/local-media";
import { takeSeat } from "@/lib/room/client/rooms-api";
import { personName, type RoomPreview } from "@/lib/room/schema";
import { useLocalMediaState } from "../_hooks/use-room";
import { ConnectionCheck } from "./connection-check";
import { DeviceProblems } from "./device-problems";
import { DeviceSelects } from "./device-selects";
import { Preview, PreviewSkeleton } from "./preview";

/** Getting ready: how one looks and sounds, who is there, and under which name one enters. */
export const PreJoin = ({
  code,
  preview,
  media,
  onEnter,
}: {
  code: string;
  preview: RoomPreview | null;
  media: LocalMedia | null;
  onEnter: (media: LocalMedia) => void;
}) => (
  <>
    <header className="px-6 py-5 max-md:px-4 max-md:py-3">
      <Link href="/" className="rounded-sm">
        <Logo />
      </Link>
    </header>
    <main
      id="main"
      tabIndex={-1}
      className="mx-auto grid w-full max-w-6xl flex-1 content-center items-center gap-14 px-6 pb-20 outline-none md:grid-cols-[1.6fr_1fr] max-md:content-start max-md:gap-6 max-md:px-4 max-md:pb-8"
    >
      {media ? <Preview media={media} /> : <PreviewSkeleton />}
      <div className="flex min-w-0 flex-col gap-4">
        <Invitation preview={preview} />
        {preview && <EnterForm code={code} preview={preview} media={media} onEnter={onEnter} />}
      </div>
    </main>
  </>
);

const Invitation = ({ preview }: { preview: RoomPreview | null }) => {
  if (!preview) {
    return (
      <div role="status" aria-label="Opening the meeting" className="flex flex-col gap-3">
        <Skeleton className="h-4 w-32" />
        <Skeleton className="h-8 w-72 max-w-full" />
        <Skeleton className="h-6 w-48" />
      </div>
    );
  }
  const { isHost, hostName, title, peopleHere } = preview;
  const faces = peopleHere.map((name, index) => ({
    id: String(index),
    name,
    colour: colourOf(name),
  }));
  return (
    <div className="flex flex-col gap-1.5">
      <p className="text-ink-2 text-sm">{isHost ? "Your meeting" : `${hostName} invites you to`}</p>
      <h1 className="font-bold text-2xl [overflow-wrap:anywhere]">{title}</h1>
      <div className="mt-1.5 flex min-h-7 items-center gap-2.5 text-ink-2">
        <AvatarStack people={faces} />
        <p role="status">
          {peopleHere.length === 0
            ? preview.mustWait || preview.locked || preview.state === "live"
              ? "You see who is here once you are in"
              : "Nobody is here yet"
            : `${nameList(peopleHere)} ${peopleHere.length === 1 ? "is" : "are"} here`}
        </p>
      </div>
    </div>
  );
};

const EnterForm = ({
  code,
  preview,
  media,
  onEnter,
}: {
  code: string;
  preview: RoomPreview;
  media: LocalMedia | null;
  onEnter: (media: LocalMedia) => void;
}) => {
  const [name, setName] = useState(preview.suggestedName ?? "");
  const [problem, setProblem] = useState<string>();
  const [hostKey, setHostKey] = useState<string | null>(null);
  const [keyProblem, setKeyProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const isReady = useReady();

  const enter = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const parsed = personName.safeParse(name);
    if (!parsed.success) {
      setProblem(parsed.error.issues[0]?.message);
      return;
    }
    if (!media) return;
    setBusy(true);
    try {
      await takeSeat(code, parsed.data, hostKey?.trim());
      media.rememberEntry();
      onEnter(media);
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields : {};
      setKeyProblem(fields.hostKey);
      setProblem(fields.hostKey ? undefined : (fields.name ?? errorSentence(error)));
      setBusy(false);
    }
  };

  return (
    <form onSubmit={enter} noValidate className="flex flex-col gap-4">
      <Field label="Your name" error={problem}>
        {(control) => (
          <Input
            {...control}
            value={name}
            onChange={(event) => {
              setName(event.target.value);
              setProblem(undefined);
            }}
            autoComplete="name"
            maxLength={400}
          />
        )}
      </Field>
      {media && <Devices media={media} />}
      <ConnectionCheck code={code} />
      {hostKey !== null && (
        <Field label="Host key" hint="It was shown when the meeting was made." error={keyProblem}>
          {(control) => (
            <Input
              {...control}
              value={hostKey}
              onChange={(event) => {
                setHostKey(event.target.value);
                setKeyProblem(undefined);
              }}
              autoComplete="off"
              spellCheck={false}
              autoFocus
            />
          )}
        </Field>
      )}
      {preview.locked && (
        <Callout tone="warn" title="The host has locked this meeting.">
          Ask them to unlock it; people who were in before can return.
        </Callout>
      )}
      {preview.mustWait && hostKey === null && (
        <p className="text-ink-2 text-sm">The host lets you in: you wait a moment after asking.</p>
      )}
      <Button type="submit" look="primary" size="lg" wide busy={busy} disabled={!isReady || !media}>
        {preview.mustWait && hostKey === null ? "Ask to join" : "Join now"}
      </Button>
      <p className="text-ink-2 text-sm">
        This meeting will be recorded only with your consent. You are asked inside, and can say no.
      </p>
      {!preview.isHost && hostKey === null && (
        <Button
          look="link"
          size="inline"
          className="self-start max-md:min-h-11"
          onClick={() => setHostKey("")}
        >
          I have the host key
        </Button>
      )}
    </form>
  );
};

const Devices = ({ media }: { media: LocalMedia }) => {
  const state = useLocalMediaState(media);
  return (
    <>
      <DeviceProblems media={media} state={state} />
      <DeviceSelects media={media} state={state} />
    </>
  );
};
