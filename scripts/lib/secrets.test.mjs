import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadSecrets } from "./secrets.mjs";

describe("secrets", () => {
  let folder;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "parley-secrets-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const file = () => path.join(folder, "secrets.json");

  test("are made once, and only their owner may read them", () => {
    const made = loadSecrets(folder);
    expect(made.PARLEY_SECRET.length).toBeGreaterThanOrEqual(43);
    expect(new Set(Object.values(made)).size).toBe(3);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(loadSecrets(folder)).toEqual(made);
  });

  test("that exist are kept when a newer version needs one more", () => {
    writeFileSync(file(), JSON.stringify({ PARLEY_SECRET: "kept", other: "kept too" }));
    expect(loadSecrets(folder)).toMatchObject({ PARLEY_SECRET: "kept", other: "kept too" });
  });

  test("in a damaged file are not replaced silently", () => {
    writeFileSync(file(), "{ half");
    expect(() => loadSecrets(folder)).toThrow("cannot be read");
    expect(readFileSync(file(), "utf8")).toBe("{ half");
  });
});
