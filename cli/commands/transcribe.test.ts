import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { CommandIo } from "@/cli/command";
import { command } from "@/cli/commands/transcribe";
import { fixturePath, spokenFixtures } from "@/lib/speech/testing/fixtures";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "parley-transcribe-"));
  vi.stubEnv("PARLEY_DATA", folder);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function run(...argv: string[]) {
  const lines: unknown[] = [];
  const io: CommandIo = { out: (json) => lines.push(json), progress: () => undefined };
  const error: unknown = await command.run(argv, io).then(
    () => null,
    (reason: unknown) => reason,
  );
  return { lines, error };
}

describe("parley transcribe", { timeout: 120_000 }, () => {
  it("prints a line per file and still transcribes the good ones beside bad ones", async () => {
    const [good, other] = await spokenFixtures();
    if (!good || !other) throw new Error("no fixtures");
    const empty = path.join(folder, "empty.webm");
    const text = path.join(folder, "notes.webm");
    await writeFile(empty, "");
    await writeFile(text, "These are notes.");
    const { lines, error } = await run(fixturePath(good), empty, fixturePath(other), text);
    expect(lines).toEqual(
      [good, other].map((fixture) => ({
        file: fixturePath(fixture),
        durationSeconds: expect.closeTo(fixture.durationMs / 1000, 1),
        text: fixture.text,
        segments: [
          {
            start: expect.closeTo(fixture.speechStartMs / 1000, 0),
            end: expect.closeTo(fixture.speechEndMs / 1000, 0),
            text: fixture.text,
            confidence: expect.any(Number),
            emotion: expect.stringMatching(/^(neutral|joy|anger|disgust|fear|sadness|surprise)$/),
          },
        ],
        engine: "moonshine-tiny",
        wallSeconds: expect.any(Number),
        cpuSeconds: expect.any(Number),
      })),
    );
    expect(error).toMatchObject({ name: "UsageError" });
    expect(String(error)).toContain("empty.webm is empty");
    expect(String(error)).toContain("notes.webm is not an audio file");
  });

  it("asks for a file and for an engine that exists", async () => {
    expect(String((await run()).error)).toContain("at least one audio file");
    expect(String((await run("a.wav", "--engine", "ears")).error)).toContain('no engine "ears"');
  });
});
