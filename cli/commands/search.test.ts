import { describe, expect, it } from "vitest";
import { searchCommand } from "@/cli/commands/search";
import { parseTraining } from "@/cli/commands/train-search-ranker";

const here = import.meta.filename;
const refused = (...argv: string[]) => {
  try {
    searchCommand.validate?.(argv);
    return "nothing";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
};

describe("parley search eval", () => {
  it("takes one file, and says which is not there", () => {
    expect(refused("eval", here)).toBe("nothing");
    expect(refused("eval", here, "--compare", "--scope", "all", "--questions", here)).toBe(
      "nothing",
    );
    expect(refused("eval")).toContain("one file");
    expect(refused("eval", "/nowhere.jsonl")).toContain("/nowhere.jsonl");
    expect(refused("eval", here, "--questions", "/nowhere.jsonl")).toContain("/nowhere.jsonl");
  });

  it("writes runs of questions within their meeting only", () => {
    expect(refused("eval", here, "--runs", "runs.jsonl")).toBe("nothing");
    expect(refused("eval", here, "--runs", "runs.jsonl", "--scope", "all")).toContain(
      "--scope all",
    );
    expect(refused("eval", here, "--scope", "some")).toContain("meeting or all");
  });
});

describe("parley train search-ranker", () => {
  it("asks for the data, and says which file is not there", () => {
    expect(() => parseTraining([])).toThrow("--data DIR");
    expect(() => parseTraining(["--data", "/nowhere"])).toThrow("qmsum-train.jsonl");
  });

  it("asks for an embedding model there is", () => {
    expect(() => parseTraining(["--data", "/nowhere", "--embedder", "word2vec"])).toThrow(
      'no embedding model "word2vec"',
    );
  });
});
