import { afterEach, describe, expect, it, vi } from "vitest";

/** The notice of an instance with these settings; they are read once a process. */
async function noticeWith(settings: Record<string, string>) {
  vi.resetModules();
  for (const name of ["GROQ_API_KEY", "GROQ_BASE_URL", "SPEECH_ENGINE", "LLM"])
    vi.stubEnv(name, settings[name] ?? "");
  vi.stubEnv("SPEECH_ENGINE", settings.SPEECH_ENGINE ?? "moonshine");
  vi.stubEnv("LLM", settings.LLM ?? "on");
  const { recordingNotice } = await import("@/lib/recordings/notice");
  return recordingNotice();
}

describe("the recording notice", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("says that everything stays where nothing else is set up", async () => {
    expect(await noticeWith({})).toEqual({
      noticeVersion: "2026-11",
      goesTo: { sound: null, words: null },
    });
  });

  it("names who gets the words, and is another notice then", async () => {
    const { noticeVersion, goesTo } = await noticeWith({ GROQ_API_KEY: "a-key" });
    expect(goesTo).toEqual({ sound: null, words: "api.groq.com" });
    expect(noticeVersion).toBe("2026-11+words:api.groq.com");
  });

  it("names who gets the sound", async () => {
    const settings = { GROQ_API_KEY: "a-key", SPEECH_ENGINE: "groq", LLM: "off" };
    expect((await noticeWith(settings)).goesTo).toEqual({ sound: "api.groq.com", words: null });
  });

  it("counts a server on this machine as staying here", async () => {
    const { goesTo } = await noticeWith({ GROQ_BASE_URL: "http://localhost:11434/v1" });
    expect(goesTo).toEqual({ sound: null, words: null });
  });
});
