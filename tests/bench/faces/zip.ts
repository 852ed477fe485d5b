import { inflateRawSync } from "node:zlib";

const END_OF_DIRECTORY = 0x06054b50;
const END_SIZE = 22;
const ENTRY_SIZE = 46;
const LOCAL_HEADER_SIZE = 30;
const STORED = 0;

/** The files of a zip archive in memory, by path. Enough for data sets: no encryption, no ZIP64. */
export function* unzip(archive: Buffer): Generator<{ name: string; bytes: Buffer }> {
  let end = archive.length - END_SIZE;
  while (end >= 0 && archive.readUInt32LE(end) !== END_OF_DIRECTORY) end -= 1;
  if (end < 0) throw new Error("This is no zip archive.");
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString("utf8", at + ENTRY_SIZE, at + ENTRY_SIZE + nameLength);
    if (!name.endsWith("/")) yield { name, bytes: contentOf(archive, at) };
    at += ENTRY_SIZE + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
}

/** @param entry where the file's entry in the directory is */
function contentOf(archive: Buffer, entry: number): Buffer {
  const method = archive.readUInt16LE(entry + 10);
  const length = archive.readUInt32LE(entry + 20);
  const header = archive.readUInt32LE(entry + 42);
  const start =
    header +
    LOCAL_HEADER_SIZE +
    archive.readUInt16LE(header + 26) +
    archive.readUInt16LE(header + 28);
  const content = archive.subarray(start, start + length);
  return method === STORED ? content : inflateRawSync(content);
}
