/** What people say how often tells what a stretch of talk is: a decision, banter, an introduction. */
const CUES: readonly RegExp[] = [
  /^\?$/,
  /^(?:decid\w*|decision|agree\w*|settle\w*|conclu\w*|let's|we'll|final\w*)$/,
  /^(?:think|feel|prefer|like|opinion|believe|guess)$/,
  /^(?:because|reason|since|therefore)$/,
  /^(?:yeah|yep|okay|ok|mm|hmm|uh|um|right|huh|yes|no)$/,
  /^(?:problem|issue|concern|difficult\w*|worry|worried|hard|unfortunately)$/,
  /^(?:should|could|would|maybe|perhaps|suggest\w*|recommend\w*|idea)$/,
  /\d|^(?:one|two|three|four|five|six|seven|eight|nine|ten|hundred|thousand|million|percent)$/,
  /^(?:thank|welcome|hello|hi|bye|meeting|minutes|agenda|next)$/,
];
/**
 * Words in lower case, and the sign that ends a question. Ranges stand for letters of all scripts,
 * because classes like \p{L} take five times as long.
 */
const TOKEN = /[a-z0-9\u00c0-\u1fff\u2c00-\uffff]+(?:'[a-z\u00c0-\u1fff]+)?|\?/g;

/** Which cues each word is; kept per meeting, because people repeat themselves. */
export type CueMemory = Map<string, readonly number[]>;

function cuesOf(word: string, memory: CueMemory): readonly number[] {
  let cues = memory.get(word);
  if (!cues) {
    cues = CUES.flatMap((cue, index) => (cue.test(word) ? [index] : []));
    memory.set(word, cues);
  }
  return cues;
}

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
export function talkFigures(lines: readonly SpokenLine[], memory: CueMemory): number[] {
  const words = Math.max(
    1,
    lines.reduce((sum, line) => sum + line.words, 0),
  );
  const counts = CUES.map(() => 0);
  const different = new Set<string>();
  let spoken = 0;
  for (const { text } of lines) {
    for (const token of text.toLowerCase().match(TOKEN) ?? []) {
      for (const cue of cuesOf(token, memory)) counts[cue] = (counts[cue] ?? 0) + 1;
      if (token === "?") continue;
      spoken += 1;
      different.add(token);
    }
  }
  return [
    Math.log(1 + words),
    Math.log(1 + lines.length),
    new Set(lines.map((line) => line.speaker)).size,
    ...counts.map((count) => Math.log(1 + (100 * count) / words)),
    different.size / Math.max(1, spoken),
  ];
}
