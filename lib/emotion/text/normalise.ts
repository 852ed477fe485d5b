/** Words people fill pauses with; the longer ones first, lest "-hmm" stays of "mm-hmm". */
const FILLER = /\b(?:m+-?h+m+|uh-?huh|u+h*m+|u+h+|erm?|mm+)\b[,.]?\s*/gi;
/** What transcripts write about a sound: {vocalsound}. */
const MARK = /\{[^}]*\}/g;

/**
 * A text without fillers and marks. They stand in meetings alone, so a model that saw them would
 * learn "um, hence a meeting, hence neutral". A text of nothing else stays as it is.
 */
export function normaliseText(text: string): string {
  const plain = text.replace(MARK, " ").replace(FILLER, "").replace(/\s+/g, " ").trim();
  return plain === "" ? text.trim() : plain;
}

/** Words of a normalised text: what stands between spaces. */
export function countWords(text: string): number {
  return text === "" ? 0 : text.split(/\s+/).length;
}
