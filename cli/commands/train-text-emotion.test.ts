import { describe, expect, it } from "vitest";
import { trainTextEmotionCommand } from "@/cli/commands/train-text-emotion";

const io = { out: () => undefined, progress: () => undefined };

describe("parley train text-emotion", () => {
  it("asks for the data, and says which file is not there", async () => {
    const train = (...argv: string[]) => trainTextEmotionCommand(argv, io);
    await expect(train()).rejects.toThrow("--data DIR");
    await expect(train("--data", "/nowhere")).rejects.toThrow("goemotions7-train.jsonl");
  });

  it("wants whole numbers", async () => {
    for (const option of ["--seed", "--meeting-turns"]) {
      const training = trainTextEmotionCommand(["--data", "/nowhere", option, "some"], io);
      await expect(training).rejects.toThrow(`${option} is a whole number`);
    }
  });
});
