import type { Segment, Transcript } from "@/lib/transcripts/schema";
import { speakerStatistics } from "@/lib/transcripts/statistics";
import { wordsOf } from "@/lib/transcripts/text";

/** A line as tests write it; times in seconds, five for each where none are given. */
export interface Said {
  who: string;
  text: string;
  at?: number;
  until?: number;
  emotion?: string;
  score?: number;
}

export const segmentId = (position: number): string =>
  `00000000-0000-4000-8000-${String(position).padStart(12, "0")}`;
export const personId = (index: number): string =>
  `00000000-0000-4000-9000-${String(index).padStart(12, "0")}`;

/** A transcript of these lines; people by order of appearance. */
export function transcriptOf(said: readonly Said[]): Transcript {
  const names = [...new Set(said.map(({ who }) => who))];
  const segments: Segment[] = said.map((line, position) => {
    const startMs = (line.at ?? position * 5) * 1000;
    return {
      id: segmentId(position),
      participantId: personId(names.indexOf(line.who)),
      position,
      startMs,
      endMs: line.until === undefined ? startMs + 4_000 : line.until * 1000,
      text: line.text,
      confidence: 0.9,
      emotion: line.emotion ?? null,
      emotionScore: line.score ?? null,
    };
  });
  const speakers = names.map((name, index) => ({
    id: personId(index),
    name,
    colour: index + 1,
    isHost: index === 0,
    isGuest: false,
    recording: "granted" as const,
  }));
  return {
    meetingId: "00000000-0000-4000-a000-000000000000",
    segments,
    speakers,
    statistics: speakerStatistics({ segments, speakers }),
    durationMs: Math.max(0, ...segments.map(({ endMs }) => endMs)),
    gaps: [],
  };
}

/** A vector per text out of its words: enough for alike texts to lie close together. */
export const embedWords = async (texts: readonly string[]): Promise<Float32Array[]> =>
  texts.map((text) => {
    const vector = new Float32Array(64);
    for (const word of wordsOf(text)) {
      const slot = [...word].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 64, 7);
      vector[slot] = (vector[slot] ?? 0) + 1;
    }
    const length = Math.hypot(...vector) || 1;
    return vector.map((value) => value / length);
  });
