import { EMOTIONS, type Emotion, likeliest } from "@/lib/emotion/labels";
import { type ReadingMode, SURE_FROM } from "@/lib/emotion/schema";
import { FEWEST_WORDS } from "@/lib/emotion/text/reading";
import { groupBy } from "@/lib/platform/group-by";
import { sureLines } from "@/lib/summaries/figures";
import type { Discrepancies } from "@/lib/summaries/schema";
import type { Segment, Transcript } from "@/lib/transcripts/schema";
import { countWords } from "@/lib/transcripts/text";

/** A second of what was read of somebody. */
export interface ShownSecond {
  participantId: string;
  atMs: number;
  mode: ReadingMode;
  /** One probability per class, in the order of EMOTIONS. */
  scores: readonly number[];
}

type Item = Discrepancies["items"][number];

const SECOND_MS = 1_000;
/** Less than this was seen or heard by chance, milliseconds. */
const SHOWN_LEAST_MS = 2_000;
/** What was shown holds for at least this share of the line. */
const SHOWN_SHARE = 0.5;
/** Beside words that say nothing of a mood, only what is shown this clearly counts. */
const STRONG_FROM = 0.7;
const TELLING_FROM = 0.25;
const MOST = 10;
/** None twice per minute. */
const APART_MS = 60_000;

const GOOD: ReadonlySet<Emotion> = new Set(["joy"]);
const BAD: ReadonlySet<Emotion> = new Set(["anger", "disgust", "fear", "sadness"]);

/** How far two emotions are from one another, 0..1: contraries most, kin least. */
function distance(words: Emotion, shown: Emotion): number {
  if (words === shown || shown === "neutral") return 0;
  if (words === "neutral") return shown === "surprise" ? 0.3 : 0.6;
  if (words === "surprise" || shown === "surprise") return 0.4;
  if (BAD.has(words) && BAD.has(shown)) return 0.3;
  return GOOD.has(words) !== GOOD.has(shown) ? 1 : 0;
}

/**
 * Where words and what face or voice showed did not match, strongest first: both sure by the rule by
 * which readings are told as "unsure", what was shown held for at least two seconds and most of the
 * line. Emotion in words beside a calm face is no discrepancy: most people speak so.
 * @param seconds only of people the reader was promised to see
 */
export function discrepanciesOf(
  transcript: Pick<Transcript, "segments" | "speakers">,
  seconds: readonly ShownSecond[],
): Item[] {
  const byPerson = groupBy(seconds, ({ participantId }) => participantId);
  const people = new Map(transcript.speakers.map((person) => [person.id, person]));
  const found = sureLines(transcript.segments).flatMap(({ segment, emotion, score }): Item[] => {
    if (countWords(segment.text) < FEWEST_WORDS) return [];
    const shown = shownDuring(segment, byPerson.get(segment.participantId) ?? []);
    if (!shown || (emotion === "neutral" && shown.score < STRONG_FROM)) return [];
    const strength = distance(emotion, shown.emotion) * score * shown.score;
    if (strength < TELLING_FROM) return [];
    const speaker = people.get(segment.participantId)?.name ?? "Somebody";
    return [
      {
        segmentId: segment.id,
        position: segment.position,
        startMs: segment.startMs,
        endMs: segment.endMs,
        participantId: segment.participantId,
        speaker,
        colour: people.get(segment.participantId)?.colour ?? 1,
        text: segment.text,
        words: { emotion, score },
        shown,
        strength,
        sentence: sentenceOf({ speaker, words: emotion, shown: shown.emotion, by: shown.by }),
      },
    ];
  });
  return spread(found.sort((a, b) => b.strength - a.strength || a.position - b.position));
}

/** What was shown while a line was spoken; null when that was too little, mixed or unsure. */
function shownDuring(segment: Segment, seconds: readonly ShownSecond[]): Item["shown"] | null {
  const { startMs, endMs } = segment;
  const during = seconds.flatMap((second) => {
    const overlapMs = Math.min(endMs, second.atMs + SECOND_MS) - Math.max(startMs, second.atMs);
    return overlapMs > 0 ? [{ ...second, overlapMs }] : [];
  });
  const covered = during.reduce((sum, { overlapMs }) => sum + overlapMs, 0);
  if (covered < SHOWN_LEAST_MS) return null;
  const { label, probability } = likeliest(
    meanOf(during.map(({ scores, overlapMs }) => ({ scores, weight: overlapMs / covered }))),
  );
  const heldMs = during
    .filter(({ scores }) => likeliest(meanOf([{ scores, weight: 1 }])).label === label)
    .reduce((sum, { overlapMs }) => sum + overlapMs, 0);
  const held = heldMs >= SHOWN_LEAST_MS && heldMs >= SHOWN_SHARE * (endMs - startMs);
  if (probability < SURE_FROM || !held) return null;
  return { emotion: label, score: probability, by: mostOften(during.map(({ mode }) => mode)) };
}

function meanOf(all: readonly { scores: readonly number[]; weight: number }[]) {
  const mean = EMOTIONS.map((emotion, index) => [
    emotion,
    all.reduce((sum, { scores, weight }) => sum + weight * (scores[index] ?? 0), 0),
  ]);
  return Object.fromEntries(mean) as Record<Emotion, number>;
}

function mostOften(modes: readonly ReadingMode[]): ReadingMode {
  const counts = groupBy(modes, (mode) => mode);
  const [first] = [...counts].sort((a, b) => b[1].length - a[1].length);
  return first?.[0] ?? "both";
}

function spread(items: readonly Item[]): Item[] {
  const chosen: Item[] = [];
  for (const item of items) {
    if (chosen.length === MOST) break;
    const near = chosen.some((other) => Math.abs(other.startMs - item.startMs) < APART_MS);
    if (!near) chosen.push(item);
  }
  return chosen;
}

const ADJECTIVES: Record<Emotion, string> = {
  anger: "angry",
  disgust: "displeased",
  fear: "worried",
  joy: "glad",
  neutral: "calm",
  sadness: "sad",
  surprise: "surprised",
};
const SHOWN_BY: Record<ReadingMode, string> = {
  both: "face and voice",
  audio_only: "the voice",
  video_only: "the face",
};

/** Says what was measured, never what somebody felt. */
const sentenceOf = (told: {
  speaker: string;
  words: Emotion;
  shown: Emotion;
  by: ReadingMode;
}): string =>
  `${told.speaker}’s words read as ${ADJECTIVES[told.words]}, while ${SHOWN_BY[told.by]} seemed ${ADJECTIVES[told.shown]}.`;
