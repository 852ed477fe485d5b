import { llmSettings, serverName } from "@/lib/llm/client";
import { RECORDING_NOTICE_VERSION, type RecordingState } from "@/lib/room/schema";
import { speechSettings } from "@/lib/speech/settings";

/**
 * What people agree to when they agree to be recorded. With every other server that gets something
 * of it this is another notice, so that nobody's yes reaches further than what they read.
 */
export function recordingNotice(): Pick<RecordingState, "noticeVersion" | "goesTo"> {
  const { engine, groqBaseUrl } = speechSettings();
  const goesTo = {
    sound: engine === "groq" ? elsewhere(serverName(groqBaseUrl)) : null,
    words: elsewhere(llmSettings()?.host ?? null),
  };
  const parts = [
    RECORDING_NOTICE_VERSION,
    ...(goesTo.sound === null ? [] : [`sound:${goesTo.sound}`]),
    ...(goesTo.words === null ? [] : [`words:${goesTo.words}`]),
  ];
  return { noticeVersion: parts.join("+"), goesTo };
}

/** A server on this very machine is no other place. */
const elsewhere = (host: string | null): string | null =>
  host === null || /^(?:localhost|127\.[\d.]+|\[::1\])(?::\d+)?$/u.test(host) ? null : host;
