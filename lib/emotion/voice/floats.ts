/** Lists of float32 as text, for JSON: little-endian bytes in base64. */
export function encodeFloats(values: ArrayLike<number>): string {
  return Buffer.from(Float32Array.from(values).buffer).toString("base64");
}

export function decodeFloats(base64: string): Float32Array {
  const bytes = Buffer.from(base64, "base64");
  const whole = bytes.length - (bytes.length % Float32Array.BYTES_PER_ELEMENT);
  return new Float32Array(new Uint8Array(bytes.subarray(0, whole)).buffer);
}
