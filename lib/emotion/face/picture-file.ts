import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { PictureError } from "@/lib/models/errors";
import { PICTURE_LIMITS } from "@/lib/models/face/decode";

/** Largest file and picture that is opened at all: a large camera's photograph. */
const LARGEST_FILE_BYTES = 50 * 1024 * 1024;
const LARGEST_PIXELS = 100_000_000;
/** Near enough to lossless for the models. */
const QUALITY = 95;
const BOX = { width: 1280, height: 960 } as const;

export interface PictureFile {
  /** Small enough for the face models. */
  jpeg: Uint8Array;
  /** Of the upright original, pixels. */
  width: number;
  height: number;
}

/**
 * Reads a picture file of any size (JPEG, PNG, WebP…) for the face models.
 *
 * @throws {PictureError} with the file's name in its sentence
 */
export async function pictureFile(file: string): Promise<PictureFile> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new PictureError("not-found", { file, cause });
  });
  if (bytes.length === 0) throw new PictureError("empty", { file });
  if (bytes.length > LARGEST_FILE_BYTES) throw new PictureError("too-large", { file });
  const image = sharp(bytes, { failOn: "error", limitInputPixels: LARGEST_PIXELS });
  const header = await image.metadata().catch((cause: unknown) => {
    throw new PictureError("unsupported", { file, cause });
  });
  const { width, height } = header.autoOrient;
  const usable =
    header.format === "jpeg" &&
    (header.orientation ?? 1) === 1 &&
    bytes.length <= PICTURE_LIMITS.bytes &&
    width * height <= PICTURE_LIMITS.pixels;
  if (usable) return { jpeg: bytes, width, height };
  const jpeg = await image
    .autoOrient()
    .resize({ ...BOX, fit: "inside", withoutEnlargement: true })
    .flatten({ background: "#808080" })
    .jpeg({ quality: QUALITY })
    .toBuffer()
    .catch((cause: unknown) => {
      throw new PictureError("corrupt", { file, cause });
    });
  return { jpeg, width, height };
}
