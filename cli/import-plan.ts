import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { UsageError } from "@/cli/command";
import { personName } from "@/lib/room/schema";

/** One file of an import: who speaks in it and when it begins. */
export interface PlannedTrack {
  speaker: string;
  file: string;
  /** The file's start on the meeting clock, milliseconds. */
  offsetMs: number;
}

const AUDIO_NAME = /\.(?:webm|weba|wav|mp3|m4a|mp4|ogg|opus|oga|aac|flac)$/iu;
const TRACK_NAME = /^track_(.+)$/u;
/** Beside the tracks, or given by --offsets: file name, stem or speaker → seconds. */
const OFFSETS_FILE = "offsets.json";

const offsetsSchema = z.record(
  z.string(),
  z
    .number()
    .min(0)
    .max(24 * 3600),
);

/**
 * Works out which files an import takes and who speaks in them. A folder gives its `track_*` files,
 * or all its audio files when none is named so; the speaker is the name after `track_`, else the
 * file's stem, unless `--speaker NAME=FILE` says otherwise.
 * @throws UsageError
 */
export async function planImport(asked: {
  paths: string[];
  /** `NAME=FILE` each. */
  speakers: string[];
  offsetsFile: string | undefined;
}): Promise<PlannedTrack[]> {
  const named = new Map(asked.speakers.map(parseSpeaker));
  const listed = (await Promise.all(asked.paths.map(audioFilesAt))).flat();
  const files = [...new Set([...listed.map((file) => path.resolve(file)), ...named.keys()])];
  if (files.length === 0)
    throw new UsageError("Name the audio files of the meeting, one per speaker, or their folder.");
  for (const file of named.keys()) await requireFile(file);
  const offsets = await readOffsets(asked.offsetsFile ?? (await offsetsBeside(asked.paths)));
  const tracks = files.map((file) => {
    const stem = path.parse(file).name;
    const speaker = named.get(file) ?? TRACK_NAME.exec(stem)?.[1] ?? stem;
    const checked = personName.safeParse(speaker);
    if (!checked.success)
      throw new UsageError(
        `"${speaker.slice(0, 40)}" cannot be a speaker's name: ${checked.error.issues[0]?.message ?? ""}`,
      );
    const seconds =
      offsets.get(path.basename(file)) ?? offsets.get(stem) ?? offsets.get(checked.data) ?? 0;
    return { speaker: checked.data, file, offsetMs: Math.round(seconds * 1000) };
  });
  refuseUnknownOffsets(offsets, tracks);
  return tracks;
}

function parseSpeaker(given: string): [file: string, name: string] {
  const at = given.indexOf("=");
  if (at <= 0 || at === given.length - 1)
    throw new UsageError(`--speaker takes NAME=FILE, and it was given "${given.slice(0, 80)}".`);
  return [path.resolve(given.slice(at + 1)), given.slice(0, at)];
}

async function audioFilesAt(place: string): Promise<string[]> {
  const info = await stat(place).catch(() => null);
  if (!info) throw new UsageError(`There is no file or folder ${place}.`);
  if (!info.isDirectory()) return [place];
  const audio = (await readdir(place)).filter((name) => AUDIO_NAME.test(name)).sort();
  if (audio.length === 0) throw new UsageError(`There are no audio files in ${place}.`);
  const tracks = audio.filter((name) => TRACK_NAME.test(name));
  return (tracks.length > 0 ? tracks : audio).map((name) => path.join(place, name));
}

async function requireFile(file: string): Promise<void> {
  const info = await stat(file).catch(() => null);
  if (!info?.isFile()) throw new UsageError(`There is no file ${file}.`);
}

async function offsetsBeside(places: string[]): Promise<string | undefined> {
  for (const place of places) {
    const file = path.join(place, OFFSETS_FILE);
    if ((await stat(file).catch(() => null))?.isFile()) return file;
  }
  return undefined;
}

async function readOffsets(file: string | undefined): Promise<Map<string, number>> {
  if (file === undefined) return new Map();
  const text = await readFile(file, "utf8").catch(() => {
    throw new UsageError(`There is no readable file ${file}.`);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UsageError(`${file} is not JSON.`);
  }
  const parsed = offsetsSchema.safeParse(json);
  if (!parsed.success)
    throw new UsageError(`${file} must give seconds by file name, like {"track_anna.opus": 12.5}.`);
  return new Map(Object.entries(parsed.data));
}

function refuseUnknownOffsets(offsets: Map<string, number>, tracks: PlannedTrack[]): void {
  const known = new Set(
    tracks.flatMap(({ file, speaker }) => [path.basename(file), path.parse(file).name, speaker]),
  );
  const unknown = [...offsets.keys()].find((key) => !known.has(key));
  if (unknown !== undefined)
    throw new UsageError(`The offsets name "${unknown}", which is none of the files or speakers.`);
}
