import { createHash } from "node:crypto";
import { LlmError } from "@/lib/llm/service";
import { sentencesIn } from "@/lib/summaries/body";
import type { Embed } from "@/lib/summaries/extractive";
import { summariseExtractively } from "@/lib/summaries/extractive";
import { composeBody } from "@/lib/summaries/llm/compose";
import type { Wording } from "@/lib/summaries/llm/support";
import { type WrittenNotes, writeReply } from "@/lib/summaries/llm/write";
import type { StandingSummary } from "@/lib/summaries/repo";
import { type RewriteSummary, summaryBody } from "@/lib/summaries/schema";
import type { SpokenLine } from "@/lib/summaries/sentences";
import type { Transcript } from "@/lib/transcripts/schema";

const OTHER_LANGUAGE =
  "It is written in another language than was spoken: citations, names and numbers were checked, the wording could not be.";

/** The lines of a transcript with the names of who said them. */
export function spokenLines({ segments, speakers }: Transcript): SpokenLine[] {
  const names = new Map(speakers.map(({ id, name }) => [id, name]));
  return segments.map(({ id, participantId, position, startMs, endMs, text }) => ({
    id,
    participantId,
    speaker: names.get(participantId) ?? "",
    position,
    startMs,
    endMs,
    text,
  }));
}

/** A summary made of the meeting's own sentences. */
export async function writeExtractively(input: {
  transcript: Transcript;
  contentHash: string;
  language: string;
  embed: Embed;
  order: RewriteSummary;
  notice: string | null;
}): Promise<StandingSummary> {
  const { transcript, order } = input;
  const body = await summariseExtractively({
    lines: spokenLines(transcript),
    people: transcript.speakers,
    embed: input.embed,
    template: order.template,
    instructions: order.instructions,
  });
  return {
    kind: "extractive",
    body: summaryBody.parse(body),
    template: order.template,
    language: input.language,
    model: null,
    dropped: 0,
    notice: input.notice,
    contentHash: input.contentHash,
  };
}

/** What can be compared between what was said and what is written. */
const wordingOf = (spoken: string, written: string): Wording => {
  const [from, to] = [spoken, written].map((tag) => tag.split("-")[0]);
  if (from !== to) return "other";
  return from === "en" ? "english" : "same";
};

/**
 * A summary by a language model, every sentence of it checked.
 * @throws LlmError, also when nothing of what it wrote is supported
 */
export async function writeWithModel(input: {
  transcript: Transcript;
  contentHash: string;
  /** Spoken. */
  language: string;
  order: RewriteSummary;
  model: string;
  userId: string | null;
  embed: Embed;
  notes: WrittenNotes | null;
  onNotes: (notes: WrittenNotes, progress: number) => Promise<void>;
  signal: AbortSignal;
}): Promise<StandingSummary> {
  const { transcript, contentHash, order } = input;
  const lines = spokenLines(transcript);
  const language = order.language ?? input.language;
  const plan = createHash("sha256")
    .update(JSON.stringify([contentHash, order, language, input.model]))
    .digest("base64url");
  const reply = await writeReply({
    lines,
    order: { ...order, language },
    plan,
    userId: input.userId,
    meetingId: transcript.meetingId,
    notes: input.notes,
    onNotes: input.onNotes,
    signal: input.signal,
  });
  const wording = wordingOf(input.language, language);
  const { body, dropped } = await composeBody({
    reply,
    lines,
    people: transcript.speakers,
    embed: input.embed,
    wording,
  });
  if (sentencesIn(body).length === 0)
    throw new LlmError("not-json", {
      message: "Nothing of what the language model wrote was supported by what was said.",
    });
  return {
    kind: "llm",
    body: summaryBody.parse(body),
    template: order.template,
    language,
    model: input.model,
    dropped,
    notice: wording === "other" ? OTHER_LANGUAGE : null,
    contentHash,
  };
}
