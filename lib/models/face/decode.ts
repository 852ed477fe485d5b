import sharp, { type Sharp } from "sharp";
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
 * Decodes one JPEG. Bytes and pixels are checked before any are unpacked; asking for the header
 * first, and for a colour space when there are three channels anyway, would take 0.5 ms more of 2.7.
 *
 * @throws {PictureError} not a JPEG, too large, too small or damaged
 */
export async function decodeJpeg(jpeg: Uint8Array): Promise<Picture> {
  if (jpeg.length === 0) throw new PictureError("empty");
  if (jpeg.length > PICTURE_LIMITS.bytes) throw new PictureError("too-large");
  if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8 || jpeg[2] !== 0xff)
    throw new PictureError("unsupported");
  const options = { failOn: "error", limitInputPixels: PICTURE_LIMITS.pixels } as const;
  const unpack = (image: Sharp) =>
    image
      .raw()
      .toBuffer({ resolveWithObject: true })
      .catch((cause: unknown) => {
        throw new PictureError(isTooLarge(cause) ? "too-large" : "corrupt", { cause });
      });
  let { data, info } = await unpack(sharp(jpeg, options));
  if (info.channels !== 3)
    ({ data, info } = await unpack(sharp(jpeg, options).toColourspace("srgb").removeAlpha()));
  checkSides(info);
  return { width: info.width, height: info.height, rgb: data };
}

const isTooLarge = (cause: unknown) =>
  cause instanceof Error && cause.message.includes("exceeds pixel limit");

function checkSides({ width, height }: { width: number; height: number }): void {
  if (Math.max(width, height) > PICTURE_LIMITS.side) throw new PictureError("too-large");
  if (Math.min(width, height) < PICTURE_LIMITS.smallestSide) throw new PictureError("too-small");
}
