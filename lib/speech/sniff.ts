import { open } from "node:fs/promises";
import path from "node:path";
import { AudioError } from "@/lib/speech/errors";

/** Containers Parley reads. Matroska counts as WebM, QuickTime as MP4. */
export type AudioFormat = "webm" | "wav" | "mp3" | "mp4" | "ogg" | "aac" | "flac";

export const READABLE_FORMATS = "WebM, WAV, MP3, M4A, MP4, Ogg, Opus, AAC or FLAC";

/** Bytes needed to tell a format apart. */
const HEAD_BYTES = 512;

/**
 * Tells a file's container by its first bytes, whatever its name says. Playlists and other formats
 * ffmpeg would follow to other places are not recognised, on purpose.
 *
 * @returns null for anything else
 */
export function sniffFormat(head: Uint8Array): AudioFormat | null {
  const ascii = (from: number, length: number) =>
    String.fromCharCode(...head.subarray(from, from + length));
  if (head[0] === 0x1a && head[1] === 0x45 && head[2] === 0xdf && head[3] === 0xa3) return "webm";
  if (/^(RIFF|RF64)$/.test(ascii(0, 4)) && ascii(8, 4) === "WAVE") return "wav";
  if (ascii(0, 4) === "OggS") return "ogg";
  if (ascii(0, 4) === "fLaC") return "flac";
  if (/^(ftyp|moov|mdat|wide|free|skip)$/.test(ascii(4, 4))) return "mp4";
  if (ascii(0, 3) === "ID3") return "mp3";
  return sniffMpegFrame(head);
}

/** MPEG audio and ADTS share an 11 or 12 bit sync word; the layer bits tell them apart. */
function sniffMpegFrame([first = 0, second = 0, third = 0]: Uint8Array): AudioFormat | null {
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return null;
  const layer = (second >> 1) & 0b11;
  if (layer === 0) return (second & 0xf0) === 0xf0 ? "aac" : null;
  const badBitrate = third >> 4 === 0b1111;
  const badSampleRate = ((third >> 2) & 0b11) === 0b11;
  return badBitrate || badSampleRate ? null : "mp3";
}

/**
 * Checks that a file can be audio at all, before any decoder sees it.
 *
 * @throws {AudioError} not-found, empty, unsupported, too-large
 */
export async function checkAudioFile({
  file,
  maxBytes,
  name = path.basename(file),
}: {
  file: string;
  maxBytes: number;
  /** What error messages call the file. */
  name?: string;
}): Promise<{ format: AudioFormat; bytes: number }> {
  const handle = await open(file, "r").catch((cause: unknown) => {
    throw new AudioError("not-found", `There is no readable file ${name}.`, { cause });
  });
  try {
    const info = await handle.stat();
    if (!info.isFile()) {
      throw new AudioError("not-found", `${name} is not a file.`);
    }
    if (info.size === 0) {
      throw new AudioError("empty", `${name} is empty: it has no bytes at all.`);
    }
    if (info.size > maxBytes) {
      const limit = Math.round(maxBytes / 1024 ** 2);
      throw new AudioError("too-large", `${name} is larger than ${limit} MB, the most allowed.`);
    }
    const head = new Uint8Array(HEAD_BYTES);
    const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
    const format = sniffFormat(head.subarray(0, bytesRead));
    if (!format) {
      throw new AudioError(
        "unsupported",
        `${name} is not an audio file that can be read here; use ${READABLE_FORMATS}.`,
      );
    }
    return { format, bytes: info.size };
  } finally {
    await handle.close();
  }
}
