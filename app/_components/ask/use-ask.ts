"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Session, Turn } from "@/lib/answers/schema";
import { ApiError, errorSentence } from "@/lib/client/api";
import { askQuestion, endedTurn, type LiveTurn, newTurn, withEvent } from "@/lib/client/ask";
import { keys, sessionQuery } from "@/lib/client/queries";

/** Why nothing can be asked for a while. */
export type AskPause = { until: number; reason: string };

const NO_TURNS: readonly Turn[] = [];

/** What is stored and what this page saw; of an answer that is still being stored what was seen. */
const togetherOf = (stored: readonly Turn[], own: readonly Turn[]): Turn[] => {
  const seen = new Map(own.map((turn) => [turn.id, turn]));
  const known = new Set(stored.map(({ id }) => id));
  return [
    ...stored.map((turn) => (turn.state === "running" ? (seen.get(turn.id) ?? turn) : turn)),
    ...own.filter(({ id }) => !known.has(id)),
  ];
};

/** A conversation: its answers so far, the one being written, and how to ask, stop and go on. */
export const useAsk = ({
  meetingId,
  sessionId,
  onSession,
}: {
  /** Null for all meetings. */
  meetingId: string | null;
  /** The conversation that is open; null for a new one. */
  sessionId: string | null;
  onSession: (id: string) => void;
}) => {
  const client = useQueryClient();
  const [live, setLive] = useState<LiveTurn | null>(null);
  /** Answers of this page that the stored conversation does not hold, such as refused ones. */
  const [own, setOwn] = useState<readonly Turn[]>(NO_TURNS);
  const [pause, setPause] = useState<AskPause | null>(null);
  const controller = useRef<AbortController | null>(null);
  // While an answer is written here, its stream knows it better than what is stored.
  const stored = useQuery({
    ...sessionQuery(sessionId),
    enabled: sessionId !== null && live === null,
  });

  const stop = useCallback(() => controller.current?.abort(), []);
  // Leaving the page stops the answer, as it would cost words that nobody reads.
  useEffect(() => stop, [stop]);
  // Another conversation has nothing to do with the answer on its way.
  const opened = useRef(sessionId);
  useEffect(() => {
    if (opened.current === sessionId) return;
    opened.current = sessionId;
    controller.current?.abort();
    setLive(null);
    setOwn(NO_TURNS);
  }, [sessionId]);

  const finish = (turn: Turn, at: LiveTurn): void => {
    if (at.sessionId === null) {
      setOwn((turns) => [...turns, turn]);
      return;
    }
    client.setQueryData<Session>(keys.session(at.sessionId), (old) =>
      old === undefined
        ? undefined
        : { ...old, turns: [...old.turns.filter(({ id }) => id !== turn.id), turn] },
    );
    setOwn((turns) => [...turns.filter(({ id }) => id !== turn.id), turn]);
    void client.invalidateQueries({ queryKey: keys.ask });
  };

  const ask = async (question: string): Promise<void> => {
    if (controller.current !== null) return;
    const abort = new AbortController();
    controller.current = abort;
    let at = newTurn(question);
    setLive(at);
    setPause(null);
    const request = {
      question,
      ...(sessionId !== null && { sessionId }),
      ...(sessionId === null && meetingId !== null && { meetingId }),
    };
    try {
      for await (const event of askQuestion(request, abort.signal)) {
        at = withEvent(at, event);
        setLive(at);
        if (event.type !== "begun" || event.sessionId === sessionId) continue;
        opened.current = event.sessionId;
        onSession(event.sessionId);
      }
      finish(endedTurn(at, "failed", null), at);
    } catch (error) {
      if (abort.signal.aborted) finish(endedTurn(at, "stopped", null), at);
      else {
        if (error instanceof ApiError && error.retryAfterSeconds !== undefined)
          setPause({
            until: Date.now() + error.retryAfterSeconds * 1000,
            reason: error.message,
          });
        finish(endedTurn(at, "failed", errorSentence(error)), at);
      }
    } finally {
      controller.current = null;
      setLive(null);
    }
  };

  const turns = togetherOf(stored.data?.turns ?? NO_TURNS, own).filter(
    ({ id }) => id !== live?.turnId,
  );
  return { stored, turns, live, pause, ask, stop, isAsking: live !== null };
};
