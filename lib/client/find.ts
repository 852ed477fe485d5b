/** A place where the searched words stand: which item, and where in its text. */
export type Place = { item: number; start: number; end: number };

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/**
 * Every place of `words` in the texts, ignoring case, in reading order. Spaces match any white
 * space. Positions are UTF-16 indices, as `slice` takes them.
 */
export const findPlaces = (texts: readonly string[], words: string): Place[] => {
  const wanted = words.trim();
  if (wanted === "") return [];
  const pattern = new RegExp(wanted.split(/\s+/u).map(literal).join("\\s+"), "giu");
  return texts.flatMap((text, item) =>
    Array.from(text.matchAll(pattern), (match) => ({
      item,
      start: match.index,
      end: match.index + match[0].length,
    })),
  );
};

export type Piece = { text: string; place: Place | null };

/** A text cut at its places, so that each can be marked. `places` are those of this text, in order. */
export const cutAt = (text: string, places: readonly Place[]): Piece[] => {
  const pieces: Piece[] = [];
  let at = 0;
  for (const place of places) {
    if (place.start > at) pieces.push({ text: text.slice(at, place.start), place: null });
    pieces.push({ text: text.slice(place.start, place.end), place });
    at = place.end;
  }
  if (at < text.length || pieces.length === 0) pieces.push({ text: text.slice(at), place: null });
  return pieces;
};

/** Places by the item they stand in. */
export const byItem = (places: readonly Place[]): Map<number, Place[]> => {
  const found = new Map<number, Place[]>();
  for (const place of places) {
    const same = found.get(place.item);
    if (same === undefined) found.set(place.item, [place]);
    else same.push(place);
  }
  return found;
};
