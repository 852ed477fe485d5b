import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseDotEnv, readSettings } from "./settings.mjs";

describe("a .env file", () => {
  test("gives its settings, without comments and quotes", () => {
    const text = [
      "# a comment",
      "PORT=3100 # why",
      "export PARLEY_URL = https://meet.example.org",
      `ICE_SERVERS='[{"urls":"stun:a"}]'`,
      'NAME="two words # kept"',
      "EMPTY=",
      "not a setting",
    ].join("\n");
    expect(parseDotEnv(text)).toEqual({
      PORT: "3100",
      PARLEY_URL: "https://meet.example.org",
      ICE_SERVERS: '[{"urls":"stun:a"}]',
      NAME: "two words # kept",
      EMPTY: "",
    });
  });
});

describe("settings", () => {
  let folder;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "parley-settings-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const withFile = (text, env = {}) => {
    const dotEnvFile = path.join(folder, ".env");
    writeFileSync(dotEnvFile, text);
    return readSettings({ env, dotEnvFile });
  };

  test("come from the environment before the file, and an empty value is no setting", () => {
    const settings = withFile("PORT=3100\nHOST=127.0.0.1\n", { PORT: "3200", HOST: "" });
    expect(settings).toMatchObject({ port: 3200, host: "127.0.0.1", url: "http://127.0.0.1:3200" });
  });

  test("have defaults that suit one machine", () => {
    const settings = readSettings({ env: {}, dotEnvFile: null });
    expect(settings).toMatchObject({ port: 3000, host: "0.0.0.0", url: "http://localhost:3000" });
    expect(path.isAbsolute(settings.dataFolder)).toBe(true);
  });

  test.each([
    [{ PORT: "abc" }, 'PORT must be a number from 1 to 65535, and it is "abc".'],
    [{ PORT: "70000" }, 'PORT must be a number from 1 to 65535, and it is "70000".'],
    [
      { PARLEY_URL: "meet.example.org" },
      'PARLEY_URL must be the address people open, like https://meet.example.org, and it is "meet.example.org".',
    ],
  ])("that cannot be right are refused in a sentence: %o", (env, sentence) => {
    expect(() => readSettings({ env, dotEnvFile: null })).toThrow(sentence);
  });
});
