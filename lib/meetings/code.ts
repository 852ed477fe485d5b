import { createHash, randomBytes, randomInt, timingSafeEqual } from "node:crypto";
import { CODE_ALPHABET, CODE_LENGTH } from "@/lib/meetings/schema";

/** A fresh meeting code: 59.4 random bits, uniform over the alphabet. */
export const newCode = (): string =>
  Array.from({ length: CODE_LENGTH }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join(
    "",
  );

/** A fresh host secret: 192 bits, shown once. */
export const newHostSecret = (): string => randomBytes(24).toString("base64url");

/** What is stored of a host secret. It has full entropy, so a plain hash suffices. */
export const hashHostSecret = (secret: string): string =>
  createHash("sha256").update(secret).digest("hex");

/** Compares in constant time. */
export const isHostSecret = (stored: string, given: string): boolean =>
  timingSafeEqual(Buffer.from(stored, "hex"), Buffer.from(hashHostSecret(given), "hex"));
