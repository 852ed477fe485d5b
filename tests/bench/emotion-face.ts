import { readdir } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { type CommandIo, parseCommandLine, UsageError } from "@/cli/command";
import { emotionScoresOf } from "@/lib/emotion/face/calibration";
import { type FaceMemory, faceInput, faceReading } from "@/lib/emotion/face/reading";
import { likeliest } from "@/lib/emotion/labels";
import { SURE_FROM } from "@/lib/emotion/schema";
import { overlap } from "@/lib/models/face/detection";
import { EXPRESSION_SIZE } from "@/lib/models/face/expression-net";
import { loadExpressionNet, readExpression } from "@/lib/models/face/networks";
import { cutSquare } from "@/lib/models/face/picture";
import { InferencePool } from "@/lib/models/pool";
import { resolveModel } from "@/lib/models/registry";
import { poolOptions } from "@/lib/models/settings";
import { expectedCalibrationError } from "@/tests/bench/faces/calibration";
import { ferPublicTest, type LabelledFace } from "@/tests/bench/faces/fer";
import { MeasuredReader } from "@/tests/bench/faces/reader";
import { emptyScene, faceScene, PLACINGS, type Placing, SCENE } from "@/tests/bench/faces/scenes";
import { percent, Tally } from "@/tests/bench/faces/tally";
import { videoFrames } from "@/tests/bench/faces/video";
import { machine } from "@/tests/bench/machine";

/** Every so many-th face of the set is pasted into scenes; all of them would take an hour. */
const DEFAULT_EVERY = 4;
const EMPTY_SCENES = 100;
const VIDEO_FRAMES_PER_SECOND = 5;

/**
 * Measures the reading of faces: FER2013's public test cut close, the same faces pasted into drawn
 * rooms, videos of one person with and without tracking, and pictures without anybody.
 */
export async function runEmotionFaceBench(argv: string[], io: CommandIo): Promise<void> {
  const { values } = parseCommandLine(argv, {
    data: { type: "string" },
    every: { type: "string" },
    only: { type: "string" },
  });
  if (values.data === undefined)
    throw new UsageError("Say where the pictures are: parley bench emotion-face --data DIR");
  const every = Number(values.every ?? DEFAULT_EVERY);
  if (!Number.isInteger(every) || every < 1) throw new UsageError("--every takes a whole number.");
  const faces = await ferPublicTest(values.data);
  const report = (figures: object) => io.out({ ...figures, ...machine() });
  const pool = new InferencePool({ ...poolOptions(), size: 1 });
  try {
    const wanted = (part: string) => (values.only ?? part) === part;
    if (wanted("close")) await measureClose(faces, every, report);
    const some = faces.filter((_, index) => index % every === 0);
    for (const placing of wanted("scenes") ? PLACINGS : []) {
      io.progress(`${some.length} scenes: ${placing.name}`);
      report(await measurePlacing({ pool, faces: some, placing }));
    }
    const webcam = path.join(values.data, "webcam");
    if (wanted("nobody")) report(await measureNobody(pool, path.join(webcam, "no_face.mp4")));
    if (wanted("tracking")) report(await measureTracking(pool, webcam));
  } finally {
    await pool.close();
  }
}

/** Without the detector: the network alone, on all faces and on those that scenes are made of. */
async function measureClose(
  faces: readonly LabelledFace[],
  every: number,
  report: (figures: object) => void,
): Promise<void> {
  const { locations } = poolOptions();
  const session = await loadExpressionNet({
    model: (id) => resolveModel({ id, locations }),
    cacheDirectory: path.join(locations.dataDir, "models"),
  });
  const all = new Tally();
  const some = new Tally();
  const answers: { probability: number; right: boolean }[] = [];
  for (const [index, { jpeg, label: truth, half }] of faces.entries()) {
    const scores = emotionScoresOf(await readExpression(session, await wholePicture(jpeg)));
    const { label, probability } = likeliest(scores);
    all.add(truth, label);
    if (index % every === 0) some.add(truth, label);
    if (half === "report") answers.push({ probability, right: truth === label });
  }
  const sure = answers.filter(({ probability }) => probability >= SURE_FROM);
  report({
    what: "close",
    faces: all.total,
    accuracy: all.accuracy,
    recalls: all.recalls,
    confusion: all.confusion,
    accuracyOfScenesFaces: some.accuracy,
    calibrationErrorOnReportHalf: percent(expectedCalibrationError(answers)),
    sureShareOnReportHalf: percent(sure.length / answers.length),
    accuracyWhenSureOnReportHalf: percent(sure.filter(({ right }) => right).length / sure.length),
  });
}

