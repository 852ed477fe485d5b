import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { CommandIo } from "@/cli/command";
import { command } from "@/cli/commands/emotion";
import { emotionText } from "@/cli/commands/emotion-text";

/** The encoder is converted for the new folder, on a machine that may be busy with other tests. */
const LOADING_TIMEOUT_MS = 300_000;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "parley-emotion-"));
  vi.stubEnv("PARLEY_DATA", folder);
  vi.stubEnv("EMOTION_TEXT_MODEL", undefined);
  const { error } = await run('{"text":"A sentence that loads the model."}\n');
  expect(error).toBeNull();
}, LOADING_TIMEOUT_MS);

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function run(input: string, ...argv: string[]) {
  const lines: unknown[] = [];
  const io: CommandIo = { out: (json) => lines.push(json), progress: () => undefined };
  const error: unknown = await emotionText(argv, io, Readable.from([input])).then(
    () => null,
    (reason: unknown) => reason,
  );
  return { lines, error };
}

describe("parley emotion text", { timeout: 120_000 }, () => {
  it("prints a line for every line, in order", async () => {
    const { lines, error } = await run(
      '{"text":"I am so happy that we finally shipped it."}\n\n{"text":"Thank you!"}\n',
    );
    expect(error).toBeNull();
    expect(lines).toEqual([
      {
        text: "I am so happy that we finally shipped it.",
        label: "joy",
        scores: {
          anger: expect.any(Number),
          disgust: expect.any(Number),
          fear: expect.any(Number),
          joy: expect.any(Number),
          neutral: expect.any(Number),
          sadness: expect.any(Number),
          surprise: expect.any(Number),
        },
      },
      expect.objectContaining({ text: "Thank you!", label: "joy" }),
    ]);
  });

  it("reads as transcripts are read when asked to", async () => {
    const { lines } = await run('{"text":"Thank you!"}', "--segments");
    expect(lines).toMatchObject([{ label: "neutral", short: true, scores: { neutral: 1 } }]);
  });

  it("answers what came before a line it cannot read, and names that line", async () => {
    const { lines, error } = await run('{"text":"The next meeting is on Tuesday."}\n{"txt":1}\n');
    expect(lines).toHaveLength(1);
    expect(error).toMatchObject({ name: "UsageError" });
    expect(String(error)).toContain("Line 2");
  });

  it("asks what to read", async () => {
    const io: CommandIo = { out: () => undefined, progress: () => undefined };
    await expect(command.run(["smell"], io)).rejects.toThrow("Say what to read: text");
  });
});
