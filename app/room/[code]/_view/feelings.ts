import type { z } from "zod";
import { about, EMOTION_WORDS, guess, MODE_WORDS } from "@/app/_components/emotion-words";
import type { FeelingBar } from "@/app/_components/feeling-bars";
import { capital } from "@/lib/client/format";
import type { EmotionState } from "@/lib/emotion/client/emotions";
import type { Emotion } from "@/lib/emotion/labels";
import {
  type EmotionConsent,
  type EmotionResult,
  type EmotionStatus,
  faceAnomaly,
  GROUP_MIN,
  type ReadingMode,
  voiceAnomaly,
} from "@/lib/emotion/schema";
import type { Participant } from "@/lib/room/client/room-state";
import { shownName } from "./words";

/** A card's line of the last seconds has a bar for each of them. */
export const SPARK_SECONDS = 30;

/** What a card says of somebody now. */
export type Feeling =
  | { kind: "sure"; label: Emotion; score: number; mode: ReadingMode; notes: string[] }
  | { kind: "unsure"; mode: ReadingMode; notes: string[] }
  | { kind: "nothing"; sentence: string };

type Anomaly = z.infer<typeof faceAnomaly> | z.infer<typeof voiceAnomaly>;

const ANOMALY_WORDS: Record<Anomaly, string> = {
  "no-face": "No face in the picture",
  "several-faces": "Several faces in the picture",
  "camera-covered": "The camera is covered",
  "not-speech": "What is heard is not speech",
};

/** What was read longer ago says nothing about now; a busy server reads every five seconds. */
const NOW_MS = 8_000;

const WAITING = "Nothing is read at the moment";

/** Why nothing can be read of somebody, by what they switched off; null when something could. */
const switchedOff = (
  { microphone, camera }: Participant["media"],
  allowed: { face: boolean; voice: boolean },
): string | null => {
  const { face, voice } = allowed;
  if ((face && camera) || (voice && microphone)) return null;
  if (face && voice) return "Muted and camera off: nothing to read";
  return face ? "Camera off: nothing to read" : "Muted: nothing to read";
};

/** Of others it is not told what they agreed to; of oneself it is. */
const BOTH = { face: true, voice: true };
export const allowedOf = ({ face, voice }: EmotionConsent) => ({
  face: face === "granted",
  voice: voice === "granted",
});

const notesOf = ({ face, voice }: EmotionResult): string[] =>
  [faceAnomaly.safeParse(face?.anomaly).data, voiceAnomaly.safeParse(voice?.anomaly).data].flatMap(
    (anomaly) => (anomaly ? [ANOMALY_WORDS[anomaly]] : []),
  );

/** What the newest reading says; never a label it is not sure of. */
export const feelingOf = (input: {
  readings: readonly EmotionResult[];
  nowMs: number;
  media: Participant["media"];
  allowed?: { face: boolean; voice: boolean };
}): Feeling => {
  const off = switchedOff(input.media, input.allowed ?? BOTH);
  const newest = input.readings.at(-1);
  if (off) return { kind: "nothing", sentence: off };
  if (!newest || input.nowMs - newest.atMs > NOW_MS) return { kind: "nothing", sentence: WAITING };
  const notes = notesOf(newest);
  const { mode, label, score, unsure } = newest;
  if (!mode) return { kind: "nothing", sentence: notes.join(". ") || WAITING };
  return label && !unsure
    ? { kind: "sure", label, score, mode, notes }
    : { kind: "unsure", mode, notes };
};

/** `Joy, about 75 %` · `Unsure` · why there is nothing */
export const feelingWords = (feeling: Feeling): string => {
  if (feeling.kind === "sure") return capital(guess(feeling.label, feeling.score));
  return feeling.kind === "unsure" ? "Unsure" : feeling.sentence;
};

/** The last half minute, a bar a second, newest last; null where nothing was read. */
export const sparkBars = (
  readings: readonly EmotionResult[],
  nowMs: number,
): (FeelingBar | null)[] => {
  const last = Math.floor(nowMs / 1000);
  const bars: (FeelingBar | null)[] = Array.from({ length: SPARK_SECONDS }, () => null);
  for (const { atMs, mode, label, score, unsure } of readings) {
    const place = SPARK_SECONDS - 1 - (last - Math.floor(atMs / 1000));
    // The server's clock may be a moment ahead of what we know of it.
    const index = Math.min(place, SPARK_SECONDS - 1);
    if (!mode || index < 0) continue;
    bars[index] = { label: unsure ? null : label, score };
  }
  return bars;
};

