/** What people say how often tells what a stretch of talk is: a decision, banter, an introduction. */
const CUES: readonly RegExp[] = [
  /\?/g,
  /\b(?:decid\w*|decision|agree\w*|settle\w*|conclu\w*|let's|we'll|final\w*)\b/gi,
  /\b(?:think|feel|prefer|like|opinion|believe|guess)\b/gi,
  /\b(?:because|reason|since|therefore)\b/gi,
  /\b(?:yeah|yep|okay|ok|mm|hmm|uh|um|right|huh|yes|no)\b/gi,
  /\b(?:problem|issue|concern|difficult\w*|worry|worried|hard|unfortunately)\b/gi,
  /\b(?:should|could|would|maybe|perhaps|suggest\w*|recommend\w*|idea)\b/gi,
  /\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|hundred|thousand|million|percent)\b/gi,
  /\b(?:thank|welcome|hello|hi|bye|meeting|minutes|agenda|next)\b/gi,
];

/** How many numbers `talkFigures` gives. */
export const TALK_FIGURES = CUES.length + 4;

export interface SpokenLine {
  /** Empty when nobody knows. */
  speaker: string;
  text: string;
  words: number;
}

/** The lines of a chunk's text; see `chunkTranscript`: a line per turn, the name in front. */
export function linesOf(text: string, speakers: readonly string[]): SpokenLine[] {
  return text.split("\n").map((line) => {
    const speaker = speakers.find((name) => line.startsWith(`${name}: `)) ?? "";
    const said = speaker === "" ? line : line.slice(speaker.length + 2);
    return { speaker, text: said, words: said.match(/\S+/gu)?.length ?? 0 };
  });
}

/**
 * How a stretch of talk is: its length, its turns, its speakers, how often it has each kind of cue
 * (per hundred words), how varied its words are. Counts are logarithms.
 */
export function talkFigures(lines: readonly SpokenLine[]): number[] {
  const words = Math.max(
    1,
    lines.reduce((sum, line) => sum + line.words, 0),
  );
  const text = lines.map((line) => line.text).join(" ");
  const spoken: string[] = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return [
    Math.log(1 + words),
    Math.log(1 + lines.length),
    new Set(lines.map((line) => line.speaker)).size,
    ...CUES.map((cue) => Math.log(1 + (100 * (text.match(cue)?.length ?? 0)) / words)),
    new Set(spoken).size / Math.max(1, spoken.length),
  ];
}
