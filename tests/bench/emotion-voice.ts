import path from "node:path";
import type { CommandIo } from "@/cli/command";
import { parseTraining } from "@/cli/commands/train-voice";
import type { EmotionScores } from "@/lib/emotion/labels";
import { classifyVoice } from "@/lib/emotion/voice/classify";
import { VOICE_EMOTIONS, type VoiceHead, voiceHead } from "@/lib/emotion/voice/head";
import { readVoiceFile } from "@/lib/emotion/voice/read-file";
import { readVoiceWindow } from "@/lib/emotion/voice/read-window";
import type { SpeakerContext } from "@/lib/emotion/voice/speaker";
import { makeSound, SOUNDS } from "@/lib/emotion/voice/testing/sounds";
import { labelOf } from "@/lib/emotion/voice/training/examples";
import {
  allSamples,
  crossValidation,
  rounded,
  toldQuality,
} from "@/lib/emotion/voice/training/learn";
import { type Judged, qualityOf } from "@/lib/emotion/voice/training/metrics";
import { Random } from "@/lib/emotion/voice/training/random";
import type { Sample } from "@/lib/emotion/voice/training/samples";
import { trainHead } from "@/lib/emotion/voice/training/train";
import { closeInferencePool, inferencePool } from "@/lib/models/shared-pool";
import { quantile } from "@/lib/models/tasks/voice-window";
import { groupBy } from "@/lib/platform/group-by";
import { machine } from "@/tests/bench/machine";

/** Orders in which the actors' clips are heard, to learn the speaker on the way. */
const ORDERS = 10;
/** From here on a speaker counts as known. */
const KNOWN_AFTER = 8;
const LATENCY_RUNS = 60;
const SOUND_SEEDS = 10;

/**
 * Measures the emotion of voices on what its weights were not trained on: actors 19 and 20 of
 * RAVDESS, the actors in training by cross-validation, speakers of LibriSpeech kept apart, and
 * sounds that are no speech. A line per figure.
 */
export async function runEmotionVoiceBench(argv: string[], io: CommandIo): Promise<void> {
  const asked = parseTraining(argv);
  const pool = inferencePool();
  const tell = (figure: Record<string, unknown>) => io.out({ ...figure, ...machine() });
  try {
    const head = await voiceHead();
    const samples = await allSamples({ ...asked, pool, progress: io.progress });
    const dev = samples.filter(({ recording }) => recording.split === "dev");
    const acted = dev.filter(({ recording }) => recording.corpus === "ravdess");
    const ordinary = dev.filter(({ recording }) => recording.corpus === "librispeech");
    for (const figure of actedFigures(acted, head)) tell(figure);
    tell(await fileFigure(acted, asked.data));
    for (const figure of ordinaryFigures(ordinary, head)) tell(figure);
    tell(await soundFigure());
    for (const seconds of [1, 2]) tell(await latencyFigure(seconds));
    const train = samples.filter(({ recording }) => recording.split === "train");
    for (const figure of crossValidation(trainHead(train, asked.seed))) tell(figure);
  } finally {
    await closeInferencePool();
  }
}

function judge(sample: Sample, scores: EmotionScores): Judged {
  return {
    truth: labelOf(sample),
    probabilities: VOICE_EMOTIONS.map((emotion) => scores[emotion]),
  };
}

function read(sample: Sample, head: VoiceHead, context: SpeakerContext | null) {
  const { features, seconds } = sample;
  return classifyVoice({ head, features, seconds, context });
}

function* actedFigures(samples: readonly Sample[], head: VoiceHead) {
  for (const view of ["whole", "changed", "window2", "window1"] as const) {
    const judged = samples
      .filter((sample) => sample.view === view)
      .map((sample) => judge(sample, read(sample, head, null).scores));
    yield {
      measured: `actors 19 and 20, ${view}, unknown speaker`,
      ...toldQuality(qualityOf(judged, VOICE_EMOTIONS.length)),
      ...(view === "whole" && { confusion: qualityOf(judged, VOICE_EMOTIONS.length).confusion }),
    };
  }
  for (const view of ["whole", "window2"] as const) {
    const judged = inRandomOrders(
      samples.filter((sample) => sample.view === view),
      head,
    );
    yield {
      measured: `actors 19 and 20, ${view}, speaker known by ${KNOWN_AFTER} or more`,
      ...toldQuality(qualityOf(judged, VOICE_EMOTIONS.length)),
    };
  }
}

