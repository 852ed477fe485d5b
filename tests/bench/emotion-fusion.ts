import { readdir } from "node:fs/promises";
import path from "node:path";
import { type CommandIo, parseCommandLine, UsageError } from "@/cli/command";
import { WEIGHTS, type Weights } from "@/lib/emotion/fusion";
import { InferencePool } from "@/lib/models/pool";
import { poolOptions } from "@/lib/models/settings";
import { ferPublicTest } from "@/tests/bench/faces/fer";
import { PLACINGS, type Placing } from "@/tests/bench/faces/scenes";
import { percent } from "@/tests/bench/faces/tally";
import { videoFrames } from "@/tests/bench/faces/video";
import { chooseWeights } from "@/tests/bench/fusion/choose";
import { closeFaces, facesInScenes, someOfEach } from "@/tests/bench/fusion/faces";
import { gainOver, type Judgement, judge, toldFrom } from "@/tests/bench/fusion/judge";
import { type Known, kept } from "@/tests/bench/fusion/kept";
import {
  ALIKE,
  ALL_ALIKE,
  type Mix,
  MOSTLY_NEUTRAL,
  type Pair,
  pairsOf,
  tellers,
  withoutSurprise,
} from "@/tests/bench/fusion/pairs";
import {
  faceStream,
  follow,
  type Moment,
  thinned,
  voiceStreams,
} from "@/tests/bench/fusion/sequences";
import { devClips, heardLive, ordinaryVoices, unheardActors } from "@/tests/bench/fusion/voices";
import { machine } from "@/tests/bench/machine";

const MIXES: Record<string, Mix> = {
  "six classes alike": ALIKE,
  "70 % neutral": MOSTLY_NEUTRAL,
};
const NOISE_DB = 5;
const LEVELS = [0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7];
const ALPHAS = [0.35, 0.5, 0.65, 0.8, 1];
const EXPIRIES_MS = [2_000, 5_000];
/** Clips of one emotion after another. */
const SPELLS = [1, 4];
/** As quick as the product asks for frames. */
const FRAMES_PER_SECOND = 2;

interface Asked {
  data: string;
  seed: number;
  cache?: string | undefined;
  pool: InferencePool;
  progress: (line: string) => void;
}
type Report = (figures: object) => void;

/**
 * Measures how face and voice are combined. No set at hand has both of one person, so faces of
 * FER2013 meet voices of RAVDESS of the same label: weights are chosen on one half of the faces and
 * on actors by cross-validation, and everything else is told of the other half and of actors 19, 20.
 */
export async function runEmotionFusionBench(argv: string[], io: CommandIo): Promise<void> {
  const { values } = parseCommandLine(argv, {
    data: { type: "string" },
    seed: { type: "string" },
    cache: { type: "string" },
  });
  const { data, cache } = values;
  if (data === undefined)
    throw new UsageError("Say where the data is: parley bench emotion-fusion --data DIR");
  const seed = Number(values.seed ?? 1);
  if (!Number.isSafeInteger(seed)) throw new UsageError("--seed takes a whole number.");
  const report = (figures: object) => io.out({ ...figures, ...machine() });
  const pool = new InferencePool({ ...poolOptions(), size: 1 });
  try {
    const asked = { data, seed, cache, pool, progress: io.progress };
    await measurePairs(asked, report);
    await measureSteadiness(asked, report);
  } finally {
    await pool.close();
  }
}

async function measurePairs(asked: Asked, report: Report): Promise<void> {
  const { data, seed, cache, pool, progress } = asked;
  const faces = await ferPublicTest(data);
  const halves = {
    choosing: faces.filter(({ half }) => half === "calibration"),
    reporting: faces.filter(({ half }) => half === "report"),
  };
  const read = (name: string, make: () => Promise<Known[]>) => {
    progress(name);
    return kept(cache, name.replaceAll(" ", "-"), make);
  };
  const scenes = (half: keyof typeof halves, placing: Placing) =>
    read(`${half} faces ${placing.name}`, () =>
      facesInScenes(pool, someOfEach(halves[half]), placing),
    );
  const clips = await devClips(data);
  const choosing = {
    faces: [
      ...(await read("choosing faces close", () => closeFaces(halves.choosing))),
      ...(await scenes("choosing", placingOf("200 px"))),
    ],
    voices: await read(`unheard actors seed ${seed}`, () => unheardActors(asked)),
  };
  const ordinary = await read(`ordinary voices seed ${seed}`, () => ordinaryVoices(asked));
  measureChoice(choosing, ordinary, seed, report);
  const shown: Record<string, Known[]> = {
    close: await read("reporting faces close", () => closeFaces(halves.reporting)),
  };
  for (const name of ["200 px", "80 px", "dark"])
    shown[name] = await scenes("reporting", placingOf(name));
  const heard: Record<string, Known[]> = {
    clean: await read("dev voices clean", () => heardLive(asked, clips)),
    noisy: await read(`dev voices ${NOISE_DB} dB`, () => heardLive(asked, clips, NOISE_DB)),
  };
  for (const [face, theirFaces] of Object.entries(shown))
    for (const [voice, theirVoices] of Object.entries(heard))
      for (const line of conditionFigures({ face, theirFaces, voice, theirVoices, seed }))
        report(line);
}

function placingOf(name: string): Placing {
  const placing = PLACINGS.find((one) => one.name === name);
  if (!placing) throw new Error(`There are no scenes "${name}".`);
  return placing;
}

