import { countTokens } from "@/lib/llm/service";
import type { SpokenLine } from "@/lib/summaries/sentences";

/** Signs that could be taken for the numbers of lines, or for the end of the transcript. */
const LOOK_ALIKES: Record<string, string> = { "[": "(", "]": ")", "<": "‹", ">": "›" };

/** Text as data: on one line, without signs that mean something in the prompt. */
export const asData = (text: string): string =>
  text
    .replace(/[[\]<>]/gu, (sign) => LOOK_ALIKES[sign] ?? sign)
    .replace(/\s+/gu, " ")
    .trim();

const clock = (ms: number): string => {
  const seconds = Math.floor(ms / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
};

/** A line as a language model reads it; its number is its position in the transcript. */
const headOf = ({ position, startMs, speaker }: SpokenLine): string =>
  `[${position}] ${clock(startMs)} ${asData(speaker)}: `;

/**
 * A transcript in as many pieces as needed, each within a number of tokens. A line that is longer
 * than that alone is told in several, under the same number.
 */
export function partsOf(lines: readonly SpokenLine[], tokens: number): string[] {
  const parts: string[] = [];
  let part: string[] = [];
  let room = tokens;
  for (const line of lines) {
    const head = headOf(line);
    for (const text of piecesOf(asData(line.text), tokens - countTokens(head))) {
      const told = head + text;
      const cost = countTokens(told) + 1;
      if (cost > room && part.length > 0) {
        parts.push(part.join("\n"));
        part = [];
        room = tokens;
      }
      part.push(told);
      room -= cost;
    }
  }
  if (part.length > 0) parts.push(part.join("\n"));
  return parts;
}

function piecesOf(text: string, tokens: number): string[] {
  const least = Math.max(8, tokens - 1);
  if (countTokens(text) <= least) return text === "" ? [] : [text];
  const pieces: string[] = [];
  let piece = "";
  let cost = 0;
  // Words, or single letters of scripts that have no spaces.
  for (const [unit] of text.matchAll(/\s*[A-Za-z0-9'’-]{1,40}|\s*\S|\s+$/gu)) {
    const more = countTokens(unit) || 1;
    if (cost + more > least && piece !== "") {
      pieces.push(piece.trim());
      [piece, cost] = ["", 0];
    }
    piece += unit;
    cost += more;
  }
  if (piece.trim() !== "") pieces.push(piece.trim());
  return pieces;
}

/** Texts in groups, each within a number of tokens; a text alone may be more. */
export function packed(texts: readonly string[], tokens: number): string[][] {
  const groups: string[][] = [];
  let room = 0;
  for (const text of texts) {
    const cost = countTokens(text) + 1;
    const group = groups.at(-1);
    if (!group || cost > room) {
      groups.push([text]);
      room = tokens - cost;
    } else {
      group.push(text);
      room -= cost;
    }
  }
  return groups;
}
