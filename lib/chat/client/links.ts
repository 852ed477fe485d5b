/** A piece of a message: plain text, or a web address that can be opened. */
export type TextPiece = { text: string; href: string | null };

const ADDRESS = /https?:\/\/[^\s<>"']+/gi;
/** What ends a sentence rather than an address. */
const TRAILING = /[.,;:!?…]+$/;

/** An address without the punctuation of the sentence around it, brackets kept in pairs. */
const trimmed = (raw: string): string => {
  let address = raw.replace(TRAILING, "");
  while (address.endsWith(")") && count(address, "(") < count(address, ")")) {
    address = address.slice(0, -1).replace(TRAILING, "");
  }
  return address;
};

const count = (text: string, character: string): number => text.split(character).length - 1;

/** Takes a message apart into text and http(s) addresses; nothing else ever becomes a link. */
export const textPieces = (text: string): TextPiece[] => {
  const pieces: TextPiece[] = [];
  let done = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    if (!URL.canParse(address) || new URL(address).hostname === "") continue;
    if (match.index > done) pieces.push({ text: text.slice(done, match.index), href: null });
    pieces.push({ text: address, href: new URL(address).href });
    done = match.index + address.length;
  }
  if (done < text.length) pieces.push({ text: text.slice(done), href: null });
  return pieces;
};
