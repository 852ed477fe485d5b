import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UsageError } from "@/cli/command";
import { planImport } from "@/cli/import-plan";

let folder: string;
const file = (name: string) => path.join(folder, name);
const plan = (asked: Partial<Parameters<typeof planImport>[0]>) =>
  planImport({ paths: [], speakers: [], offsetsFile: undefined, ...asked });

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "parley-import-"));
  for (const name of ["track_ana.opus", "track_ben.webm", "mix.opus", "notes.txt", "Cara Dane.wav"])
    await writeFile(file(name), "x");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("planning an import", () => {
  it("takes the tracks of a folder and not its mix", async () => {
    expect(await plan({ paths: [folder] })).toEqual([
      { speaker: "ana", file: file("track_ana.opus"), offsetMs: 0 },
      { speaker: "ben", file: file("track_ben.webm"), offsetMs: 0 },
    ]);
  });

  it("names speakers after their files, unless told otherwise", async () => {
    const tracks = await plan({
      paths: [file("Cara Dane.wav"), file("track_ana.opus")],
      speakers: [`Ana Lima=${file("track_ana.opus")}`, `Mix=${file("mix.opus")}`],
    });
    expect(tracks.map(({ speaker }) => speaker)).toEqual(["Cara Dane", "Ana Lima", "Mix"]);
  });

  it("places files by their offsets, given by file, stem or speaker in seconds", async () => {
    const offsetsFile = file("late.json");
    await writeFile(offsetsFile, '{"track_ana.opus": 12.5, "ben": 3}');
    const tracks = await plan({ paths: [folder], offsetsFile });
    expect(tracks.map(({ offsetMs }) => offsetMs)).toEqual([12_500, 3_000]);
  });

  it.each([
    ["nothing", {}, /^Name the audio files/],
    ["a speaker without a file", { speakers: ["Ana"] }, /^--speaker takes NAME=FILE/],
    ["a missing file", { speakers: ["Ana=/no/where.wav"] }, /^There is no file \/no\/where\.wav/],
    ["an impossible name", { speakers: [`${"a".repeat(300)}=SELF`] }, /cannot be a speaker's name/],
  ])("refuses %s in a sentence", async (_what, asked, sentence) => {
    const given = JSON.parse(JSON.stringify(asked).replace("SELF", file("mix.opus")));
    const refusal = plan(given);
    await expect(refusal).rejects.toThrow(UsageError);
    await expect(refusal).rejects.toThrow(sentence);
  });

  it.each([
    ["not JSON", "{", /is not JSON/],
    ["times that are no seconds", '{"ana": "soon"}', /must give seconds by file name/],
    ["somebody who is not there", '{"zoe": 3}', /^The offsets name "zoe"/],
  ])("refuses offsets that are %s", async (_what, content, sentence) => {
    const offsetsFile = file("bad.json");
    await writeFile(offsetsFile, content);
    await expect(plan({ paths: [folder], offsetsFile })).rejects.toThrow(sentence);
  });
});
