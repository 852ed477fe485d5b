"use client";

import { Sparkles } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { errorSentence, isNotFound } from "@/lib/client/api";
import type { LlmAvailability } from "@/lib/llm/schema";
import { Button, Callout, cn, Skeleton } from "../ui";
import { withheldWords } from "./answer-words";
import { AskBox } from "./ask-box";
import { LiveTurnView, TurnView } from "./turn-view";
import { useAsk } from "./use-ask";

/** A conversation over one meeting or all of them: what was asked and answered, and where to ask on. */
export const Conversation = ({
  meetingId,
  sessionId,
  examples,
  llm,
  asked = "",
  focusOn = 0,
  bodyClass,
  onJump,
  onSession,
}: {
  /** Null for all meetings. */
  meetingId: string | null;
  sessionId: string | null;
  /** Three questions that fit. */
  examples: readonly string[];
  llm: LlmAvailability | undefined;
  /** What already stands in the box. */
  asked?: string;
  /** Each new number above 0 puts the focus into the box. */
  focusOn?: number;
  bodyClass?: string;
  onJump: ((position: number) => void) | null;
  onSession: (id: string | null) => void;
}) => {
  const conversation = useAsk({ meetingId, sessionId, onSession });
  const { stored, turns, live, pause, ask, stop, isAsking } = conversation;
  const [typed, setTyped] = useState(asked);
  const field = useRef<HTMLTextAreaElement>(null);
  const isOneMeeting = (stored.data?.meetingId ?? meetingId) !== null;
  useEffect(() => {
    if (focusOn > 0) field.current?.focus({ preventScroll: true });
  }, [focusOn]);

  const put = (question: string): void => {
    const words = question.trim();
    if (words === "" || isAsking) return;
    setTyped("");
    field.current?.focus({ preventScroll: true });
    void ask(words);
  };
  const isGone = sessionId !== null && isNotFound(stored.error);
  const isNew = turns.length === 0 && live === null && !stored.isLoading && !stored.isError;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape stops an answer wherever one is within.
    <div
      className="flex min-h-0 flex-1 flex-col"
      onKeyDown={(event) => {
        if (event.key === "Escape" && isAsking && !event.defaultPrevented) stop();
      }}
    >
      <Scroller className={bodyClass} follow={live ?? turns.length}>
        {isNew && <Examples examples={examples} isOneMeeting={isOneMeeting} onAsk={put} />}
        {stored.isLoading && turns.length === 0 && live === null && <ConversationSkeleton />}
        {stored.isError && (
          <Callout
            tone="error"
            action={
              isGone ? (
                <Button onClick={() => onSession(null)}>Begin a new one</Button>
              ) : (
                <Button busy={stored.isFetching} onClick={() => stored.refetch()}>
                  Try again
                </Button>
              )
            }
          >
            {isGone ? "This conversation is not there any more." : errorSentence(stored.error)}
          </Callout>
        )}
        {turns.map((turn) => (
          <TurnView
            key={turn.id}
            turn={turn}
            isOneMeeting={isOneMeeting}
            llm={llm}
            canAsk={!isAsking}
            onJump={onJump}
            onAsk={put}
          />
        ))}
        {live !== null && <LiveTurnView live={live} onJump={onJump} />}
      </Scroller>
      <Announcer conversation={conversation} />
      <div className={cn("shrink-0 pt-2 pb-1", bodyClass, "py-0 pt-2")}>
        <AskBox
          ref={field}
          label={isOneMeeting ? "Ask about this meeting" : "Ask about your meetings"}
          value={typed}
          onChange={setTyped}
          isAsking={isAsking}
          pause={pause}
          onAsk={() => put(typed)}
          onStop={stop}
        />
      </div>
    </div>
  );
};

/** How near to its end somebody reads for the page to follow what is written, pixels. */
const NEAR = 120;

/** Scrolls with what is written, unless somebody reads further up. */
const Scroller = ({
  className,
  follow,
  children,
}: {
  className: string | undefined;
  follow: unknown;
  children: ReactNode;
}) => {
  const box = useRef<HTMLElement>(null);
  const isNear = useRef(true);
  useEffect(() => {
    const { current } = box;
    if (current && isNear.current && follow !== 0) current.scrollTop = current.scrollHeight;
  }, [follow]);
  return (
    <section
      ref={box}
      aria-label="Conversation"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isNear.current = scrollHeight - scrollTop - clientHeight < NEAR;
      }}
      className={cn(
        "relative flex min-h-0 flex-1 flex-col gap-8 overflow-y-auto overscroll-contain focus-visible:-outline-offset-2",
        className,
      )}
    >
      {children}
    </section>
  );
};

const Examples = ({
  examples,
  isOneMeeting,
  onAsk,
}: {
  examples: readonly string[];
  isOneMeeting: boolean;
  onAsk: (question: string) => void;
}) => (
  <div className="my-auto flex flex-col items-center gap-3 py-6 text-center">
    <span className="inline-flex size-12 items-center justify-center rounded-full bg-accent-soft text-accent">
      <Sparkles aria-hidden className="size-5.5" />
    </span>
    <h2 className="font-semibold text-xl tracking-tight">
      {isOneMeeting ? "Ask about this meeting" : "Ask about all your meetings"}
    </h2>
    <p className="max-w-sm text-pretty text-ink-2">
      Answers are made only from what was said, and each sentence shows the lines it rests on. Ask
      for instance:
    </p>
    <ul className="flex w-full max-w-md flex-col gap-2 pt-1">
      {examples.map((example) => (
        <li key={example}>
          <Button
            wide
            className="h-auto min-h-11 justify-start whitespace-normal py-2 text-left font-medium"
            onClick={() => onAsk(example)}
          >
            {example}
          </Button>
        </li>
      ))}
    </ul>
  </div>
);

const ConversationSkeleton = () => (
  <div role="status" aria-label="Loading the conversation" className="flex flex-col gap-3">
    <Skeleton className="ml-auto h-9 w-2/3 rounded-lg" />
    {["100%", "92%", "64%"].map((width) => (
      <Skeleton key={width} className="h-5" style={{ width }} />
    ))}
  </div>
);

/** Says finished sentences, one by one, and how an answer ended; never a half-written one. */
const Announcer = ({
  conversation: { live, turns },
}: {
  conversation: ReturnType<typeof useAsk>;
}) => {
  const [isHeard, setHeard] = useState(false);
  useEffect(() => {
    if (live !== null) setHeard(true);
  }, [live]);
  const last = turns.at(-1);
  return (
    <div role="log" aria-live="polite" aria-label="Answers" className="sr-only">
      {live?.sentences.map(({ text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a sentence is its place in the answer.
        <p key={index}>{text}</p>
      ))}
      {live === null && isHeard && last !== undefined && <p>{endOf(last)}</p>}
    </div>
  );
};

const endOf = (turn: Parameters<typeof TurnView>[0]["turn"]): string => {
  if (turn.state === "stopped") return "The answer was stopped.";
  if (turn.state === "failed") return "The answer could not be finished.";
  if (turn.sentences.length === 0)
    return turn.withheld > 0 ? withheldWords(turn.withheld) : "Nothing that was said answers that.";
  return `The answer is finished: ${turn.sentences.length} ${turn.mode === "extractive" ? "passages" : "sentences"}.`;
};
