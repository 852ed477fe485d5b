import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommandLine } from "@/cli/main";

interface Run {
  code: number;
  stdout: string;
  stderr: string;
  /** The JSON Lines of stdout. */
  lines: Record<string, unknown>[];
}

/** Every call starts a program, so a test of several takes its time on a busy machine. */
const SEVERAL_CALLS_MS = 180_000;

/** Runs the real program, as `npm run -s parley --` does. */
function program(...words: string[]): Promise<Run> {
  const root = path.resolve(import.meta.dirname, "..");
  const args = ["--import", "tsx", path.join(root, "cli/index.ts"), ...words];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root }, (error, stdout, stderr) => {
      const lines = stdout
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr, lines });
    });
  });
}

/** The same without a process of its own, which takes seconds to start. */
async function parley(...words: string[]): Promise<Run> {
  const lines: Run["lines"] = [];
  const said: string[] = [];
  const code = await runCommandLine(words, {
    out: (json) => lines.push(JSON.parse(JSON.stringify(json))),
    progress: (line) => said.push(`${line}\n`),
  });
  return { code, lines, stdout: JSON.stringify(lines), stderr: said.join("") };
}

const address = () => `cli.${process.pid}.${Math.random().toString(36).slice(2)}@example.org`;

/** A second of a 440 Hz tone: sound, and nobody speaks. */
function tone(): Buffer {
  const rate = 16_000;
  const wav = Buffer.alloc(44 + rate * 2);
  wav.write("RIFF", 0).toString();
  wav.writeUInt32LE(36 + rate * 2, 4);
  wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(rate * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write("data", 36);
  wav.writeUInt32LE(rate * 2, 40);
  for (let i = 0; i < rate; i++)
    wav.writeInt16LE(Math.round(8000 * Math.sin((2 * Math.PI * 440 * i) / rate)), 44 + i * 2);
  return wav;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "parley-cli-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the parley program", () => {
  it("explains its commands on stderr and keeps stdout for results", async () => {
    const { code, stdout, stderr } = await program("--help");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toContain("Usage: parley <command>");
  });

  it("answers bad input with one sentence and exit code 2", async () => {
    const { code, stdout, stderr } = await program("meeting", "show", "42");
    const sentence = `"42" is not a meeting's id; \`meeting import\` prints one.\n`;
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: "", stderr: sentence });
  });
});

describe("parley user", () => {
  it("creates an account, tells a made-up password on stderr alone, and refuses a second one", {
    timeout: SEVERAL_CALLS_MS,
  }, async () => {
    const email = address();
    const made = await program("user", "create", email, "--name", "Ana Lima", "--json");
    expect(made.code).toBe(0);
    expect(made.lines).toEqual([
      {
        id: expect.any(String),
        email,
        name: "Ana Lima",
        role: expect.stringMatching(/^(admin|member)$/),
        disabled: false,
      },
    ]);
    expect(made.stderr).toContain(`The password of ${email} is `);
    const again = await parley("user", "create", email);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain("There is already an account with this e-mail address.");
  });

  it("promotes, disables and lists accounts without their secrets", {
    timeout: SEVERAL_CALLS_MS,
  }, async () => {
    const admin = address();
    const other = address();
    const password = "a long enough password";
    const first = await parley("user", "create", admin, "--admin", "--password", password);
    expect(first.lines[0]).toMatchObject({ role: "admin" });
    expect(first.stdout + first.stderr).not.toContain(password);
    await parley("user", "create", other, "--password", password);
    expect((await parley("user", "promote", other)).lines).toMatchObject([{ role: "admin" }]);
    expect((await parley("user", "disable", other)).lines).toMatchObject([{ disabled: true }]);
    const { lines, stdout } = await parley("user", "list");
    expect(lines.find((line) => line.email === other)).toMatchObject({ disabled: true });
    expect(stdout).not.toMatch(/argon2|hash/i);
  });
});

describe("parley meeting", () => {
  it("refuses files that are no audio, and leaves nothing behind", async () => {
    const file = path.join(folder, "track_ana.webm");
    await writeFile(file, "This is a letter, not a recording.");
    const { code, lines, stderr } = await parley("meeting", "import", file);
    expect({ code, lines }).toEqual({ code: 2, lines: [] });
    expect(stderr).toContain("track_ana.webm is not an audio file that can be read here");
  });

  it("names the command that makes the missing owner", async () => {
    const file = path.join(folder, "track_ben.wav");
    await writeFile(file, tone());
    const { code, stderr } = await parley(
      "meeting",
      "import",
      file,
      "--owner",
      "no.one@example.org",
    );
    expect(code).toBe(2);
    expect(stderr).toBe(
      "There is no account no.one@example.org: make it with `parley user create no.one@example.org`.\n",
    );
  });

  it("imports a recording in which nobody speaks as a meeting without words, and shows it", {
    timeout: SEVERAL_CALLS_MS,
  }, async () => {
    const email = address();
    await parley("user", "create", email, "--password", "a long enough password");
    const file = path.join(folder, "track_cara.wav");
    await writeFile(file, tone());
    const imported = await program(
      "meeting",
      "import",
      file,
      "--owner",
      email,
      "--title",
      "Tone",
      "--wait",
    );
    expect(imported.code).toBe(0);
    expect(imported.lines).toMatchObject([{ state: "empty", segments: 0 }]);
    const id = String(imported.lines[0]?.meetingId);
    const shown = await program("meeting", "show", id);
    expect(shown.lines).toMatchObject([
      { meetingId: id, title: "Tone", state: "empty", segments: [], speakers: [], emotions: {} },
    ]);
  });

  it("says when there is no such meeting", async () => {
    const { code, stderr } = await parley(
      "meeting",
      "show",
      "00000000-0000-7000-8000-000000000000",
    );
    expect({ code, stderr }).toEqual({ code: 2, stderr: "There is no such meeting.\n" });
  });
});

describe("parley doctor", () => {
  it("tells versions, services, disk and models with their licences, and no secret", async () => {
    const { code, lines, stdout } = await parley("doctor");
    expect(code).toBe(0);
    expect(lines[0]).toMatchObject({
      node: process.versions.node,
      postgres: { version: expect.stringMatching(/^1\d/), pgvector: expect.any(String) },
      redis: { version: expect.any(String) },
      problems: [],
    });
    const models = lines[0]?.models as { licence: string; required: boolean; hashOk: boolean }[];
    expect(models.filter(({ required }) => required).every(({ hashOk }) => hashOk)).toBe(true);
    expect(models.every(({ licence }) => licence !== "")).toBe(true);
    const secret = process.env.PARLEY_SECRET ?? "";
    expect(secret).not.toBe("");
    expect(stdout).not.toContain(secret);
  });
});
