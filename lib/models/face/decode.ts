import sharp, { type Metadata } from "sharp";
import { PictureError } from "@/lib/models/errors";
import type { Picture } from "@/lib/models/face/picture";

/** What one picture may cost: a frame of a camera is about 40 KB and 640 × 360 pixels. */
export const PICTURE_LIMITS = {
  bytes: 2 * 1024 * 1024,
  pixels: 1280 * 960,
  side: 2048,
  /** Below this there is no face to be seen, and nothing to shrink. */
  smallestSide: 32,
} as const;

// One picture at a time on the calling thread's core, and no memory of earlier ones.
sharp.concurrency(1);
sharp.cache(false);

/**
 * Decodes one JPEG. Size and dimensions are checked before pixels are unpacked.
 *
 * @throws {PictureError} not a JPEG, too large, too small or damaged
 */
export async function decodeJpeg(jpeg: Uint8Array): Promise<Picture> {
  if (jpeg.length === 0) throw new PictureError("empty");
  if (jpeg.length > PICTURE_LIMITS.bytes) throw new PictureError("too-large");
  if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8 || jpeg[2] !== 0xff)
    throw new PictureError("unsupported");
  const image = sharp(jpeg, { failOn: "error", limitInputPixels: PICTURE_LIMITS.pixels });
  const header = await image.metadata().catch((cause: unknown) => {
    throw new PictureError(isTooLarge(cause) ? "too-large" : "corrupt", { cause });
  });
  checkDimensions(header);
  const { data, info } = await image
    .toColourspace("srgb")
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((cause: unknown) => {
      throw new PictureError("corrupt", { cause });
    });
  return { width: info.width, height: info.height, rgb: data };
}

const isTooLarge = (cause: unknown) =>
  cause instanceof Error && cause.message.includes("exceeds pixel limit");

function checkDimensions({ format, width = 0, height = 0 }: Metadata): void {
  if (format !== "jpeg") throw new PictureError("unsupported");
  const longer = Math.max(width, height);
  if (width * height > PICTURE_LIMITS.pixels || longer > PICTURE_LIMITS.side)
    throw new PictureError("too-large");
  if (Math.min(width, height) < PICTURE_LIMITS.smallestSide) throw new PictureError("too-small");
}
