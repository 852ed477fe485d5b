import { db } from "@/lib/platform/db";
import { instanceEmbedder } from "@/lib/search/embedders";
import { type JudgedMeeting, readJudgedMeetings } from "@/lib/search/evaluation/dataset";
import { mean, percentile } from "@/lib/search/evaluation/metrics";
import { createEvaluationAccount, insertJudgedMeeting } from "@/lib/search/evaluation/repo";
import { indexMeeting } from "@/lib/search/indexing";

/** In a repeated meeting every so many-th line is altered; the others are in the cache. */
const ALTERED_EVERY = 20;
/** People say about so many words an hour (150 a minute). */
const WORDS_PER_HOUR = 9_000;

/**
 * Indexes so many meetings: those of a file, then again with altered words. Times of meetings never
 * seen before and of repeated ones, which the cache knows most of, are told apart.
 */
export async function measureIndexing({
  file,
  meetings,
  progress,
}: {
  file: string;
  meetings: number;
  progress: (line: string) => void;
}): Promise<Record<string, unknown>> {
  const ownerId = await createEvaluationAccount();
  const originals: JudgedMeeting[] = [];
  for await (const meeting of readJudgedMeetings(file)) originals.push(meeting);
  const fresh: number[] = [];
  const repeated: number[] = [];
  let [words, chunks] = [0, 0];
  for (let index = 0; index < meetings; index += 1) {
    const round = Math.floor(index / originals.length);
    const original = originals[index % originals.length];
    if (!original) throw new Error(`${file} has no meetings.`);
    const meeting = round === 0 ? original : altered(original, round);
    const stored = await insertJudgedMeeting({ ownerId, meeting });
    words += meeting.turns.reduce((sum, { text }) => sum + text.split(/\s+/u).length, 0);
    const startedAt = performance.now();
    const outcome = await indexMeeting({ ...stored, embedder: instanceEmbedder() });
    (round === 0 ? fresh : repeated).push(performance.now() - startedAt);
    chunks += outcome.chunks;
    if (index % 50 === 49) progress(`${index + 1} of ${meetings} meetings, ${chunks} chunks`);
  }
  const bytes = await indexBytes();
  const hours = words / WORDS_PER_HOUR;
  return {
    meetings,
    chunks,
    hoursOfSpeech: Math.round(hours),
    secondsPerMeeting: figures(fresh),
    secondsPerRepeatedMeeting: figures(repeated),
    totalSeconds: Math.round([...fresh, ...repeated].reduce((sum, ms) => sum + ms, 0) / 1000),
    mbPerHourOfSpeech: hundredths(bytes / hours / 2 ** 20),
    bytesPerChunk: Math.round(bytes / Math.max(1, chunks)),
  };
}

function altered(meeting: JudgedMeeting, round: number): JudgedMeeting {
  const turns = meeting.turns.map((turn, index) =>
    (index + round) % ALTERED_EVERY === 0
      ? { ...turn, text: turn.text.replace(/\b[a-z]{5,}\b/u, (word) => `${word} ${round}`) }
      : turn,
  );
  return { ...meeting, meetingId: `${meeting.meetingId} ${round}`, turns };
}

async function indexBytes(): Promise<number> {
  const [row] = await db().$queryRaw<{ bytes: number }[]>`
    SELECT (pg_total_relation_size('"Chunk"') + pg_total_relation_size('"ChunkWindow"'))::float8
      AS bytes`;
  return row?.bytes ?? 0;
}

const figures = (milliseconds: readonly number[]) =>
  milliseconds.length === 0
    ? null
    : {
        meetings: milliseconds.length,
        mean: hundredths(mean(milliseconds) / 1000),
        p95: hundredths(percentile(milliseconds, 0.95) / 1000),
      };
const hundredths = (value: number) => Math.round(value * 100) / 100;
