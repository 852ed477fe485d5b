import { clock } from "@/lib/client/format";
import { meetingPath } from "@/lib/client/paths";
import type { ActionItem, CitedSentence, EditSummary, SummaryBody } from "@/lib/summaries/schema";
import type { Segment } from "@/lib/transcripts/schema";

export type Section = EditSummary["section"];

/** A sentence as any section holds it. */
export type AnySentence = CitedSentence & Partial<Pick<ActionItem, "who" | "when">>;

/** The sections that are lists, in the order in which they are read. */
export const LISTS: readonly {
  section: "decisions" | "actionItems" | "keyPoints" | "openQuestions";
  title: string;
  add: string;
}[] = [
  { section: "decisions", title: "Decisions", add: "Add a decision" },
  { section: "actionItems", title: "To do", add: "Add something to do" },
  { section: "keyPoints", title: "Key points", add: "Add a point" },
  { section: "openQuestions", title: "Open questions", add: "Add a question" },
];

/** The line of the transcript at which something that begins at a time is read; null without any. */
export const positionAt = (
  segments: readonly Pick<Segment, "position" | "startMs" | "endMs">[],
  atMs: number,
): number | null =>
  (segments.find(({ endMs }) => endMs > atMs) ?? segments.at(-1))?.position ?? null;

/** A topic with its end: where the next one begins, unless it says so. */
export type Stretch = { label: string; startMs: number; endMs: number };

export const stretchesOf = (topics: SummaryBody["topics"], durationMs: number): Stretch[] =>
  topics.map(({ label, startMs, endMs }, index) => ({
    label,
    startMs,
    endMs: Math.max(startMs, endMs ?? topics[index + 1]?.startMs ?? durationMs),
  }));

/** `Lena · by Friday`, as far as it is known. */
export const dutyOf = ({ who, when }: AnySentence): string =>
  [who, when].filter((part) => part !== null && part !== undefined && part !== "").join(" · ");

type Heading = (title: string) => string;

/** The summary as text to paste elsewhere; every sentence with the moments that say so. */
export const summaryText = (
  { title, meetingId, body }: { title: string; meetingId: string; body: SummaryBody },
  origin: string,
  format: "text" | "markdown",
): string => {
  const isMarkdown = format === "markdown";
  const heading: Heading = isMarkdown ? (name) => `## ${name}` : (name) => name.toUpperCase();
  const moments = ({ citations }: AnySentence): string =>
    citations
      .map(({ position, startMs }) =>
        isMarkdown
          ? ` [${clock(startMs)}](${origin}${meetingPath(meetingId, position)})`
          : ` [${clock(startMs)}]`,
      )
      .join("");
  const line = (sentence: AnySentence): string => {
    const duty = dutyOf(sentence);
    const before = duty === "" ? "" : isMarkdown ? `**${duty}:** ` : `${duty}: `;
    return `${before}${sentence.text}${moments(sentence)}`;
  };
  const list = (name: string, sentences: readonly AnySentence[]): string[] =>
    sentences.length === 0
      ? []
      : [`${heading(name)}\n${sentences.map((sentence) => `- ${line(sentence)}`).join("\n")}`];
  const topics = body.topics.map(({ label, startMs }) => `- ${clock(startMs)} ${label}`);
  return [
    isMarkdown ? `# ${title}` : title,
    ...(body.overview.length > 0 ? [body.overview.map(line).join(" ")] : []),
    ...LISTS.flatMap(({ section, title: name }) => list(name, body[section])),
    ...body.extra.flatMap(({ title: name, sentences }) => list(name, sentences)),
    ...(topics.length > 0 ? [`${heading("Topics")}\n${topics.join("\n")}`] : []),
    ...body.contributions.flatMap(({ name, sentences }) => list(name, sentences)),
    `${origin}${meetingPath(meetingId)}`,
  ].join("\n\n");
};
