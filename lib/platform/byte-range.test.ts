import { describe, expect, it } from "vitest";
import { byteRange, bytesResponse } from "@/lib/platform/byte-range";

describe("a part of some bytes", () => {
  it.each([
    ["bytes=0-", { start: 0, end: 9 }],
    ["bytes=0-1", { start: 0, end: 1 }],
    ["bytes=4-99", { start: 4, end: 9 }],
    ["bytes=-3", { start: 7, end: 9 }],
    ["bytes=-99", { start: 0, end: 9 }],
    ["bytes=10-", "unsatisfiable"],
    ["bytes=-0", "unsatisfiable"],
    ["bytes=5-2", null],
    ["bytes=0-1,4-5", null],
    ["bytes=-", null],
    ["lines=1-2", null],
    [null, null],
  ])("%s of ten bytes", (header, expected) => {
    expect(byteRange(header, 10)).toEqual(expected);
  });

  it("is answered with where it lies", async () => {
    const bytes = Uint8Array.from([0, 1, 2, 3, 4, 5]);
    const answer = bytesResponse(bytes, "bytes=2-3", { "content-type": "audio/wav" });
    expect(answer.status).toBe(206);
    expect(answer.headers.get("content-range")).toBe("bytes 2-3/6");
    expect(answer.headers.get("content-type")).toBe("audio/wav");
    expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([2, 3]);
  });

  it("is refused behind the end, with the size", () => {
    const answer = bytesResponse(new Uint8Array(6), "bytes=6-", {});
    expect(answer.status).toBe(416);
    expect(answer.headers.get("content-range")).toBe("bytes */6");
  });
});
