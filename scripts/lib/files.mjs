import { randomBytes } from "node:crypto";
import { chmodSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";

/**
 * Writes a whole file or nothing, readable by its owner alone.
 * @param {string} file
 * @param {string} text
 */
export function writePrivateFile(file, text) {
  const temporary = `${file}.${randomBytes(4).toString("hex")}`;
  try {
    writeFileSync(temporary, text, { mode: 0o600, flag: "wx" });
    chmodSync(temporary, 0o600);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** @param {string} file @returns {any} the parsed JSON, or undefined when there is none to read */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT" || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const LARGEST_LOG_BYTES = 10 * 1024 * 1024;

/** @param {string} file @returns {number} bytes; 0 when there is no such file */
export const fileSize = (file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** Keeps one older copy of a log that has grown large. @param {string} file */
export function rotateLog(file) {
  if (fileSize(file) > LARGEST_LOG_BYTES) renameSync(file, `${file}.1`);
}

/**
 * The end of a log, for a person to read.
 * @param {string} file
 * @param {{ count?: number, from?: number }} [options] how many lines; the byte to start at
 */
export function lastLines(file, { count = 8, from = 0 } = {}) {
  if (fileSize(file) <= from) return "";
  return readFileSync(file)
    .subarray(from)
    .toString()
    .trimEnd()
    .split("\n")
    .slice(-count)
    .join("\n");
}
