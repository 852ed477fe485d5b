"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { History, Plus } from "lucide-react";
import { useState } from "react";
import { sessionsQuery } from "@/lib/client/queries";
import { Conversation } from "../../../../_components/ask/conversation";
import { SessionList } from "../../../../_components/ask/session-list";
import { Button, Popover, PopoverContent, PopoverTrigger } from "../../../../_components/ui";

const EXAMPLES = [
  "What was decided?",
  "Who does what, and until when?",
  "Which questions stayed open?",
] as const;

/** Questions about this meeting; an answer's numbers lead to the transcript beside it. */
export const AskTab = ({
  meetingId,
  focusOn,
  onJump,
}: {
  meetingId: string;
  /** Each new number above 0 puts the focus into the box. */
  focusOn: number;
  onJump: (position: number) => void;
}) => {
  const [sessionId, setSessionId] = useState<string | null>(null);
  const [begun, setBegun] = useState(0);
  const [showsHistory, setShowsHistory] = useState(false);
  const sessions = useInfiniteQuery(sessionsQuery(meetingId));
  const earlier = sessions.data?.pages[0]?.sessions.length ?? 0;
  const open = (id: string | null): void => {
    setSessionId(id);
    setBegun((n) => n + 1);
    setShowsHistory(false);
  };
  return (
    <>
      <div className="flex min-h-11 items-center justify-end gap-1 px-3 pt-1.5">
        {earlier > 0 && (
          <Popover open={showsHistory} onOpenChange={setShowsHistory}>
            <PopoverTrigger asChild>
              <Button size="sm" look="quiet">
                <History aria-hidden />
                Earlier
              </Button>
            </PopoverTrigger>
            <PopoverContent
              align="end"
              aria-label="Earlier conversations about this meeting"
              className="max-h-[60dvh] w-[min(22rem,calc(100vw-1rem))] overflow-y-auto"
            >
              <SessionList
                meetingId={meetingId}
                openId={sessionId}
                onOpen={open}
                onDeleted={(id) => id === sessionId && open(null)}
              />
            </PopoverContent>
          </Popover>
        )}
        <Button size="sm" look="quiet" disabled={sessionId === null} onClick={() => open(null)}>
          <Plus aria-hidden />
          New
        </Button>
      </div>
      <Conversation
        key={begun}
        meetingId={meetingId}
        sessionId={sessionId}
        examples={EXAMPLES}
        llm={sessions.data?.pages[0]?.llm}
        focusOn={focusOn}
        bodyClass="px-5 py-2 lg:px-5.5"
        onJump={onJump}
        onSession={setSessionId}
      />
    </>
  );
};