/** Each speaker's recordings in random orders; the speaker is learned on the way, as live. */
function inRandomOrders(samples: readonly Sample[], head: VoiceHead): Judged[] {
  const speakers = groupBy(samples, ({ recording }) => recording.speaker);
  const judged: Judged[] = [];
  for (let order = 0; order < ORDERS; order += 1) {
    for (const [speaker, theirs] of speakers) {
      let context: SpeakerContext | null = null;
      for (const [at, sample] of shuffled(theirs, new Random(order, speaker)).entries()) {
        const reading = read(sample, head, context);
        context = reading.context;
        if (at >= KNOWN_AFTER) judged.push(judge(sample, reading.scores));
      }
    }
  }
  return judged;
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, place: random.between(0, 1) }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/** As `parley emotion voice` reads them: decoded, gated, in windows and as a whole. */
async function fileFigure(samples: readonly Sample[], data: string) {
  const whole = samples.filter(({ view }) => view === "whole");
  const judged: Judged[] = [];
  let unheard = 0;
  let anomalies = 0;
  let unsure = 0;
  for (const sample of whole) {
    const file = path.join(data, sample.recording.file);
    const reading = await readVoiceFile({ pool: inferencePool(), file });
    if (reading.anomaly) anomalies += 1;
    if (reading.unsure) unsure += 1;
    if (reading.scores) judged.push(judge(sample, reading.scores));
    else unheard += 1;
  }
  return {
    measured: "actors 19 and 20, files as the command reads them",
    ...toldQuality(qualityOf(judged, VOICE_EMOTIONS.length)),
    unheard,
    anomalies,
    unsure,
  };
}

/** Speakers never trained on, who read aloud: how much of it is called neutral. */
function* ordinaryFigures(samples: readonly Sample[], head: VoiceHead) {
  for (const view of ["window2", "window1"] as const) {
    for (const known of [false, true]) {
      const speakers = groupBy(
        samples.filter((sample) => sample.view === view),
        ({ recording }) => recording.speaker,
      );
      const readings = [...speakers.values()].flatMap((theirs) => {
        let context: SpeakerContext | null = null;
        return theirs.map((sample) => {
          const reading = read(sample, head, context);
          if (known) context = reading.context;
          return reading;
        });
      });
      const share = (count: number) => rounded(count / readings.length);
      yield {
        measured: `ordinary speech, ${view}, ${known ? "speaker learned on the way" : "unknown speaker"}`,
        speakers: speakers.size,
        count: readings.length,
        neutral: share(readings.filter(({ label }) => label === "neutral").length),
        neutralOrUnsure: share(
          readings.filter(({ label, unsure }) => label === "neutral" || unsure).length,
        ),
        anomalies: share(readings.filter(({ anomaly }) => anomaly).length),
      };
    }
  }
}

/** Noise and music: how much is told as a voice. */
async function soundFigure() {
  const taken: Record<string, number> = {};
  let nearest = Number.POSITIVE_INFINITY;
  for (const sound of SOUNDS) {
    for (let seed = 1; seed <= SOUND_SEEDS; seed += 1) {
      const pcm = makeSound(sound, { seconds: 2, seed });
      const reading = await readVoiceWindow({ pool: inferencePool(), pcm, context: null });
      if (!reading.anomaly) taken[sound] = (taken[sound] ?? 0) + 1;
      const { features } = await inferencePool().run("read-voice", { pcm, minSpeech: 0 });
      const distance = features
        ? classifyVoice({ head: await voiceHead(), features, context: null }).distance
        : nearest;
      nearest = Math.min(nearest, distance);
    }
  }
  return {
    measured: "noise and music of 2 s",
    count: SOUNDS.length * SOUND_SEEDS,
    takenForVoice: taken,
    nearestDistance: rounded(nearest),
    threshold: (await voiceHead()).anomaly.threshold,
  };
}

async function latencyFigure(seconds: number) {
  const pcm = makeSound("melody", { seconds });
  const run = () => inferencePool().run("read-voice", { pcm, minSpeech: 1e-9 });
  await run();
  const times: number[] = [];
  for (let at = 0; at < LATENCY_RUNS; at += 1) {
    const startedAt = performance.now();
    await run();
    times.push(performance.now() - startedAt);
  }
  return {
    measured: `one window of ${seconds} s, models loaded, with the search for speech`,
    p50Ms: rounded(quantile(times, 0.5)),
    p95Ms: rounded(quantile(times, 0.95)),
  };
}
