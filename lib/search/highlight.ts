import type { SearchHit } from "@/lib/search/schema";

export type ExcerptPiece = SearchHit["excerpt"][number];

/** A word with what may stand inside it, such as "don't", "e-mail" or "3.5". */
const WORD = /[\p{L}\p{N}]+(?:['’.@_-][\p{L}\p{N}]+)*/gu;
/** Longest excerpt, characters; a spoken line has rarely more. */
const EXCERPT_MAX = 420;
/** How much of what comes before the first hit is kept when a line has to be cut, characters. */
const LEAD = 120;
const ELLIPSIS = "…";

/** The different words of texts, to be asked for together. */
export const distinctWords = (texts: readonly string[]): string[] => [
  ...new Set(texts.flatMap((text) => text.match(WORD) ?? [])),
];

/**
 * A text in pieces, hits apart from the rest; joined they give the text again, or a part of it
 * around the first hit when it is very long.
 */
export function excerpt(text: string, isHit: (word: string) => boolean): ExcerptPiece[] {
  const pieces: ExcerptPiece[] = [];
  const add = (part: string, hit: boolean) => {
    if (part === "") return;
    const last = pieces.at(-1);
    if (last && last.hit === hit && !hit) last.text += part;
    else pieces.push({ text: part, hit });
  };
  let end = 0;
  for (const match of text.matchAll(WORD)) {
    if (!isHit(match[0])) continue;
    add(text.slice(end, match.index), false);
    add(match[0], true);
    end = match.index + match[0].length;
  }
  add(text.slice(end), false);
  return text.length > EXCERPT_MAX ? shorten(pieces) : pieces;
}

/** Keeps EXCERPT_MAX characters, from a word's start shortly before the first hit. */
function shorten(pieces: readonly ExcerptPiece[]): ExcerptPiece[] {
  const [first] = pieces;
  let rest = [...pieces];
  if (first && !first.hit && pieces.length > 1 && first.text.length > LEAD) {
    const from = first.text.indexOf(" ", first.text.length - LEAD) + 1;
    const lead = first.text.slice(from || first.text.length - LEAD);
    rest = [{ text: `${ELLIPSIS} ${lead}`, hit: false }, ...pieces.slice(1)];
  }
  const kept: ExcerptPiece[] = [];
  let room = EXCERPT_MAX;
  for (const piece of rest) {
    if (piece.text.length <= room) {
      kept.push(piece);
      room -= piece.text.length;
      continue;
    }
    const cut = piece.text.lastIndexOf(" ", room);
    const part = cut > 0 ? piece.text.slice(0, cut) : piece.hit ? "" : piece.text.slice(0, room);
    kept.push({ text: `${part} ${ELLIPSIS}`, hit: false });
    break;
  }
  return kept;
}