/** What the weights and the least probability that is told are chosen by. */
function measureChoice(
  { faces, voices }: { faces: Known[]; voices: Known[] },
  ordinary: readonly Known[],
  seed: number,
  report: Report,
): void {
  for (const [name, mix] of Object.entries(MIXES)) {
    const pairs = pairsOf(faces, voices, { mix, seed });
    const what = { what: "choosing", mix: name, faces: faces.length, voices: voices.length };
    report({ ...what, best: chooseWeights(pairs) });
    for (const weights of [WEIGHTS, { face: 1, voice: 1 }])
      report({ ...what, weights, ...figuresOf(pairs, weights) });
    for (const [teller, tell] of Object.entries(tellers()))
      report({
        what: "choosing what is told",
        mix: name,
        teller,
        levels: LEVELS.map((from) => {
          const { told, right } = toldFrom(pairs, tell, from);
          return { from, told: percent(told), right: percent(right) };
        }),
      });
  }
  const share = 1 / ordinary.length;
  const read = ordinary.map((voice) => ({ face: voice, voice, share }));
  report({
    what: "choosing what is told",
    mix: "readers of books, the voice alone",
    windows: ordinary.length,
    levels: LEVELS.map((from) => {
      const { told, right } = toldFrom(read, ({ voice }) => voice.scores, from);
      return { from, told: percent(told), wronglyNotNeutral: percent(told * (1 - right)) };
    }),
  });
}

/** Six classes, as if nobody were ever surprised. */
function figuresOf(pairs: readonly Pair[], weights?: Weights) {
  const figures = Object.entries(tellers(weights)).map(
    ([name, teller]) => [name, told(judge(pairs, withoutSurprise(teller)))] as const,
  );
  return Object.fromEntries(figures);
}

function told({ accuracy, logLoss, calibrationError, recalls }: Judgement) {
  return {
    accuracy: percent(accuracy),
    logLoss: Math.round(logLoss * 1000) / 1000,
    calibrationError: percent(calibrationError),
    recalls: Object.fromEntries(Object.entries(recalls).map(([e, share]) => [e, percent(share)])),
  };
}

function* conditionFigures(condition: {
  face: string;
  theirFaces: readonly Known[];
  voice: string;
  theirVoices: readonly Known[];
  seed: number;
}) {
  const { face, theirFaces, voice, theirVoices, seed } = condition;
  const counts = { faces: theirFaces.length, voices: theirVoices.length };
  for (const [mix, shares] of Object.entries(MIXES)) {
    const pairs = pairsOf(theirFaces, theirVoices, { mix: shares, seed });
    const figures = figuresOf(pairs);
    const gains = gainsOverBetter(pairs, seed);
    yield { what: "reporting", face, voice, mix, ...counts, ...figures, gains };
  }
  const pairs = pairsOf(theirFaces, theirVoices, { mix: ALL_ALIKE, seed });
  const all = Object.entries(tellers()).map(
    ([name, teller]) => [name, told(judge(pairs, teller))] as const,
  );
  yield { what: "reporting", face, voice, mix: "seven classes alike", ...Object.fromEntries(all) };
}

/** Fused against the better of the two, over all and for each class, percent points. */
function gainsOverBetter(pairs: readonly Pair[], seed: number) {
  const [face, voice, fused] = (["face", "voice", "fused"] as const).map((name) =>
    withoutSurprise(tellers()[name]),
  );
  if (!face || !voice || !fused) return {};
  const gain = (some: readonly Pair[]) => {
    const over = judge(some, face).accuracy > judge(some, voice).accuracy ? face : voice;
    const { gain: points, interval } = gainOver(some, { teller: fused, over }, seed);
    return {
      over: over === face ? "face" : "voice",
      points: percent(points),
      interval: interval.map(percent),
    };
  };
  const classes = [...new Set(pairs.map((pair) => pair.face.truth))].sort();
  const each = classes.map(
    (truth) => [truth, gain(pairs.filter((pair) => pair.face.truth === truth))] as const,
  );
  return { all: gain(pairs), ...Object.fromEntries(each) };
}

/** The moving average: how right and how restless it is, by the weight of the newest reading. */
async function measureSteadiness(asked: Asked, report: Report): Promise<void> {
  const { data, pool, progress } = asked;
  const clips = (await devClips(data)).filter(({ truth }) => truth !== "surprise");
  for (const spell of SPELLS) {
    progress(`voices in spells of ${spell}`);
    const streams = await voiceStreams(asked, clips, spell);
    tellSteadiness({ what: `voices, ${spell} clips of an emotion`, streams }, report);
    const slow = streams.map((stream) => thinned(stream, 3));
    tellSteadiness({ what: `voices, ${spell} clips, a reading in 3 s`, streams: slow }, report);
  }
  const folder = path.join(data, "webcam", "intel-asl");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".mkv")).sort();
  const streams: Moment[][] = [];
  for (const name of names) {
    progress(name);
    const frames = await videoFrames(path.join(folder, name), FRAMES_PER_SECOND);
    streams.push(await faceStream(pool, frames, 1000 / FRAMES_PER_SECOND));
  }
  tellSteadiness({ what: "faces before a webcam", streams }, report);
}

function tellSteadiness(
  { what, streams }: { what: string; streams: readonly Moment[][] },
  report: Report,
): void {
  for (const expiryMs of EXPIRIES_MS)
    for (const alpha of ALPHAS) {
      const seen = follow(streams, { alpha, expiryMs });
      report({
        what,
        alpha,
        expiryMs,
        readings: seen.readings,
        // Nobody knows how people before a webcam felt.
        ...(Number.isNaN(seen.accuracy)
          ? {}
          : {
              accuracy: percent(seen.accuracy),
              accuracyWhenSure: percent(seen.accuracyWhenSure),
            }),
        sure: percent(seen.sure),
        flipsPerMinute: Math.round(seen.flipsPerMinute * 10) / 10,
        turnsPerMinute: Math.round(seen.turnsPerMinute * 10) / 10,
      });
    }
}
