/** Width and height in pixels, frames per second, bits per second per receiver. */
export type VideoProfile = {
  width: number;
  height: number;
  frameRate: number;
  maxBitrate: number;
};

/**
 * What a mesh can carry: everybody sends to everybody, so quality falls as people come. Starts at
 * the reference system's 640x360 at 15 frames; six real browsers at 320x180 saturate two cores.
 */
export const videoProfile = (people: number): VideoProfile => {
  if (people <= 4) return { width: 640, height: 360, frameRate: 15, maxBitrate: 500_000 };
  if (people <= 6) return { width: 480, height: 270, frameRate: 12, maxBitrate: 250_000 };
  return { width: 320, height: 180, frameRate: 10, maxBitrate: 140_000 };
};

/**
 * What one video sender may take: bits per second, frames per second, sides divided by `scale`. It
 * rests while nothing can arrive: what it begins with afterwards is a whole picture, sent at once,
 * instead of old packets and changes to a picture that never came.
 */
export type SenderPlan = {
  maxBitrate: number;
  maxFramerate: number;
  scale: number;
  active: boolean;
};
type Limits = Omit<SenderPlan, "active">;

/** Nobody looks: just enough that the picture is there at once when somebody does. */
const UNWATCHED: Limits = { maxBitrate: 40_000, maxFramerate: 2, scale: 2 };

/** By how much a step of relief divides bits, frames and sides. */
const RELIEF = [
  { bits: 1, frames: 1, scale: 1 },
  { bits: 0.6, frames: 0.8, scale: 1.5 },
  { bits: 0.35, frames: 0.65, scale: 2 },
  { bits: 0.2, frames: 0.5, scale: 3 },
] as const;
const MOST_RELIEF = RELIEF.length - 1;

/** What the camera's sender to one person may take. `ceiling`: a line that is known to be narrow. */
export const planCamera = (input: {
  /** The path is there. */
  active: boolean;
  people: number;
  watched: boolean;
  relief: number;
  ceiling: number | null;
}): SenderPlan => {
  const { maxBitrate, frameRate } = videoProfile(input.people);
  const step = RELIEF[Math.min(input.relief, MOST_RELIEF)] ?? RELIEF[0];
  const plan: Limits = input.watched
    ? {
        maxBitrate: Math.round(maxBitrate * step.bits),
        maxFramerate: Math.round(frameRate * step.frames),
        scale: step.scale,
      }
    : UNWATCHED;
  const bits = Math.min(plan.maxBitrate, input.ceiling ?? plan.maxBitrate);
  return { ...plan, maxBitrate: bits, active: input.active };
};

/** A screen is to be read: sharp and slow, at full size. */
export const planScreen = (input: {
  active: boolean;
  people: number;
  ceiling: number | null;
}): SenderPlan => {
  const maxBitrate = input.people <= 4 ? 1_500_000 : input.people <= 6 ? 800_000 : 500_000;
  return {
    maxBitrate: Math.min(maxBitrate, input.ceiling ?? maxBitrate),
    maxFramerate: 10,
    scale: 1,
    active: input.active,
  };
};

/** Readings come every 2 s: relief after 4 s of trouble, another try upwards after 12 s without. */
const BAD_READINGS = 2;
const GOOD_READINGS = 6;
/** Each try upwards that failed doubles the wait for the next, up to this. */
const MOST_GOOD_READINGS = 48;

/**
 * How far one sender has been relieved, and for how many readings it has been well or badly.
 * `patience`: good readings before the next try upwards; `tried`: the last change was upwards.
 */
export type Relief = { step: number; bad: number; good: number; patience: number; tried: boolean };
export const NO_RELIEF: Relief = {
  step: 0,
  bad: 0,
  good: 0,
  patience: GOOD_READINGS,
  tried: false,
};

/**
 * One step less when the browser says that the processor or the line limits the picture, one more
 * when it has been well for a while. A line counts only while it carries less than was allowed:
 * browsers also call a picture limited by bandwidth when only our own limit holds it.
 */
export const nextRelief = (
  before: Relief,
  reading: { limitedBy: string | null; availableBps: number | null; allowedBps: number },
): Relief => {
  const { limitedBy, availableBps, allowedBps } = reading;
  const isNarrow = limitedBy === "bandwidth" && availableBps !== null && availableBps < allowedBps;
  if (limitedBy === "cpu" || isNarrow) {
    const bad = before.bad + 1;
    if (bad < BAD_READINGS) return { ...before, bad, good: 0 };
    const patience = before.tried
      ? Math.min(before.patience * 2, MOST_GOOD_READINGS)
      : before.patience;
    const step = Math.min(before.step + 1, MOST_RELIEF);
    return { step, bad: 0, good: 0, patience, tried: false };
  }
  const good = before.good + 1;
  if (good < before.patience) return { ...before, bad: 0, good };
  if (before.step === 0) return NO_RELIEF;
  return { ...before, step: before.step - 1, bad: 0, good: 0, tried: true };
};

/**
 * Applies a plan to a sender; null is sound, which goes first. What the browser refuses (before the
 * first exchange it does) is left as it is: plans are applied again every few seconds.
 */
export const shapeSender = async (sender: RTCRtpSender, plan: SenderPlan | null): Promise<void> => {
  const parameters = sender.getParameters();
  const [encoding] = parameters.encodings;
  if (!encoding) return;
  const wanted: Partial<RTCRtpEncodingParameters> = plan
    ? {
        priority: "low",
        networkPriority: "low",
        maxBitrate: plan.maxBitrate,
        maxFramerate: plan.maxFramerate,
        scaleResolutionDownBy: plan.scale,
        active: plan.active,
      }
    : { priority: "high", networkPriority: "high" };
  const names = Object.keys(wanted) as (keyof typeof wanted)[];
  if (names.every((name) => encoding[name] === wanted[name])) return;
  Object.assign(encoding, wanted);
  await sender.setParameters(parameters).catch(() => undefined);
};
