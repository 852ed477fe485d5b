/** A part of some bytes, as a `Range` header asks for it. */
export interface ByteRange {
  start: number;
  /** The last byte, counted in. */
  end: number;
}

/**
 * Reads a `Range` header for a body of `size` bytes, as RFC 9110 has it.
 * @returns null for all of it: no header, one that is not understood, or several parts at once;
 *   `unsatisfiable` when it begins behind the end
 */
export function byteRange(header: string | null, size: number): ByteRange | null | "unsatisfiable" {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  if (!match) return null;
  const [, from = "", to = ""] = match;
  if (from === "" && to === "") return null;
  if (from === "") {
    const last = Number(to);
    return last === 0 || size === 0
      ? "unsatisfiable"
      : { start: Math.max(0, size - last), end: size - 1 };
  }
  const start = Number(from);
  if (start >= size) return "unsatisfiable";
  const end = to === "" ? size - 1 : Math.min(Number(to), size - 1);
  return end < start ? null : { start, end };
}

/** Answers bytes, or the part of them that was asked for. */
export function bytesResponse(
  bytes: Uint8Array,
  range: string | null,
  headers: Record<string, string>,
): Response {
  const size = bytes.byteLength;
  const part = byteRange(range, size);
  const all = { ...headers, "accept-ranges": "bytes" };
  if (part === "unsatisfiable")
    return new Response(null, {
      status: 416,
      headers: { ...all, "content-range": `bytes */${size}` },
    });
  const shown = part ? bytes.subarray(part.start, part.end + 1) : bytes;
  return new Response(Buffer.from(shown), {
    status: part ? 206 : 200,
    headers: {
      ...all,
      "content-length": String(shown.byteLength),
      ...(part && { "content-range": `bytes ${part.start}-${part.end}/${size}` }),
    },
  });
}
