import { describe, expect, it } from "vitest";
import { SoundWindow } from "@/lib/emotion/client/sound-window";
import { captureEvents, VOICE_SAMPLE_RATE } from "@/lib/emotion/schema";

const BLOCK = VOICE_SAMPLE_RATE / 10;
const WINDOW = 2 * VOICE_SAMPLE_RATE;
const block = (value: number) => new Float32Array(BLOCK).fill(value);

/** A window that heard so many tenths of a second of one value. */
function heard(tenths: number, value: number, window = new SoundWindow()): SoundWindow {
  for (let at = 0; at < tenths; at += 1) window.add(block(value));
  return window;
}

const samplesOf = (bytes: Uint8Array | null): Int16Array =>
  bytes ? new Int16Array(bytes.buffer) : new Int16Array();

describe("the last seconds of a microphone", () => {
  it("are no window before a second is there", () => {
    expect(heard(9, 0.5).take()).toBeNull();
    expect(samplesOf(heard(10, 0.5).take())).toHaveLength(VOICE_SAMPLE_RATE);
  });

  it("are two at most, the newest last", () => {
    const window = heard(30, 0.25);
    window.add(block(0.5));
    const samples = samplesOf(window.take());
    expect(samples).toHaveLength(WINDOW);
    expect(samples[0]).toBe(Math.round(0.25 * 32_767));
    expect(samples.at(-1)).toBe(Math.round(0.5 * 32_767));
  });

  it("overlap with the window before, and count what is new", () => {
    const window = heard(20, 0.25);
    window.take();
    expect(window.fresh).toBe(0);
    heard(10, 0.5, window);
    expect(window.fresh).toBe(10 * BLOCK);
    const samples = samplesOf(window.take());
    expect(samples[0]).toBe(Math.round(0.25 * 32_767));
    expect(samples.at(-1)).toBe(Math.round(0.5 * 32_767));
  });

  it("are nothing where nothing was said since, although something was before", () => {
    const window = heard(10, 0.5);
    expect(window.take()).not.toBeNull();
    expect(heard(10, 0.001, window).take()).toBeNull();
  });

  it("do not overflow where a microphone is too loud", () => {
    const window = heard(10, 3);
    window.add(block(-3));
    const samples = samplesOf(window.take());
    expect([samples[0], samples.at(-1)]).toEqual([32_767, -32_767]);
  });

  it("are forgotten with a mute", () => {
    const window = heard(20, 0.5);
    window.clear();
    expect(window.fresh).toBe(0);
    expect(window.take()).toBeNull();
    expect(samplesOf(heard(10, 0.5, window).take())).toHaveLength(VOICE_SAMPLE_RATE);
  });

  it("are what the server takes", () => {
    const captured = { pcm: heard(30, 0.5).take(), capturedAtMs: 1 };
    expect(captureEvents.audio_chunk.safeParse(captured).success).toBe(true);
  });
});