export async function wholePicture(jpeg: Buffer): Promise<Uint8Array> {
  const { data, info } = await sharp(jpeg)
    .toColourspace("srgb")
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const picture = { width: info.width, height: info.height, rgb: data };
  const centre = { x: info.width / 2, y: info.height / 2 };
  return cutSquare(picture, { centre, side: info.width, angle: 0 }, EXPRESSION_SIZE);
}

/** Through everything: JPEG, detector, crop, network. */
async function measurePlacing({
  pool,
  faces,
  placing,
}: {
  pool: InferencePool;
  faces: readonly LabelledFace[];
  placing: Placing;
}) {
  const reader = new MeasuredReader(pool);
  const tally = new Tally();
  let missed = 0;
  let elsewhere = 0;
  for (const [seed, { jpeg, label: truth }] of faces.entries()) {
    const scene = await faceScene({ face: jpeg, placing, seed });
    const { label, face } = faceReading(await reader.read(faceInput(scene.jpeg, null)), null);
    if (label === null || face === null) {
      missed += 1;
      continue;
    }
    const x = (face.box.x + face.box.width / 2) * SCENE.width - scene.face.x;
    const y = (face.box.y + face.box.height / 2) * SCENE.height - scene.face.y;
    if (x < 0 || y < 0 || x > scene.face.side || y > scene.face.side) elsewhere += 1;
    else tally.add(truth, label);
  }
  return {
    what: "scenes",
    placing: placing.name,
    scenes: faces.length,
    found: percent(tally.total / faces.length),
    missed,
    elsewhere,
    accuracyOfFound: tally.accuracy,
    accuracyOfAll: percent((tally.accuracy / 100) * (tally.total / faces.length)),
    recalls: tally.recalls,
    confusion: tally.confusion,
    ...reader.speed,
  };
}

/** Pictures without anybody: every label is a mistake. */
async function measureNobody(pool: InferencePool, video: string) {
  const drawn = await Promise.all(
    Array.from({ length: EMPTY_SCENES }, (_, seed) => emptyScene(seed)),
  );
  const frames = await videoFrames(video, VIDEO_FRAMES_PER_SECOND);
  let labels = 0;
  const anomalies: Record<string, number> = {};
  const reader = new MeasuredReader(pool);
  let memory: FaceMemory | null = null;
  for (const jpeg of [...drawn, ...frames]) {
    const output = await reader.read(faceInput(jpeg, memory));
    const reading = faceReading(output, memory);
    memory = reading.memory;
    if (reading.label !== null) labels += 1;
    const anomaly = reading.anomaly ?? "none";
    anomalies[anomaly] = (anomalies[anomaly] ?? 0) + 1;
  }
  return {
    what: "nobody",
    drawn: drawn.length,
    video: frames.length,
    labels,
    anomalies,
    ...reader.speed,
  };
}

/** One person before a camera: what tracking saves, and what it costs in likeness to looking anew. */
async function measureTracking(pool: InferencePool, webcam: string) {
  const clips = path.join(webcam, "intel-asl");
  const names = (await readdir(clips).catch(() => [])).filter((name) => name.endsWith(".mkv"));
  const videos = [path.join(webcam, "single_face.mp4"), ...names.map((n) => path.join(clips, n))];
  const anew = new MeasuredReader(pool);
  const tracked = new MeasuredReader(pool);
  const seen = {
    frames: 0,
    without: 0,
    everywhere: 0,
    nearby: 0,
    sameLabel: 0,
    overlaps: 0,
    several: 0,
  };
  for (const video of videos) {
    let memory: FaceMemory | null = null;
    for (const jpeg of await videoFrames(video, VIDEO_FRAMES_PER_SECOND)) {
      const fresh = faceReading(await anew.read(faceInput(jpeg, null)), null);
      const output = await tracked.read(faceInput(jpeg, memory));
      const reading = faceReading(output, memory);
      memory = reading.memory;
      seen.frames += 1;
      if (output.looked !== "nowhere") seen[output.looked] += 1;
      if (fresh.label === null) seen.without += 1;
      if (fresh.label === reading.label) seen.sameLabel += 1;
      if (reading.anomaly === "several-faces") seen.several += 1;
      if (fresh.face && reading.face) seen.overlaps += overlap(fresh.face.box, reading.face.box);
    }
  }
  return {
    what: "tracking",
    videos: videos.length,
    frames: seen.frames,
    withoutFace: percent(seen.without / seen.frames),
    severalFaces: percent(seen.several / seen.frames),
    lookedEverywhere: percent(seen.everywhere / seen.frames),
    lookedNearby: percent(seen.nearby / seen.frames),
    sameLabel: percent(seen.sameLabel / seen.frames),
    meanOverlap: percent(seen.overlaps / (seen.frames - seen.without)),
    anew: anew.speed,
    tracked: tracked.speed,
  };
}
