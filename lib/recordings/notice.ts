import { llmSettings, serverName } from "@/lib/llm/client";
import { noticesAgreedTo } from "@/lib/recordings/repo";
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
    ...(goesTo.words === null ? [] : [wordsTo(goesTo.words)]),
  ];
  return { noticeVersion: parts.join("+"), goesTo };
}

const wordsTo = (host: string): string => `words:${host}`;

/**
 * Those of the meetings whose words may go to this instance's language model: everybody recorded in
 * them said yes to a notice that names its server. On this machine it is no other place; imported
 * recordings are their importer's to answer for.
 */
export async function meetingsForLanguageModel(
  meetingIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const allowed = new Set(meetingIds);
  const host = recordingNotice().goesTo.words;
  if (host === null) return allowed;
  for (const { meetingId, noticeVersion } of await noticesAgreedTo(meetingIds))
    if (!noticeVersion.split("+").includes(wordsTo(host))) allowed.delete(meetingId);
  return allowed;
}

/** A server on this very machine is no other place. */
const elsewhere = (host: string | null): string | null =>
  host === null || /^(?:localhost|127\.[\d.]+|\[::1\])(?::\d+)?$/u.test(host) ? null : host;
