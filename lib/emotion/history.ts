import { meanScores } from "@/lib/emotion/group";
import { EMOTIONS, type EmotionScores, likeliest } from "@/lib/emotion/labels";
import {
  deleteSamples,
  findClearSamples,
  findSamples,
  findSeatOf,
  type StoredSample,
} from "@/lib/emotion/repo";
import {
  GROUP_MIN,
  type MeetingEmotions,
  type ReadingMode,
  readingMode,
  SURE_FROM,
} from "@/lib/emotion/schema";
import type { AuthorizedMeeting } from "@/lib/meetings/access";
import { roleOf } from "@/lib/meetings/role";
import { isModerator } from "@/lib/room/schema";

/** A lane has at most this many moments, however long the meeting was. */
const LANE_MOMENTS = 600;
const HIGHLIGHTS = 5;
/** Two highlights of one person lie at least this far apart, milliseconds. */
const HIGHLIGHT_GAP_MS = 20_000;
/** A highlight is sure: below this it is a guess that says too much. */
const HIGHLIGHT_FROM = 0.7;

interface Viewer {
  participantId: string | null;
  isHost: boolean;
}

/** What was read in a meeting, as far as this account may see it. */
export async function emotionsFor(
  meeting: AuthorizedMeeting,
  user: { id: string },
): Promise<MeetingEmotions> {
  const [viewer, samples] = await Promise.all([viewerOf(meeting, user), findSamples(meeting.id)]);
  return viewOf(samples, viewer);
}

async function viewerOf(meeting: AuthorizedMeeting, user: { id: string }): Promise<Viewer> {
  const seat = await findSeatOf(meeting.id, user.id);
  const isHost = meeting.hostId === user.id || (seat !== null && isModerator(roleOf(seat)));
  return { participantId: seat?.id ?? null, isHost };
}

/** Second by second what was read without anything that may mislead, of whom this account may see. */
export async function visibleSamples(meeting: AuthorizedMeeting, user: { id: string }) {
  const [viewer, samples] = await Promise.all([
    viewerOf(meeting, user),
    findClearSamples(meeting.id),
  ]);
  return samples
    .filter((sample) => sees(viewer, sample))
    .map(({ participantId, atMs, mode, scores }) => ({
      participantId,
      atMs,
      mode: readingMode.catch("both").parse(mode),
      scores,
    }));
}

/** What was read of one seat, for whoever holds it. */
export async function emotionsOfSeat(seat: {
  meetingId: string;
  participantId: string;
}): Promise<MeetingEmotions> {
  const samples = await findSamples(seat.meetingId);
  const own = samples.filter((sample) => sample.participantId === seat.participantId);
  return viewOf(own, { participantId: seat.participantId, isHost: false });
}

/**
 * Deletes what was read of the account's own person in a meeting.
 * @returns how many samples there were
 */
export async function forgetOwnEmotions(
  meeting: AuthorizedMeeting,
  user: { id: string },
): Promise<number> {
  const seat = await findSeatOf(meeting.id, user.id);
  return seat ? deleteSamples(seat.id) : 0;
}

export const forgetEmotionsOfSeat = deleteSamples;

/** Each sample keeps the visibility it was taken under; a later change of mind cannot widen it. */
const sees = (viewer: Viewer, sample: StoredSample): boolean =>
  sample.participantId === viewer.participantId || (viewer.isHost && sample.visibility === "host");

/** Samples → what this viewer may see of them. Exported for its test. */
export function viewOf(samples: readonly StoredSample[], viewer: Viewer): MeetingEmotions {
  const byPerson = new Map<string, StoredSample[]>();
  for (const sample of samples.filter((one) => sees(viewer, one))) {
    const list = byPerson.get(sample.participantId) ?? [];
    byPerson.set(sample.participantId, list);
    list.push(sample);
  }
  const people = [...byPerson].map(([participantId, own]) => ({
    participantId,
    isOwn: participantId === viewer.participantId,
    moments: thinned(own).map(({ atMs, mode, scores }) => ({ atMs, mode, ...told(scores) })),
    distribution: meanScores(own.map(scoresOf)),
  }));
  people.sort((a, b) => Number(b.isOwn) - Number(a.isOwn));
  return { people, group: groupFor(samples, viewer), highlights: highlightsOf(byPerson) };
}

const scoresOf = ({ scores }: { scores: readonly number[] }): EmotionScores =>
  Object.fromEntries(
    EMOTIONS.map((emotion, index) => [emotion, scores[index] ?? 0]),
  ) as EmotionScores;

function told(scores: EmotionScores) {
  const { label, probability } = likeliest(scores);
  return { label, score: probability };
}

/** As many moments as a lane can show: neighbours are told as their mean. */
function thinned(
  samples: readonly StoredSample[],
): { atMs: number; mode: ReadingMode; scores: EmotionScores }[] {
  const first = samples[0]?.atMs ?? 0;
  const span = (samples.at(-1)?.atMs ?? 0) - first + 1000;
  const width = Math.max(1000, Math.ceil(span / LANE_MOMENTS / 1000) * 1000);
  const buckets = new Map<number, StoredSample[]>();
  for (const sample of samples) {
    const at = Math.floor(sample.atMs / width) * width;
    buckets.set(at, [...(buckets.get(at) ?? []), sample]);
  }
  return [...buckets].map(([atMs, list]) => ({
    atMs,
    mode: readingMode.catch("both").parse(list[0]?.mode),
    scores: meanScores(list.map(scoresOf)),
  }));
}

/** The whole meeting: never of fewer than three people, and only as its people were promised. */
function groupFor(samples: readonly StoredSample[], viewer: Viewer): MeetingEmotions["group"] {
  const counted = samples.filter(
    ({ visibility }) => visibility === "aggregate" || (visibility === "host" && viewer.isHost),
  );
  const byPerson = new Map<string, EmotionScores[]>();
  for (const sample of counted) {
    const list = byPerson.get(sample.participantId) ?? [];
    byPerson.set(sample.participantId, list);
    list.push(scoresOf(sample));
  }
  if (byPerson.size < GROUP_MIN) return null;
  const people = [...byPerson.values()].map(meanScores);
  return { people: people.length, distribution: meanScores(people) };
}

function highlightsOf(
  byPerson: ReadonlyMap<string, readonly StoredSample[]>,
): MeetingEmotions["highlights"] {
  const clear = [...byPerson.values()]
    .flat()
    .filter(
      ({ label, score }) => label !== "neutral" && score >= Math.max(SURE_FROM, HIGHLIGHT_FROM),
    )
    .sort((a, b) => b.score - a.score);
  const chosen: MeetingEmotions["highlights"] = [];
  for (const { participantId, atMs, scores } of clear) {
    const near = chosen.some(
      (one) => one.participantId === participantId && Math.abs(one.atMs - atMs) < HIGHLIGHT_GAP_MS,
    );
    if (near) continue;
    chosen.push({ participantId, atMs, ...told(scoresOf({ scores })) });
    if (chosen.length === HIGHLIGHTS) break;
  }
  return chosen;
}
