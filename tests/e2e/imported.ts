import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { type Line, rehearsedLines } from "./script";

const run = promisify(execFile);
const IMPORT_TIMEOUT_MS = 150_000;

/** Quiet between two lines, milliseconds. */
const PAUSE_MS = 900;

/**
 * Makes the rehearsed meeting out of its recordings by the command line, one file per line, and
 * waits for its transcript. Answers the meeting's id and what was said in it.
 */
export async function importRehearsed(
  title: string,
  owner: string,
): Promise<{ meetingId: string; lines: Line[] }> {
  const lines = await rehearsedLines();
  const folder = await mkdtemp(path.join(os.tmpdir(), "parley-import-"));
  try {
    const offsets: Record<string, number> = {};
    const speakers: string[] = [];
    let atMs = 0;
    for (const [index, { speaker, wav, durationMs }] of lines.entries()) {
      const name = `line-${index}.wav`;
      await writeFile(path.join(folder, name), wav);
      speakers.push("--speaker", `${speaker}=${path.join(folder, name)}`);
      offsets[name] = atMs / 1000;
      atMs += durationMs + PAUSE_MS;
    }
    const offsetsFile = path.join(folder, "offsets.json");
    await writeFile(offsetsFile, JSON.stringify(offsets));
    const words = ["meeting", "import", ...speakers, "--offsets", offsetsFile];
    const { stdout } = await run(
      process.execPath,
      ["scripts/parley.mjs", ...words, "--title", title, "--owner", owner, "--wait"],
      { timeout: IMPORT_TIMEOUT_MS },
    );
    return { ...(JSON.parse(stdout) as { meetingId: string }), lines };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
