"use client";

import { Check, Copy, RotateCcw, Search } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useEffect, useState } from "react";
import type { Turn } from "@/lib/answers/schema";
import { answerText } from "@/lib/client/answer-text";
import type { LiveTurn } from "@/lib/client/ask";
import { count } from "@/lib/client/format";
import type { LlmAvailability } from "@/lib/llm/schema";
import { copyText } from "../copy-text";
import { Button, Callout, Skeleton } from "../ui";
import { Sentences } from "./answer";
import { emptyWords, withheldWords, writtenBy } from "./answer-words";

const COPIED_MS = 2_000;

type Jump = ((position: number) => void) | null;

const Question = ({ children }: { children: string }) => (
  <h3
    dir="auto"
    className="ml-auto w-fit max-w-[92%] whitespace-pre-wrap rounded-lg rounded-br-sm bg-accent-soft px-3.5 py-2 font-medium text-base tracking-normal [overflow-wrap:anywhere]"
  >
    <span className="sr-only">You asked: </span>
    {children}
  </h3>
);

const Note = ({ children }: { children: ReactNode }) => (
  <p className="text-pretty text-ink-3 text-sm">{children}</p>
);

/** A question and what came of it. */
export const TurnView = ({
  turn,
  isOneMeeting,
  llm,
  canAsk,
  onJump,
  onAsk,
}: {
  turn: Turn;
  isOneMeeting: boolean;
  llm: LlmAvailability | undefined;
  /** Whether something can be asked now. */
  canAsk: boolean;
  onJump: Jump;
  onAsk: (question: string) => void;
}) => {
  const { sentences, state } = turn;
  const isEmpty = sentences.length === 0;
  const words = isEmpty ? emptyWords(turn, isOneMeeting) : null;
  const written = writtenBy(turn, llm);
  const again = (
    <Button size="sm" disabled={!canAsk} onClick={() => onAsk(turn.question)}>
      <RotateCcw aria-hidden />
      Ask again
    </Button>
  );
  return (
    <article className="flex flex-col gap-3">
      <Question>{turn.question}</Question>
      {turn.standalone !== null && turn.standalone !== turn.question && (
        <Note>Understood as: {turn.standalone}</Note>
      )}
      {!isEmpty && (
        <Sentences sentences={sentences} quoted={turn.mode === "extractive"} onJump={onJump} />
      )}
      {words !== null && words !== "" && <p className="text-pretty text-ink-2">{words}</p>}
      {isEmpty && turn.outcome === "not-found" && (
        <Suggestions turn={turn} isOneMeeting={isOneMeeting} />
      )}
      {state === "running" && <Note>This answer is being written.</Note>}
      {state === "failed" && (
        <Callout tone="error" action={again}>
          {turn.notice ?? "The answer could not be finished."}
        </Callout>
      )}
      {state === "stopped" && (
        <p className="flex flex-wrap items-center justify-between gap-2 text-ink-3 text-sm">
          You stopped this answer.
          {again}
        </p>
      )}
      {!isEmpty && (
        <footer className="flex items-start justify-between gap-3">
          <div className="flex flex-col gap-1 pt-1">
            {written !== null && <Note>{written}</Note>}
            {state === "done" && turn.mode !== "extractive" && turn.notice !== null && (
              <Note>{turn.notice}</Note>
            )}
            {turn.withheld > 0 && <Note>{withheldWords(turn.withheld)}</Note>}
          </div>
          <CopyAnswer turn={turn} />
        </footer>
      )}
    </article>
  );
};

const CopyAnswer = ({ turn }: { turn: Turn }) => {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (): Promise<void> =>
    setCopied(await copyText(answerText(turn, window.location.origin)));
  return (
    <Button
      size="sm"
      look="quiet"
      className="shrink-0"
      aria-label="Copy the answer with its quotes"
      onClick={copy}
    >
      {copied ? <Check aria-hidden className="text-accent" /> : <Copy aria-hidden />}
      <span aria-live="polite">{copied ? "Copied" : "Copy"}</span>
    </Button>
  );
};

/** Where else to look. */
const Suggestions = ({ turn, isOneMeeting }: { turn: Turn; isOneMeeting: boolean }) => {
  const words = encodeURIComponent(turn.question.slice(0, 400));
  return (
    <div className="flex flex-col gap-2.5">
      <p className="text-pretty text-ink-2">
        Use words that may have been said, or name the person who said them. You can also look for
        the words themselves.
      </p>
      <div className="flex flex-wrap gap-2">
        <Button asChild size="sm">
          <Link href={`/search?q=${words}`}>
            <Search aria-hidden />
            Search for it
          </Link>
        </Button>
        {isOneMeeting && (
          <Button asChild size="sm">
            <Link href={`/ask?q=${words}`}>Ask all meetings</Link>
          </Button>
        )}
      </div>
    </div>
  );
};

/** An answer while it is written. */
export const LiveTurnView = ({ live, onJump }: { live: LiveTurn; onJump: Jump }) => (
  <article className="flex flex-col gap-3" aria-busy="true">
    <Question>{live.question}</Question>
    {live.sentences.length === 0 && live.draft === "" ? (
      <div className="flex flex-col gap-2.5">
        <Note>{progressOf(live)}</Note>
        <Skeleton className="h-4 w-4/5" />
        <Skeleton className="h-4 w-3/5" />
      </div>
    ) : (
      <Sentences sentences={live.sentences} quoted={false} draft={live.draft} onJump={onJump} />
    )}
  </article>
);

const progressOf = ({ sources }: LiveTurn): string =>
  sources === null
    ? "Looking for what was said about it …"
    : `Reading ${count(sources.length, "passage", "passages")} …`;
