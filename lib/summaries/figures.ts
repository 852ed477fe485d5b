import { EMOTIONS, type Emotion } from "@/lib/emotion/labels";
import { SHOWN_FROM } from "@/lib/emotion/text/reading";
import type { SummaryFigures } from "@/lib/summaries/schema";
import type { Segment, Transcript } from "@/lib/transcripts/schema";
import { countWords } from "@/lib/transcripts/text";

const STRETCHES = 12;
/** Words a minute over less than this jump about, milliseconds. */
const STRETCH_LEAST_MS = 15_000;
const MOMENTS = 6;
/** Two moments lie at least this far apart: a share of the meeting, but not less than the time. */
const APART = { share: 0.04, leastMs: 20_000 } as const;

/** What is counted in a transcript, as it is now. */
export function figuresOf(transcript: Transcript): SummaryFigures {
  const { segments, statistics, durationMs } = transcript;
  const words = statistics.reduce((sum, row) => sum + row.words, 0);
  return {
    durationMs,
    people: statistics.map(({ speakingMs, share: _ofTime, ...row }) => ({
      ...row,
      spokenMs: speakingMs,
      share: words > 0 ? row.words / words : 0,
    })),
    pace: paceOf(segments, durationMs),
    emotions: emotionsOf(segments),
    moments: momentsOf(transcript),
  };
}

/** Words a minute of the meeting's clock; a line's words are spread evenly over its time. */
function paceOf(segments: readonly Segment[], durationMs: number): SummaryFigures["pace"] {
  if (segments.length === 0) return [];
  const count = Math.min(STRETCHES, Math.max(1, Math.floor(durationMs / STRETCH_LEAST_MS)));
  const width = durationMs / count;
  const words = new Array<number>(count).fill(0);
  for (const { startMs, endMs, text } of segments) {
    const lengthMs = Math.max(1, endMs - startMs);
    const perMs = countWords(text) / lengthMs;
    const last = Math.min(count - 1, Math.floor((startMs + lengthMs) / width));
    for (let at = Math.min(last, Math.floor(startMs / width)); at <= last; at++) {
      const end = at === count - 1 ? Number.POSITIVE_INFINITY : (at + 1) * width;
      const overlap = Math.min(startMs + lengthMs, end) - Math.max(startMs, at * width);
      words[at] = (words[at] ?? 0) + Math.max(0, overlap) * perMs;
    }
  }
  return words.map((inStretch, at) => ({
    startMs: Math.round(at * width),
    wordsPerMinute: Math.round(inStretch / (width / 60_000)),
  }));
}

interface SureLine {
  segment: Segment;
  emotion: Emotion;
  score: number;
}

/** Lines whose words say something for sure, by the rule by which "unsure" is shown. */
export function sureLines(segments: readonly Segment[]): SureLine[] {
  return segments.flatMap((segment) => {
    const emotion = EMOTIONS.find((label) => label === segment.emotion);
    const score = segment.emotionScore ?? 0;
    if (!emotion || (emotion !== "neutral" && score < SHOWN_FROM)) return [];
    return [{ segment, emotion, score }];
  });
}

function emotionsOf(segments: readonly Segment[]): SummaryFigures["emotions"] {
  const lines = sureLines(segments);
  return EMOTIONS.map((emotion) => ({
    emotion,
    share: lines.filter((line) => line.emotion === emotion).length / Math.max(1, lines.length),
  }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share);
}

function momentsOf({ segments, speakers, durationMs }: Transcript): SummaryFigures["moments"] {
  const apartMs = Math.max(APART.leastMs, durationMs * APART.share);
  const people = new Map(speakers.map((person) => [person.id, person]));
  const chosen: SureLine[] = [];
  const strongest = sureLines(segments)
    .filter(({ emotion }) => emotion !== "neutral")
    .sort((a, b) => b.score - a.score || a.segment.position - b.segment.position);
  for (const line of strongest) {
    if (chosen.length === MOMENTS) break;
    const near = chosen.some(
      (other) => Math.abs(other.segment.startMs - line.segment.startMs) < apartMs,
    );
    if (!near) chosen.push(line);
  }
  return chosen
    .sort((a, b) => a.segment.position - b.segment.position)
    .map(({ segment, emotion, score }) => ({
      segmentId: segment.id,
      position: segment.position,
      startMs: segment.startMs,
      emotion,
      score,
      speaker: people.get(segment.participantId)?.name ?? "",
      colour: people.get(segment.participantId)?.colour ?? 1,
      text: segment.text,
    }));
}
