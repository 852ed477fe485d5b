import path from "node:path";
import { z } from "zod";
import { type Command, type CommandIo, parseCommandLine, UsageError } from "@/cli/command";
import { planImport } from "@/cli/import-plan";
import { email } from "@/lib/auth/schema";
import { createMeeting } from "@/lib/meetings/schema";

const USAGE = `parley meeting import DIR_OR_FILES… [--title T] [--owner EMAIL] [--wait]
                     [--speaker NAME=FILE …] [--offsets offsets.json]
parley meeting show ID

import  One audio file per speaker, named track_<speaker>.<ext> or <speaker>.<ext>; of a folder its
        track_* files, else all of its audio. offsets.json gives the seconds at which a file begins
        ({"track_anna.opus": 12.5}); one in the folder is found by itself. --wait ends when the
        transcript is there. Prints {meetingId, url, state, segments}.
show    Prints {meetingId, title, state, segments, summary, speakers, emotions}; times are seconds
        from the meeting's start.`;

const OPTIONS = {
  title: { type: "string" },
  owner: { type: "string" },
  wait: { type: "boolean" },
  speaker: { type: "string", multiple: true },
  offsets: { type: "string" },
} as const;

function parse(argv: string[]) {
  const { values, positionals } = parseCommandLine(argv, OPTIONS);
  const [action, ...words] = positionals;
  if (action === "show") {
    if (words.length !== 1 || Object.keys(values).length > 0)
      throw new UsageError("Give the meeting's id: parley meeting show ID");
    if (!z.uuid().safeParse(words[0]).success)
      throw new UsageError(`"${words[0]}" is not a meeting's id; \`meeting import\` prints one.`);
    return { action: "show" as const, meetingId: words[0] as string };
  }
  if (action !== "import")
    throw new UsageError("Say what to do: parley meeting import or parley meeting show.");
  if (words.length === 0 && !values.speaker?.length)
    throw new UsageError("Name the audio files of the meeting, one per speaker, or their folder.");
  return {
    action: "import" as const,
    paths: words,
    speakers: values.speaker ?? [],
    offsetsFile: values.offsets,
    owner: values.owner === undefined ? undefined : sentenceOf(email, values.owner),
    title: sentenceOf(createMeeting, { title: values.title ?? defaultTitle(words) }).title,
    wait: values.wait ?? false,
  };
}

const defaultTitle = (paths: string[]): string => {
  const only = paths.length === 1 ? path.parse(path.resolve(paths[0] as string)) : null;
  return only && only.ext === "" ? only.name : "Imported meeting";
};

function sentenceOf<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new UsageError(result.error.issues[0]?.message ?? "That could not be understood.");
}

async function validate(argv: string[]): Promise<void> {
  const asked = parse(argv);
  if (asked.action === "import") await planImport(asked);
}

async function run(argv: string[], io: CommandIo): Promise<void> {
  const asked = parse(argv);
  if (asked.action === "show") {
    const { showMeeting } = await import("@/cli/show-meeting");
    const { gaps, ...meeting } = await showMeeting(asked.meetingId);
    for (const gap of gaps) io.progress(gap);
    io.out(meeting);
    return;
  }
  const tracks = await planImport(asked);
  const { importMeeting } = await import("@/cli/import-meeting");
  const { meetingProgress, seeThrough } = await import("@/cli/see-through");
  const meeting = await importMeeting({ tracks, title: asked.title, owner: asked.owner, io });
  const state = await seeThrough({ meetingId: meeting.id, wait: asked.wait, io });
  const { segments } = await meetingProgress(meeting.id);
  io.out({ meetingId: meeting.id, url: meeting.url, state, segments });
  if (state === "failed")
    throw new Error(`A step failed; the meeting's page says which: ${meeting.url}`);
}

export const command: Command = {
  name: "meeting",
  summary: "Imports recordings as a meeting, and prints a meeting's transcript and summary",
  usage: USAGE,
  needsDatabase: true,
  validate,
  run,
};
