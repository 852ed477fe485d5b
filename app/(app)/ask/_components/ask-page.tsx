"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { History, Plus } from "lucide-react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { QUESTION_MAX } from "@/lib/answers/schema";
import { meetingPath } from "@/lib/client/paths";
import { meetingsQuery, sessionQuery, sessionsQuery } from "@/lib/client/queries";
import { Conversation } from "../../../_components/ask/conversation";
import { SessionList } from "../../../_components/ask/session-list";
import { Button, Dialog, DialogContent } from "../../../_components/ui";

/** Questions that fit anybody, the first about a meeting of theirs. */
const examplesFor = (title: string | undefined): string[] => [
  title === undefined ? "What did we decide last?" : `What was decided in “${title}”?`,
  "What did I say I would do?",
  "Which questions are still open?",
];

/** Questions over every meeting one may read, and the conversations of before. */
export const AskPage = () => {
  // Of the address as it is now: coming back from a citation finds the same conversation again.
  const address = useSearchParams();
  const [sessionId, setSessionId] = useState(() => address.get("s"));
  // Only put into the box: an address must not ask, and cost words, by itself.
  const [asked] = useState(() => (address.get("q") ?? "").slice(0, QUESTION_MAX));
  /** Makes a new conversation a new one, also while none is stored yet. */
  const [begun, setBegun] = useState(0);
  const [showsHistory, setShowsHistory] = useState(false);
  const sessions = useInfiniteQuery(sessionsQuery(null));
  const meetings = useInfiniteQuery(meetingsQuery);
  const opened = useQuery(sessionQuery(sessionId));
  const latest = meetings.data?.pages[0]?.meetings.find(({ state }) => state === "ready");

  useEffect(() => {
    const here = sessionId === null ? "/ask" : `/ask?s=${encodeURIComponent(sessionId)}`;
    window.history.replaceState(window.history.state, "", here);
  }, [sessionId]);

  const begin = (): void => {
    setSessionId(null);
    setBegun((n) => n + 1);
    setShowsHistory(false);
  };
  const open = (id: string): void => {
    setSessionId(id);
    setBegun((n) => n + 1);
    setShowsHistory(false);
  };
  const list = (
    <SessionList
      meetingId={null}
      openId={sessionId}
      onOpen={open}
      onDeleted={(id) => id === sessionId && begin()}
    />
  );
  const about = opened.data?.meetingId ? opened.data : null;
  return (
    <div className="flex h-[calc(100dvh-var(--bar))]">
      <aside
        aria-label="Your conversations"
        className="flex w-72 shrink-0 flex-col gap-3 overflow-y-auto border-line border-r px-4 py-6 max-lg:hidden"
      >
        <Button onClick={begin}>
          <Plus aria-hidden />
          New conversation
        </Button>
        {list}
      </aside>
      <div className="mx-auto flex min-w-0 max-w-3xl flex-1 flex-col">
        <header className="flex items-center justify-between gap-3 px-5 pt-7 pb-3 md:px-11 md:pt-8">
          <div className="min-w-0">
            <h1 className="font-bold text-2xl tracking-[-0.025em]">Ask</h1>
            {about?.meetingId && (
              <p className="truncate text-ink-2 text-sm">
                About{" "}
                <Link
                  href={meetingPath(about.meetingId)}
                  className="rounded-sm font-medium hover:underline"
                >
                  {about.meetingTitle ?? "a meeting"}
                </Link>
              </p>
            )}
          </div>
          <div className="flex gap-2 lg:hidden">
            <Button size="sm" onClick={() => setShowsHistory(true)}>
              <History aria-hidden />
              Conversations
            </Button>
            <Button size="sm" aria-label="New conversation" onClick={begin}>
              <Plus aria-hidden />
            </Button>
          </div>
        </header>
        <Conversation
          key={begun}
          meetingId={null}
          sessionId={sessionId}
          examples={examplesFor(latest?.title)}
          llm={sessions.data?.pages[0]?.llm}
          asked={begun === 0 ? asked : ""}
          focusOn={1}
          bodyClass="px-5 py-3 md:px-11"
          onJump={null}
          onSession={setSessionId}
        />
      </div>
      <Dialog open={showsHistory} onOpenChange={setShowsHistory}>
        <DialogContent title="Your conversations">{list}</DialogContent>
      </Dialog>
    </div>
  );
};
