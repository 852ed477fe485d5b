import { describe, expect, it } from "vitest";
import { runCommandLine } from "@/cli/main";

async function parley(...words: string[]) {
  const results: unknown[] = [];
  const said: string[] = [];
  const code = await runCommandLine(words, {
    out: (json) => results.push(json),
    progress: (line) => said.push(line),
  });
  return { code, results, said: said.join("\n") };
}

describe("the parley command line", () => {
  it.each([[["--help"]], [["help"]], [["-h"]]])("lists its commands: %j", async (words) => {
    const { code, results, said } = await parley(...words);
    expect({ code, results }).toEqual({ code: 0, results: [] });
    for (const name of ["transcribe", "meeting", "search", "user", "bench", "doctor"])
      expect(said).toMatch(new RegExp(`^  ${name}\\s+\\S`, "m"));
  });

  it("asks what is wanted when given nothing", async () => {
    const { code, said } = await parley();
    expect(code).toBe(2);
    expect(said).toContain("Usage: parley <command>");
  });

  it.each([
    ["transcribe", "parley transcribe"],
    ["meeting", "parley meeting import DIR_OR_FILES"],
    ["search", "parley search eval FILE.jsonl"],
    ["user", "parley user create EMAIL"],
    ["bench", "parley bench summary FILE.jsonl"],
    ["doctor", "parley doctor"],
  ])("explains %s", async (name, usage) => {
    const { code, said } = await parley(name, "--help");
    expect(code).toBe(0);
    expect(said).toContain(usage);
  });

  it.each([
    [["meetin"], 'There is no command "meetin": did you mean "meeting"?'],
    [["frobnicate"], 'There is no command "frobnicate": `parley --help` lists them all.'],
    [["user"], "Say what to do: parley user create, list, promote or disable."],
    [["user", "create"], "Give one e-mail address: parley user create anna@example.org"],
    [["user", "create", "nobody"], "That does not look like an e-mail address."],
    [
      ["user", "create", "a@example.org", "--password", "short"],
      "Please use at least 10 characters.",
    ],
    [
      ["user", "create", "a@example.org", "--name", "a".repeat(300)],
      "Please use a name of at most 100 characters.",
    ],
    [["user", "create", "a@example.org", "--frob"], "Unknown option '--frob'."],
    [["user", "list", "all"], "`parley user list` takes no more words."],
    [["meeting"], "Say what to do: parley meeting import or parley meeting show."],
    [["meeting", "show"], "Give the meeting's id: parley meeting show ID"],
    [
      ["meeting", "import"],
      "Name the audio files of the meeting, one per speaker, or their folder.",
    ],
    [["meeting", "import", "/no/such/place"], "There is no file or folder /no/such/place."],
    [["meeting", "import", "a.wav", "--owner", "me"], "That does not look like an e-mail address."],
    [["meeting", "import", "a.wav", "--title", " "], "Please give the meeting a title."],
    [["bench", "nothing"], /^Say what to measure: .*summary/],
    [["bench", "summary", "/no/where"], "There is no readable file /no/where."],
    [["doctor", "everything"], "`parley doctor` takes no more words."],
  ])("answers bad input with one sentence: parley %j", async (words, sentence) => {
    const { code, results, said } = await parley(...words, "--json");
    expect({ code, results }).toEqual({ code: 2, results: [] });
    if (typeof sentence === "string") expect(said).toBe(sentence);
    else expect(said).toMatch(sentence);
  });
});
