import { contentOf, numbersOf } from "@/lib/summaries/llm/wording";
import { type SpokenLine, stem } from "@/lib/summaries/sentences";
import { wordsOf } from "@/lib/transcripts/text";

/** What stands around a line belongs to what it says: a question and its answer. */
const AROUND = 1;
/** A speaker this near is part of the conversation that is cited. */
const SPEAKERS_AROUND = 2;
/** Evidence in more words than this would support anything; the best pieces are taken. */
const WORDS_MAX = 400;
const PIECE_WORDS = 80;
/** Lines that are tried where those cited do not support a sentence. */
const REPAIRS = 3;

interface Piece {
  text: string;
  content: Set<string>;
}

/** A transcript in which support for sentences can be looked for. */
export class Evidence {
  private readonly byPosition: Map<number, number>;
  private readonly pieces: Piece[][];
  private readonly frequency = new Map<string, number>();

  /** @param lines in order */
  constructor(private readonly lines: readonly SpokenLine[]) {
    this.byPosition = new Map(lines.map((line, index) => [line.position, index]));
    this.pieces = lines.map(({ text }) =>
      inPieces(text).map((piece) => ({ text: piece, content: new Set(contentOf(piece)) })),
    );
    for (const pieces of this.pieces)
      for (const stem of new Set(pieces.flatMap(({ content }) => [...content])))
        this.frequency.set(stem, (this.frequency.get(stem) ?? 0) + 1);
  }

  /** The numbers that are lines, once each. */
  known(numbers: readonly number[]): number[] {
    return [...new Set(numbers)].filter((number) => this.byPosition.has(number));
  }

  line(number: number): SpokenLine | undefined {
    return this.lines[this.byPosition.get(number) ?? -1];
  }

  /** How rare a stem is in the meeting. */
  private rarity(stem: string): number {
    return Math.log((this.lines.length + 1) / ((this.frequency.get(stem) ?? 0) + 0.5));
  }

  private weightOf(stems: Iterable<string>): number {
    let sum = 0;
    for (const stem of stems) sum += Math.max(0.1, this.rarity(stem));
    return sum;
  }

  /** What lines and those around them say, at most 400 words: the pieces nearest to the sentence. */
  around(numbers: readonly number[], wanted: ReadonlySet<string>): Passage {
    const indices = this.indicesAround(numbers, AROUND);
    const pieces = indices.flatMap((index) => this.pieces[index] ?? []);
    const most = Math.floor(WORDS_MAX / PIECE_WORDS);
    const chosen =
      pieces.length <= most * 2 && wordCount(pieces) <= WORDS_MAX
        ? pieces
        : [...pieces]
            .sort((a, b) => this.shared(b.content, wanted) - this.shared(a.content, wanted))
            .slice(0, most);
    const speakers = (reach: number) =>
      this.indicesAround(numbers, reach).map((index) => this.lines[index]?.speaker ?? "");
    return new Passage(chosen, { own: speakers(0), near: speakers(SPEAKERS_AROUND) });
  }

  private indicesAround(numbers: readonly number[], reach: number): number[] {
    const indices = new Set<number>();
    for (const number of numbers) {
      const at = this.byPosition.get(number);
      if (at === undefined) continue;
      for (let index = at - reach; index <= at + reach; index++)
        if (index >= 0 && index < this.lines.length) indices.add(index);
    }
    return [...indices].sort((a, b) => a - b);
  }

  private shared(content: ReadonlySet<string>, wanted: ReadonlySet<string>): number {
    return this.weightOf([...wanted].filter((stem) => content.has(stem)));
  }

  /** Share of a sentence's content, weighted by rarity, that a passage has, 0..1. */
  overlap(wanted: ReadonlySet<string>, passage: Passage): number {
    if (wanted.size === 0) return 0;
    return this.shared(passage.content, wanted) / this.weightOf(wanted);
  }

  /** The lines that share most with a sentence, best first. */
  nearest(wanted: ReadonlySet<string>): number[] {
    return this.pieces
      .map((pieces, index) => ({
        position: this.lines[index]?.position ?? 0,
        shared: Math.max(0, ...pieces.map(({ content }) => this.shared(content, wanted))),
      }))
      .filter(({ shared }) => shared > 0)
      .sort((a, b) => b.shared - a.shared || a.position - b.position)
      .slice(0, REPAIRS)
      .map(({ position }) => position);
  }
}

/** What a sentence is said to rest on. */
export class Passage {
  readonly content: ReadonlySet<string>;
  readonly texts: string[];
  /** Every word as a stem, and those of the speakers' names. */
  private readonly stems: ReadonlySet<string>;
  /** The same without speakers that only stand near. */
  private readonly ownStems: ReadonlySet<string>;
  private readonly numbers: ReadonlySet<string>;

  constructor(
    pieces: readonly Piece[],
    speakers: { own: readonly string[]; near: readonly string[] },
  ) {
    this.texts = pieces.map(({ text }) => text);
    const text = this.texts.join("\n");
    this.content = new Set(pieces.flatMap(({ content }) => [...content]));
    const said = wordsOf(text);
    this.ownStems = new Set([...said, ...speakers.own.flatMap(wordsOf)].map(stem));
    this.stems = new Set([...this.ownStems, ...speakers.near.flatMap(wordsOf).map(stem)]);
    this.numbers = numbersOf(text, { loose: true });
  }

  /** @param doer whether the word names whoever does what the sentence tells */
  hasWord(word: string, { doer = false } = {}): boolean {
    const stems = doer ? this.ownStems : this.stems;
    return wordsOf(word).every((part) => stems.has(stem(part)));
  }

  hasNumber(number: string): boolean {
    return this.numbers.has(number);
  }
}

const wordCount = (pieces: readonly Piece[]): number =>
  pieces.reduce((sum, { text }) => sum + text.split(/\s+/u).length, 0);

/** Text in pieces of about 80 words; runs without spaces count a word for four signs. */
function inPieces(text: string): string[] {
  const words = text.split(/\s+/u).flatMap((word) => word.match(/.{1,24}/gsu) ?? []);
  if (words.length <= PIECE_WORDS) return [text];
  const pieces: string[] = [];
  for (let start = 0; start < words.length; start += PIECE_WORDS)
    pieces.push(words.slice(start, start + PIECE_WORDS).join(" "));
  return pieces;
}
