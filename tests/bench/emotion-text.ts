import os from "node:os";
import { type CommandIo, parseCommandLine, UsageError } from "@/cli/command";
import { EMOTIONS, likeliest } from "@/lib/emotion/labels";
import { agreement, calibrationError } from "@/lib/emotion/text/metrics";
import { countWords } from "@/lib/emotion/text/normalise";
import { createTextEmotionReader, type TextEmotionReader } from "@/lib/emotion/text/reader";
import {
  FEWEST_WORDS,
  shortReading,
  shownEmotion,
  type TextReading,
} from "@/lib/emotion/text/reading";
import {
  type LabelledText,
  readGoEmotions,
  readMeetingTurns,
} from "@/lib/emotion/text/training/data";
import { closeInferencePool, inferencePool } from "@/lib/models/shared-pool";
import { machine } from "@/tests/bench/machine";

const MEETING_TURNS = 3000;
/** The sample is always the same; the training's seed has nothing to do with it. */
const SEED = 7;
const SPEED_TEXTS = 600;

/** What can be measured, in this order. */
const PARTS = ["comments", "meetings", "speed"] as const;

interface Request {
  reader: TextEmotionReader;
  data: string;
  out: (json: object) => void;
}

/**
 * Measures the reader of words: GoEmotions dev (nothing is trained on it; mixture and temperature
 * were chosen on it), turns of QMSum's validation meetings, which should be neutral, and speed.
 */
export async function runTextEmotionBench(argv: string[], io: CommandIo): Promise<void> {
  const { values } = parseCommandLine(argv, { data: { type: "string" }, only: { type: "string" } });
  const { data, only } = values;
  if (data === undefined) throw new UsageError("Name the data folder: --data DIR");
  const parts = PARTS.filter((part) => only === undefined || part === only);
  if (parts.length === 0) throw new UsageError(`--only is one of ${PARTS.join(", ")}.`);
  try {
    const reader = createTextEmotionReader({ pool: inferencePool() });
    await reader.read(["A sentence that loads the model."]);
    const told = { model: reader.id, ...machine() };
    const out = (json: object) => io.out({ ...json, ...told });
    for (const part of parts) {
      await MEASURES[part]({ reader, data, out });
      io.progress(`${part}: measured`);
    }
  } finally {
    await closeInferencePool();
  }
}

const MEASURES: Record<(typeof PARTS)[number], (request: Request) => Promise<void>> = {
  async comments({ reader, data, out }) {
    const dev = await readGoEmotions(data, "dev");
    const readings = await reader.read(
      dev.map(({ text }) => text),
      { evenShort: true },
    );
    out({ set: "goemotions dev", evenShort: true, ...scores(dev, readings) });
    // As in transcripts: what is short is not looked at, the rest is read alike.
    const asSegments = readings.map((reading, index) =>
      countWords(dev[index]?.text ?? "") < FEWEST_WORDS ? shortReading() : reading,
    );
    out({ set: "goemotions dev", evenShort: false, ...scores(dev, asSegments) });
  },
  async meetings({ reader, data, out }) {
    const readings = await reader.read(await meetingTurns(data, MEETING_TURNS));
    out({ set: "qmsum val turns", ...neutrality(readings) });
  },
  async speed({ reader, data, out }) {
    const texts = await meetingTurns(data, SPEED_TEXTS);
    for (const batch of [1, 48]) out(await speed(reader, texts, batch));
  },
};

async function meetingTurns(data: string, count: number): Promise<string[]> {
  const turns = await readMeetingTurns({ data, split: "val", count, seed: SEED });
  return turns.map(({ text }) => text);
}

function scores(rows: readonly LabelledText[], readings: readonly TextReading[]) {
  const truth = (index: number) => rows[index]?.label ?? "neutral";
  const { accuracy, macroF1, f1, confusion } = agreement(
    readings.map(({ label }, index) => ({ truth: truth(index), said: label })),
  );
  const answers = readings.map((reading, index) => {
    const { label, probability } = likeliest(reading.scores);
    const shown = shownEmotion(reading);
    return {
      confidence: probability,
      right: label === truth(index),
      emotional: label !== "neutral",
      shown: shown !== "neutral" && shown !== "unsure",
    };
  });
  const emotional = answers.filter((answer) => answer.emotional);
  const shown = answers.filter((answer) => answer.shown);
  return {
    rows: rows.length,
    short: readings.filter((reading) => reading.short).length,
    accuracy: rounded(accuracy),
    macroF1: rounded(macroF1),
    f1: Object.fromEntries(EMOTIONS.map((emotion) => [emotion, rounded(f1[emotion])])),
    calibrationError: rounded(calibrationError(answers)),
    emotionsRight: rounded(share(emotional, ({ right }) => right)),
    shown: shown.length,
    shownRight: rounded(share(shown, ({ right }) => right)),
    labels: EMOTIONS,
    confusion,
  };
}

function neutrality(readings: readonly TextReading[]) {
  return {
    rows: readings.length,
    neutral: rounded(share(readings, ({ label }) => label === "neutral")),
    neutralOrUnsure: rounded(
      share(readings, (reading) => ["neutral", "unsure"].includes(shownEmotion(reading))),
    ),
  };
}

async function speed(reader: TextEmotionReader, texts: readonly string[], batch: number) {
  const cpu = process.cpuUsage();
  const began = performance.now();
  for (let start = 0; start < texts.length; start += batch) {
    await reader.read(texts.slice(start, start + batch), { evenShort: true });
  }
  const { user, system } = process.cpuUsage(cpu);
  const words = texts.reduce((sum, text) => sum + text.split(" ").length, 0);
  return {
    set: "speed",
    batch,
    texts: texts.length,
    wordsPerText: rounded(words / texts.length),
    textsPerCpuSecond: Math.round((texts.length * 1e6) / (user + system)),
    load: rounded(os.loadavg()[0] ?? 0),
    textsPerSecond: Math.round((texts.length * 1000) / (performance.now() - began)),
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

function share<T>(items: readonly T[], test: (item: T) => boolean): number {
  return items.filter(test).length / Math.max(1, items.length);
}

const rounded = (value: number) => Math.round(value * 10_000) / 10_000;
