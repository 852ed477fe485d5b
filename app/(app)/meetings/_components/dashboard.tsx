"use client";

import { MessagesSquare, Search, Video } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import type { Account } from "@/lib/auth/schema";
import { errorSentence } from "@/lib/client/api";
import { capital, greeting, inWords } from "@/lib/client/format";
import { useShortcuts } from "@/lib/client/shortcuts";
import { useNow } from "@/lib/client/use-now";
import type { MeetingListItem } from "@/lib/meetings/schema";
import { JoinByCode } from "../../../_components/join-by-code";
import { whenOf } from "../../../_components/meeting-words";
import { Button, Callout, EmptyState, Kbd, Tooltip } from "../../../_components/ui";
import { LiveBanner } from "./live-banner";
import { MeetingList, MeetingListSkeleton } from "./meeting-list";
import { NewMeetingDialog } from "./new-meeting-dialog";
import { useLiveMeetings } from "./use-live-meetings";

const isToday = (iso: string, now: Date): boolean =>
  new Date(iso).toDateString() === now.toDateString();

const plural = (n: number): string => `${n === 1 ? "meeting" : "meetings"}`;

/** One sentence or two on how things stand. */
const situation = (meetings: readonly MeetingListItem[], now: Date): string => {
  const today = meetings.filter((meeting) => isToday(whenOf(meeting), now)).length;
  const moving = meetings.filter((meeting) => meeting.state === "processing").length;
  const failed = meetings.filter((meeting) => meeting.state === "failed").length;
  const sentences = [
    today === 0 ? "No meetings today." : `${capital(inWords(today))} ${plural(today)} today.`,
    moving === 0 ? "" : `${capital(inWords(moving))} ${moving === 1 ? "is" : "are"} being written.`,
    failed === 0
      ? ""
      : `${capital(inWords(failed))} ${failed === 1 ? "needs" : "need"} your attention.`,
  ];
  return sentences.filter(Boolean).join(" ");
};

/** My meetings as a reading list, with the ways into a meeting on top. */
export const Dashboard = ({ account }: { account: Account }) => {
  const router = useRouter();
  const now = useNow();
  const codeRef = useRef<HTMLInputElement>(null);
  const [creating, setCreating] = useState(false);
  const { query, meetings } = useLiveMeetings(account.id);
  useShortcuts({
    j: () => codeRef.current?.focus(),
    n: () => setCreating(true),
    "/": () => router.push("/search"),
  });

  const firstName = account.name.split(/\s+/u)[0] ?? account.name;
  const live = meetings.filter((meeting) => meeting.state === "live");
  const listed = meetings.filter((meeting) => meeting.state !== "live");
  const isEmpty = query.isSuccess && meetings.length === 0;

  return (
    <div className="w-full max-w-[78rem] px-5 pt-7 pb-16 md:px-11 md:pt-8">
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-5">
        <div className="min-w-0">
          <h1 className="font-bold text-2xl tracking-[-0.025em] [overflow-wrap:anywhere]">
            {now === null ? "Hello" : greeting(now)}, {firstName}
          </h1>
          <p className="min-h-6 text-ink-2">
            {now !== null && query.isSuccess && !isEmpty && situation(meetings, now)}
          </p>
        </div>
        <div className="flex flex-wrap gap-2.5 max-md:w-full">
          <JoinByCode inputRef={codeRef} shortcut="J" className="max-md:w-full md:w-60" />
          <Tooltip label="New meeting" shortcut="N" side="bottom">
            <Button
              look="primary"
              className="h-11 px-5 max-md:w-full"
              onClick={() => setCreating(true)}
            >
              <Video aria-hidden />
              New meeting
            </Button>
          </Tooltip>
        </div>
      </header>

      {live.length > 0 && (
        <div className="mt-6 flex flex-col gap-2.5">
          {live.map((meeting) => (
            <LiveBanner key={meeting.id} meeting={meeting} />
          ))}
        </div>
      )}

      {!isEmpty && (
        <div className="mt-9 flex items-center justify-between border-line border-b">
          <h2 className="-mb-px flex h-11 items-center border-accent border-b-2 font-semibold tracking-normal">
            Your meetings
          </h2>
          <Link
            href="/search"
            className="flex h-11 items-center gap-2 rounded-sm px-1 text-ink-2 text-sm hover:text-ink"
          >
            <Search aria-hidden className="size-4" />
            Search what was said
            <Kbd className="max-md:hidden">/</Kbd>
          </Link>
        </div>
      )}

      {query.isPending && <MeetingListSkeleton />}
      {query.isError && (
        <Callout
          tone="error"
          className="mt-6"
          title={
            query.data === undefined
              ? "Your meetings could not be loaded."
              : "The list may be out of date."
          }
          action={
            <Button busy={query.isFetching} onClick={() => query.refetch()}>
              Try again
            </Button>
          }
        >
          {errorSentence(query.error)}
        </Callout>
      )}
      {isEmpty && (
        <EmptyState
          icon={MessagesSquare}
          title="Your meetings will be listed here"
          className="pt-20"
          action={
            <Button look="primary" onClick={() => setCreating(true)}>
              <Video aria-hidden />
              Create your first meeting
            </Button>
          }
        >
          Create one, send its link to whom you want to meet, and talk. If people agree to be
          recorded, what they said is here to read a few seconds after the end.
        </EmptyState>
      )}
      {listed.length > 0 && now !== null && <MeetingList meetings={listed} now={now} />}
      {query.hasNextPage && (
        <div className="mt-8 flex justify-center">
          <Button busy={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
      <NewMeetingDialog open={creating} onOpenChange={setCreating} />
    </div>
  );
};
