import type { Background } from "@/lib/search/ranker/background";
import { readLexemes } from "@/lib/search/ranker/lexemes";
import { type Series, series, spread, zScores } from "@/lib/search/ranker/series";
import { type CueMemory, linesOf, talkFigures } from "@/lib/search/ranker/talk";
import { topicsOf } from "@/lib/search/ranker/topics";
import { MeetingWords } from "@/lib/search/ranker/words";

/** A chunk as it is stored, as far as the ranker looks at it. */
export interface StoredChunk {
  chunkId: string;
  position: number;
  speakers: string[];
  text: string;
  /** A tsvector as Postgres writes it. */
  lexemes: string;
  vector: Float32Array;
}

/** One person's part of the meeting, by chunk. */
export interface Share {
  /** 0..1 of the chunk's words. */
  words: Series;
  /** 0..1: three turns or more are 1. */
  turns: Series;
}

/** All that does not depend on what is asked, of one meeting. */
export interface RankedMeeting {
  /** In the order of the meeting; series are in this order. */
  chunkIds: string[];
  words: MeetingWords;
  vectors: Float32Array[];
  speakers: ReadonlyMap<string, Share>;
  /** Figures of the talk as z-scores; see `talkFigures`, then share and rarity of its stems. */
  figures: Series[];
  depth: Series;
  /** Number of the topic by chunk. */
  topics: number[];
  /** About how much memory all this takes. */
  bytes: number;
}

const MANY_TURNS = 3;

/** @param chunks in the order of the meeting, at least one */
export function prepareMeeting(
  chunks: readonly StoredChunk[],
  background: Background,
): RankedMeeting {
  const read = chunks.map((chunk) => readLexemes(chunk.lexemes));
  const words = new MeetingWords(read);
  const lines = chunks.map((chunk) => linesOf(chunk.text, chunk.speakers));
  const cues: CueMemory = new Map();
  const talk = lines.map((chunkLines, index) => {
    const said = chunkLines.reduce((sum, line) => sum + line.words, 0);
    const stems = read[index]?.stems ?? [];
    const rarity = stems.map((stem) => background.rarity(stem));
    return [
      ...talkFigures(chunkLines, cues),
      stems.length / Math.max(1, said),
      spread(rarity).mean,
    ];
  });
  const speakers = sharesOf(lines);
  const vectors = chunks.map((chunk) => chunk.vector);
  const figures = (talk[0] ?? []).map((_, which) =>
    zScores(series(chunks.length, (chunk) => talk[chunk]?.[which] ?? 0)),
  );
  const perChunk = 4 * (figures.length + 2 * speakers.size + (vectors[0]?.length ?? 0) + 2) + 100;
  return {
    chunkIds: chunks.map((chunk) => chunk.chunkId),
    words,
    vectors,
    speakers,
    figures,
    ...topicsOf(vectors),
    bytes: words.bytes + chunks.length * perChunk,
  };
}

function sharesOf(chunks: readonly ReturnType<typeof linesOf>[]): Map<string, Share> {
  const shares = new Map<string, Share>();
  chunks.forEach((lines, chunk) => {
    const all = Math.max(
      1,
      lines.reduce((sum, line) => sum + line.words, 0),
    );
    for (const { speaker, words } of lines) {
      if (speaker === "") continue;
      let share = shares.get(speaker);
      if (!share) {
        const none = () => new Float32Array(chunks.length);
        share = { words: none(), turns: none() };
        shares.set(speaker, share);
      }
      share.words[chunk] = (share.words[chunk] as number) + words / all;
      share.turns[chunk] = Math.min(1, (share.turns[chunk] as number) + 1 / MANY_TURNS);
    }
  });
  return shares;
}
