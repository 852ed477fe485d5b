import { plainText } from "@/lib/answers/plain";
import { splitSentences } from "@/lib/summaries/sentences";

/** A sentence as a model wrote it, and the numbers of the lines it says it is from. */
export interface WrittenSentence {
  text: string;
  /** As written, in order, each once; they need not exist. */
  numbers: number[];
}

/** `[2]`, `[2, 5]`, `[2-4]`, `[^2]`, and the brackets some models use. */
const MARKER =
  /[[【]\^?\s*\d{1,4}(?:\s*(?:,|;|&|and|to|-|–)\s*\d{1,4})*\s*(?:†[^\]】]{0,20})?[\]】]/gu;
/** A marker as one sign, so that no full stop or bracket of it is taken for a sentence's. */
const FIRST_SIGN = 0xe000;
const LAST_SIGN = 0xf8ff;
const SIGN = /[\uE000-\uF8FF]/gu;
/** What is longer than this after a bracket is no marker, characters. */
const MARKER_MAX = 60;
/** More lines than this in one range are nonsense. */
const RANGE_MAX = 12;
/** A heading has so few words and ends with a colon. */
const HEADING_MAX_WORDS = 8;

/**
 * Reads an answer as it comes, in pieces of any size: closes sentences and takes the markers out.
 * A sentence is closed when the next one has begun, because markers may stand behind its full stop.
 */
export class AnswerParser {
  private buffer = "";
  private readonly markers: number[][] = [];

  /** @returns the sentences that are complete now */
  feed(piece: string): WrittenSentence[] {
    this.buffer += piece.replace(SIGN, "");
    this.markMarkers();
    if (this.mayBeginMarker()) return [];
    const sentences = splitSentences(this.buffer);
    const last = sentences.at(-1);
    // Only with its first letter it is sure that another sentence has begun.
    if (sentences.length < 2 || !last || !/\p{L}/u.test(last)) return [];
    const end = this.buffer.trimEnd();
    const [lead = ""] = /^[\uE000-\uF8FF\s]*/u.exec(last) ?? [];
    const closed = [...sentences.slice(0, -1), lead];
    this.buffer = this.buffer.slice(end.length - last.length + lead.length);
    return this.read(closed);
  }

  /** @returns what is left, once nothing more comes */
  end(): WrittenSentence[] {
    const sentences = splitSentences(this.buffer);
    this.buffer = "";
    return this.read(sentences);
  }

  /** The sentence that is being written, without its markers. */
  draft(): string {
    // A bracket that is open may become a marker, a link or an image.
    const shown = this.buffer.replace(/!?[[【][^\]】]*$|!$/u, "");
    return plainText(shown.replace(SIGN, ""));
  }

  private markMarkers(): void {
    // The marks of an image and of an address end no sentence.
    const unmarked = this.buffer
      .replace(/(^|\s)!\[/gu, "$1[")
      .replace(/((?:\w:\/\/|www\.)\S*)[?!](?=\S)/giu, "$1/");
    this.buffer = unmarked.replace(MARKER, (marker) => {
      const sign = FIRST_SIGN + this.markers.length;
      if (sign > LAST_SIGN) return "";
      this.markers.push(numbersOf(marker));
      return String.fromCharCode(sign);
    });
  }

  private mayBeginMarker(): boolean {
    const opened = Math.max(this.buffer.lastIndexOf("["), this.buffer.lastIndexOf("【"));
    if (opened < 0 || this.buffer.length - opened > MARKER_MAX) return false;
    return !/[\]】]/u.test(this.buffer.slice(opened));
  }

  private read(raw: readonly string[]): WrittenSentence[] {
    const found: { text: string; signs: string[] }[] = [];
    for (const part of raw) {
      const [lead = ""] = /^[\uE000-\uF8FF\s]*/u.exec(part) ?? [];
      const before = found.at(-1);
      // Markers at a beginning are those of the sentence before.
      if (before) before.signs.push(...(lead.match(SIGN) ?? []));
      const own = before ? part.slice(lead.length) : part;
      const text = plainText(own.replace(SIGN, ""));
      if (/[\p{L}\p{N}]/u.test(text.replace(/^\p{N}+[.)]$/u, "")))
        found.push({ text, signs: own.match(SIGN) ?? [] });
    }
    return found
      .filter(({ text, signs }) => signs.length > 0 || !isHeading(text))
      .map(({ text, signs }) => ({ text, numbers: this.numbersBehind(signs) }));
  }

  private numbersBehind(signs: readonly string[]): number[] {
    const numbers = signs.flatMap((sign) => this.markers[sign.charCodeAt(0) - FIRST_SIGN] ?? []);
    return [...new Set(numbers)];
  }
}

const isHeading = (text: string): boolean =>
  text.endsWith(":") && text.split(" ").length <= HEADING_MAX_WORDS;

function numbersOf(marker: string): number[] {
  const numbers: number[] = [];
  for (const part of marker.replace(/†.*/u, "").split(/,|;|&|and/u)) {
    const [from, to] = (part.match(/\d+/gu) ?? []).map(Number);
    if (from === undefined) continue;
    const last = to !== undefined && to > from && to - from <= RANGE_MAX ? to : from;
    for (let n = from; n <= last; n += 1) numbers.push(n);
    if (to !== undefined && last === from && to !== from) numbers.push(to);
  }
  return numbers;
}
