/**
 * Lists of numbers as text, for JSON: 16-bit floats (IEEE 754 binary16), little end first, in base64.
 * Three digits are enough for weights, and halve the file.
 */
export function encodeHalves(values: ArrayLike<number>): string {
  const bytes = Buffer.alloc(2 * values.length);
  for (let i = 0; i < values.length; i += 1)
    bytes.writeUInt16LE(toHalf(values[i] as number), 2 * i);
  return bytes.toString("base64");
}

export function decodeHalves(base64: string): Float32Array {
  const bytes = Buffer.from(base64, "base64");
  return Float32Array.from({ length: bytes.length >> 1 }, (_, i) =>
    fromHalf(bytes.readUInt16LE(2 * i)),
  );
}

const LARGEST = 65_504;
/** Value of the last bit of the smallest numbers. */
const SMALLEST = 2 ** -24;

function toHalf(value: number): number {
  const sign = value < 0 ? 0x8000 : 0;
  const size = Math.min(LARGEST, Math.abs(value));
  if (size < 2 ** -14) return sign | Math.round(size / SMALLEST);
  const exponent = Math.floor(Math.log2(size));
  // A fraction that is rounded up to 1024 carries into the exponent, as it should.
  return sign | (((exponent + 15) << 10) + Math.round((size / 2 ** exponent - 1) * 1024));
}

function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  return (
    sign * (exponent === 0 ? fraction * SMALLEST : (1 + fraction / 1024) * 2 ** (exponent - 15))
  );
}
