import { inverseFrequency } from "@/lib/search/ranker/bm25";

/** In how many of the training set's chunks, and of its questions, a stem was. */
export interface BackgroundCounts {
  chunks: number;
  questions: number;
  /** By stem: chunks with it, questions with it. */
  stems: ReadonlyMap<string, readonly [chunks: number, questions: number]>;
}

/** What is usual in meetings and in questions about them, for words to be rare against. */
export class Background {
  readonly chunks: number;
  readonly questions: number;

  /** @param without counts of the meeting that is looked at, when it is part of the training set */
  constructor(
    private readonly counts: BackgroundCounts,
    private readonly without?: BackgroundCounts,
  ) {
    this.chunks = counts.chunks - (without?.chunks ?? 0);
    this.questions = counts.questions - (without?.questions ?? 0);
  }

  /** Training chunks the stem was in. */
  inChunks(stem: string): number {
    return this.count(stem, 0);
  }

  /** Training questions the stem was in. */
  inQuestions(stem: string): number {
    return this.count(stem, 1);
  }

  private count(stem: string, which: 0 | 1): number {
    const all = this.counts.stems.get(stem)?.[which] ?? 0;
    return Math.max(0, all - (this.without?.stems.get(stem)?.[which] ?? 0));
  }

  idf(stem: string): number {
    return inverseFrequency(this.inChunks(stem), this.chunks);
  }

  /** 0 for a word of every chunk, 1 for one that was in none. */
  rarity(stem: string): number {
    return Math.log((this.chunks + 1) / (this.inChunks(stem) + 1)) / Math.log(1 + this.chunks);
  }

  /** The same among questions. */
  questionRarity(stem: string): number {
    const seen = this.inQuestions(stem);
    return Math.log((this.questions + 1) / (seen + 1)) / Math.log(1 + this.questions);
  }

  /**
   * What a word of a question counts: 1 for one that is in no other question, near 0 for those that
   * questions are made of ("summarize", "think").
   */
  questionWeight(stem: string): number {
    const all = 1 + Math.log(this.questions);
    const share = (1 + Math.log(this.questions / (1 + this.inQuestions(stem)))) / all;
    return Math.min(1, share) ** 2;
  }

  /** How much likelier in a question than in the talk, -3..1 (log scale); 0 when never heard. */
  questionBias(stem: string): number {
    if (this.inChunks(stem) === 0) return 0;
    const asked = this.inQuestions(stem) / this.questions + 1e-4;
    const heard = this.inChunks(stem) / this.chunks + 1e-4;
    return Math.min(3, Math.log(asked / heard)) / 3;
  }
}
