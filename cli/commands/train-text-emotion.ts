import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { type CommandIo, parseCommandLine, UsageError } from "@/cli/command";
import { MEETING_TURNS, trainTextEmotion } from "@/lib/emotion/text/training/train";
import { resolveModel } from "@/lib/models/registry";
import { poolOptions } from "@/lib/models/settings";

const FILE = "head.bin";

/** `parley train text-emotion`: a line per part and for the mixture, then one for the file. */
export async function trainTextEmotionCommand(argv: string[], io: CommandIo): Promise<void> {
  const { values } = parseCommandLine(argv, {
    data: { type: "string" },
    seed: { type: "string", default: "1" },
    "meeting-turns": { type: "string", default: String(MEETING_TURNS) },
    out: { type: "string" },
    cache: { type: "string" },
  });
  const seed = Number(values.seed);
  const meetingTurns = Number(values["meeting-turns"]);
  if (values.data === undefined) throw new UsageError("Name the data folder: --data DIR");
  if (!Number.isInteger(seed) || seed < 0) throw new UsageError("--seed is a whole number.");
  if (!Number.isInteger(meetingTurns) || meetingTurns < 0) {
    throw new UsageError("--meeting-turns is a whole number.");
  }
  const { locations } = poolOptions();
  const began = process.cpuUsage();
  const { file, figures } = await trainTextEmotion({
    data: values.data,
    seed,
    meetingTurns,
    cache: values.cache,
    context: {
      model: (id) => resolveModel({ id, locations }),
      cacheDirectory: path.join(locations.dataDir, "models"),
    },
    progress: (line) => io.progress(line),
  });
  for (const line of figures) io.out(line);
  const directory = path.resolve(values.out ?? path.join(locations.dataDir, "training"));
  await mkdir(directory, { recursive: true });
  await writeFile(path.join(directory, FILE), file);
  const { user, system } = process.cpuUsage(began);
  io.out({
    file: path.join(directory, FILE),
    bytes: file.length,
    sha256: createHash("sha256").update(file).digest("hex"),
    seed,
    meetingTurns,
    cpuSeconds: Math.round((user + system) / 1e6),
  });
}
