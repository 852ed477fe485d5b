import type { FeelingBar } from "@/app/_components/feeling-bars";
import { EMOTIONS, type Emotion } from "@/lib/emotion/labels";
import { type MeetingEmotions, type ReadingMode, SURE_FROM } from "@/lib/emotion/schema";
import type { MeetingDetail } from "@/lib/meetings/schema";
import type { Segment } from "@/lib/transcripts/schema";

export type Moment = MeetingEmotions["people"][number]["moments"][number];

/** Stretches a lane is cut into. */
export const LANE_STRETCHES = 120;

/** A stretch of a lane: its clearest moment, and how it is drawn. */
export type Stretch = FeelingBar & { moment: Moment };

/** Of two moments the one that says more: any feeling before neutral, then the surer. */
const clearer = (a: Moment, b: Moment): Moment => {
  const says = ({ label, score }: Moment): number =>
    (label !== "neutral" && score >= SURE_FROM ? 1 : 0) + score;
  return says(b) > says(a) ? b : a;
};

/** A lane over the whole meeting; null where nothing was read. An unsure moment has no label. */
export const laneOf = (moments: readonly Moment[], durationMs: number): (Stretch | null)[] => {
  const lane: (Stretch | null)[] = Array.from({ length: LANE_STRETCHES }, () => null);
  for (const moment of moments) {
    const place = Math.floor((moment.atMs / Math.max(1, durationMs)) * LANE_STRETCHES);
    const index = Math.min(LANE_STRETCHES - 1, Math.max(0, place));
    const before = lane[index];
    const shown = before ? clearer(before.moment, moment) : moment;
    const isSure = shown.score >= SURE_FROM;
    lane[index] = { label: isSure ? shown.label : null, score: shown.score, moment: shown };
  }
  return lane;
};

/** The stretch with something in it that is nearest to `index`; null in an empty lane. */
export const nearestStretch = (lane: readonly (Stretch | null)[], index: number): number | null => {
  let nearest: number | null = null;
  lane.forEach((stretch, at) => {
    if (!stretch) return;
    if (nearest === null || Math.abs(at - index) < Math.abs(nearest - index)) nearest = at;
  });
  return nearest;
};

/** The next stretch with something in it, before or after; where one is at the end. */
export const nextStretch = (
  lane: readonly (Stretch | null)[],
  index: number,
  by: 1 | -1,
): number => {
  for (let at = index + by; at >= 0 && at < lane.length; at += by) if (lane[at]) return at;
  return index;
};

type Spoken = Pick<Segment, "position" | "startMs" | "endMs" | "participantId">;

/** The place in the transcript nearest to a moment; of two equally near the person's own words. */
export const placeAt = (
  segments: readonly Spoken[],
  atMs: number,
  participantId: string,
): Spoken | null => {
  let best: Spoken | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const segment of segments) {
    const away = Math.max(0, segment.startMs - atMs, atMs - segment.endMs);
    const isOwn = segment.participantId === participantId;
    // Half a millisecond decides between words at the same distance.
    const distance = isOwn ? away : away + 0.5;
    if (distance < least) {
      best = segment;
      least = distance;
    }
  }
  return best;
};

/** The length a lane stands for: of the meeting, or as far as anything is known. */
export const laneLength = (
  people: MeetingEmotions["people"],
  lengthMs: number | null,
  spokenMs: number,
): number => {
  const last = Math.max(0, ...people.flatMap(({ moments }) => moments.at(-1)?.atMs ?? 0));
  return Math.max(lengthMs ?? 0, spokenMs, last + 1000);
};

/** What face and voice said while something was spoken. */
export type SpokenFeeling = { label: Emotion; score: number; mode: ReadingMode };

/** The feeling that most of a segment's moments agree on, if they are sure; else null. */
export const feelingDuring = (
  moments: readonly Moment[],
  { startMs, endMs }: Pick<Segment, "startMs" | "endMs">,
): SpokenFeeling | null => {
  const during = moments.filter(({ atMs }) => atMs + 1000 > startMs && atMs < endMs);
  for (const label of EMOTIONS) {
    const own = during.filter((moment) => moment.label === label);
    if (own.length * 2 <= during.length) continue;
    const score = own.reduce((sum, moment) => sum + moment.score, 0) / own.length;
    const mode = own[0]?.mode ?? "both";
    return score >= SURE_FROM ? { label, score, mode } : null;
  }
  return null;
};

/** By segment, what face and voice of its speaker said meanwhile, as far as one may see it. */
export const feelingsOfSegments = (
  segments: readonly Segment[],
  emotions: MeetingEmotions | undefined,
): ReadonlyMap<string, SpokenFeeling> => {
  const found = new Map<string, SpokenFeeling>();
  const moments = new Map(emotions?.people.map((one) => [one.participantId, one.moments]));
  for (const segment of segments) {
    const own = moments.get(segment.participantId);
    const feeling = own ? feelingDuring(own, segment) : null;
    if (feeling) found.set(segment.id, feeling);
  }
  return found;
};

/** Words say something by themselves only where they are sure and not neutral. */
export const wordsFeel = ({ emotion, emotionScore }: Segment): boolean =>
  emotion !== null && emotion !== "neutral" && (emotionScore ?? 0) >= SURE_FROM;

/** Whether there is anything to show of a meeting. */
export const hasFeelings = (emotions: MeetingEmotions | undefined): boolean =>
  emotions !== undefined && (emotions.people.length > 0 || emotions.group !== null);

/** What is not shown, and why, in plain words. */
export const missingWords = (
  { people, group }: MeetingEmotions,
  role: MeetingDetail["role"],
): string[] => [
  ...(people.some(({ isOwn }) => isOwn) ? [] : ["Nothing that was read of you is kept here."]),
  role === "host"
    ? "Of the others you see what they agreed to show to hosts. What was read while only they themselves or the group could see it stays hidden, also now."
    : "What was read of others is not shown to you: it stays with each of them, and with the hosts where they agreed to that.",
  ...(group
    ? []
    : [
        "There is no picture of the whole: fewer than three people took part, or they agreed to something else.",
      ]),
];
