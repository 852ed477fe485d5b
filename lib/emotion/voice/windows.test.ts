import { describe, expect, it } from "vitest";
import { windowsOf } from "@/lib/emotion/voice/windows";

/** A stream whose samples count seconds, in uneven blocks. */
async function windowsOfSeconds(seconds: number) {
  async function* blocks() {
    const length = Math.round(seconds * 16_000);
    for (let at = 0; at < length; at += 7000) {
      yield Float32Array.from({ length: Math.min(7000, length - at) }, (_, index) => at + index);
    }
  }
  const found: { start: number; end: number }[] = [];
  for await (const { start, end, pcm } of windowsOf(blocks())) {
    expect(pcm).toHaveLength(end - start);
    expect([pcm[0], pcm.at(-1)]).toEqual([start, end - 1]);
    found.push({ start: start / 16_000, end: end / 16_000 });
  }
  return found;
}

describe("cutting a stream into windows", () => {
  it("gives a window of 2 s a second", async () => {
    expect(await windowsOfSeconds(4)).toEqual([
      { start: 0, end: 2 },
      { start: 1, end: 3 },
      { start: 2, end: 4 },
    ]);
  });

  it("ends the last with the stream", async () => {
    expect(await windowsOfSeconds(3.5)).toEqual([
      { start: 0, end: 2 },
      { start: 1, end: 3 },
      { start: 1.5, end: 3.5 },
    ]);
  });

  it("makes one of what is shorter, and none of nothing", async () => {
    expect(await windowsOfSeconds(0.5)).toEqual([{ start: 0, end: 0.5 }]);
    expect(await windowsOfSeconds(2)).toEqual([{ start: 0, end: 2 }]);
    expect(await windowsOfSeconds(0)).toEqual([]);
  });
});
