"use client";

import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { Participant } from "@/lib/room/client/room-state";
import { useRoomScope } from "../_components/room-scope";
import {
  allowedOf,
  cardPeople,
  type Feeling,
  feelingOf,
  sparkBars,
  summaryWords,
  takesPart,
} from "../_view/feelings";

/** Cards change silently; a screen reader is told this often, milliseconds. */
const SUMMARY_EVERY_MS = 30_000;

const TICK_MS = 1_000;

export type FeelingCard = {
  person: Participant;
  feeling: Feeling;
  bars: ReturnType<typeof sparkBars>;
};

/** The cards one may see. Whoever was read once stays in the list, so that nothing jumps. */
export const useFeelings = (): FeelingCard[] => {
  const { client, state } = useRoomScope();
  const { readings, consent, status } = state.emotion;
  const known = useRef({ version: "", ids: new Set<string>() });
  if (known.current.version !== status.noticeVersion)
    known.current = { version: status.noticeVersion, ids: new Set() };
  for (const id of readings.keys()) known.current.ids.add(id);
  useTick();
  const nowMs = client.clock.now();
  return cardPeople(state.people, known.current.ids, takesPart(consent)).map((person) => {
    const own = readings.get(person.id) ?? [];
    const feeling = feelingOf({
      readings: own,
      nowMs,
      media: person.media,
      ...(person.isSelf && { allowed: allowedOf(consent) }),
    });
    return { person, feeling, bars: sparkBars(own, nowMs) };
  });
};

/** Draws anew every second: time passes also while nothing is read. */
const useTick = (): void => {
  const [, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((tick) => tick + 1), TICK_MS);
    return () => clearInterval(timer);
  }, []);
};

/** A sentence on all cards, renewed calmly. */
export const useFeelingSummary = (cards: readonly FeelingCard[]): string => {
  const { state } = useRoomScope();
  const [sentence, setSentence] = useState("");
  const renew = useEffectEvent(() => setSentence(summaryWords(cards, state.emotion.group)));
  useEffect(() => {
    const timer = setInterval(() => renew(), SUMMARY_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return sentence;
};