/** The line in words: `The last 30 seconds: joy 60 %, unsure 40 % of what was read`. */
export const sparkWords = (bars: readonly (FeelingBar | null)[]): string => {
  const read = bars.filter((bar) => bar !== null);
  if (read.length === 0) return `The last ${SPARK_SECONDS} seconds: nothing was read`;
  const counts = new Map<string, number>();
  for (const { label } of read) {
    const word = label ? EMOTION_WORDS[label] : "unsure";
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const parts = [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([word, times]) => `${word} ${Math.round((times / read.length) * 100)} %`);
  return `The last ${SPARK_SECONDS} seconds: ${parts.join(", ")} of what was read`;
};

/** Whose cards are shown: one's own first, then those who were ever read, in the order they came. */
export const cardPeople = (
  people: readonly Participant[],
  known: ReadonlySet<string>,
  takesPart: boolean,
): Participant[] => [
  ...people.filter(({ isSelf }) => isSelf && takesPart),
  ...people.filter(({ id, isSelf }) => !isSelf && known.has(id)),
];

export const takesPart = (consent: EmotionConsent): boolean =>
  consent.face === "granted" || consent.voice === "granted";

/** Whether there may be guesses about oneself to delete. */
export const wasRead = ({ consent }: Pick<EmotionState, "consent">): boolean =>
  [consent.face, consent.voice].some((part) => part === "granted" || part === "withdrawn");

/** `face and voice`, `face`, `voice`; null while nothing is captured. */
export const capturedWords = ({ face, voice }: EmotionState["capturing"]): string | null => {
  if (face && voice) return MODE_WORDS.both;
  if (face) return MODE_WORDS.video_only;
  return voice ? MODE_WORDS.audio_only : null;
};

type Visibility = EmotionStatus["visibility"];

/** Who sees what is read of oneself, beneath one's own card. */
export const ownSeenBy = (visibility: Visibility, isHost: boolean): string => {
  if (visibility === "host")
    return isHost ? "You and other hosts see this" : "You and the hosts see this";
  return visibility === "aggregate"
    ? "Only you see this; it counts into the whole"
    : "Only you see this";
};

/** That emotion is on and for whom, as everybody in the room sees all the time. */
export const visibleWords = (visibility: Visibility): string => {
  if (visibility === "host") return "Only you and the hosts see your emotion";
  return visibility === "aggregate"
    ? "Emotion is shown for the group as a whole"
    : "Only you see your emotion";
};

/** The same where there is little room. */
export const visibleShort = (visibility: Visibility): string => {
  if (visibility === "host") return "hosts see it";
  return visibility === "aggregate" ? "only as a group" : "only you see yours";
};

/** Who will see it, as one is told before one answers. */
export const promiseWords = (visibility: Visibility): string => {
  if (visibility === "host")
    return "You see what is read of you, and so do the hosts and co-hosts of this meeting, now and afterwards. Nobody else.";
  if (visibility === "aggregate")
    return `Only you see what is read of you. It also counts into one picture of the whole group, which everybody sees once at least ${GROUP_MIN} people take part.`;
  return "Only you see what is read of you. Nobody else does, not even the hosts.";
};

/** What a screen reader is told now and then, instead of every change. */
export const summaryWords = (
  cards: readonly { person: Pick<Participant, "name" | "isSelf">; feeling: Feeling }[],
  group: EmotionState["group"],
): string => {
  const people = cards.map(({ person, feeling }) => {
    const who = person.isSelf ? "You" : shownName(person);
    if (feeling.kind === "sure")
      return `${who}: ${EMOTION_WORDS[feeling.label]}, ${about(feeling.score)}.`;
    return feeling.kind === "unsure" ? `${who}: unsure.` : `${who}: nothing read.`;
  });
  return [...people, ...(group && group.bars.length > 0 ? [group.sentence] : [])].join(" ");
};
