/** A field of a protobuf message: where it lies in the bytes, and where its value lies. */
export interface WireField {
  /** Field number of the message's definition. */
  number: number;
  /** The whole field, its key included. */
  from: number;
  to: number;
  /** The value alone: the content of a string, of bytes or of a message inside. */
  start: number;
  end: number;
}

/** Protobuf's wire types; groups (3, 4) are in no ONNX file. */
const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/**
 * Walks over the fields of one protobuf message without knowing its definition.
 *
 * @throws when the bytes are no protobuf message
 */
export function* wireFields(
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
): Generator<WireField, void, void> {
  let at = start;
  while (at < end) {
    const from = at;
    const key = readVarint(bytes, at);
    const value = valueAt(bytes, key.next, key.value % 8);
    if (value.end > end) throw new Error("A protobuf field reaches over its message's end.");
    yield { number: Math.floor(key.value / 8), from, to: value.end, ...value };
    at = value.end;
  }
}

export function wireText(bytes: Uint8Array, { start, end }: WireField): string {
  return new TextDecoder().decode(bytes.subarray(start, end));
}

function valueAt(bytes: Uint8Array, at: number, wire: number): { start: number; end: number } {
  if (wire === WIRE.varint) return { start: at, end: readVarint(bytes, at).next };
  if (wire === WIRE.fixed32) return { start: at, end: at + 4 };
  if (wire === WIRE.fixed64) return { start: at, end: at + 8 };
  if (wire !== WIRE.bytes) throw new Error(`Protobuf wire type ${wire} is not known.`);
  const length = readVarint(bytes, at);
  return { start: length.next, end: length.next + length.value };
}

/** Base-128, least significant group first. Exact up to 2^53, which lengths and keys never reach. */
function readVarint(bytes: Uint8Array, at: number): { value: number; next: number } {
  let value = 0;
  let factor = 1;
  for (let next = at; next < bytes.length; next += 1) {
    const group = bytes[next] ?? 0;
    value += (group & 0x7f) * factor;
    factor *= 128;
    if (group < 0x80) return { value, next: next + 1 };
  }
  throw new Error("A protobuf number reaches over the file's end.");
}
