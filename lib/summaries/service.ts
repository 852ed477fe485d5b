import type { AuthorizedMeeting } from "@/lib/meetings/access";
import { notFound } from "@/lib/platform/errors";
import { type Embed, summariseExtractively } from "@/lib/summaries/extractive";
import { findLines, findSummaryRow, saveSummary } from "@/lib/summaries/repo";
import { type Summary, type SummaryBody, summary, summaryBody } from "@/lib/summaries/schema";

/**
 * Writes a meeting's summary out of its transcript and stores it in place of the one before. A
 * meeting in which nothing was said gets an empty one.
 * @param embed unit vectors of texts; the model that indexes the meeting will do
 */
export async function summariseMeeting(
  meetingId: string,
  { embed }: { embed: Embed },
): Promise<SummaryBody> {
  const rows = await findLines(meetingId);
  const lines = rows.map(({ participant, ...line }) => ({ ...line, speaker: participant.name }));
  const body = summaryBody.parse(await summariseExtractively({ lines, embed }));
  await saveSummary({ meetingId, kind: "extractive", body });
  return body;
}

/** A meeting's summary, or null while there is none. */
export async function findSummary(meeting: AuthorizedMeeting): Promise<Summary | null> {
  const row = await findSummaryRow(meeting.id);
  if (!row) return null;
  return summary.parse({
    meetingId: row.meetingId,
    kind: row.kind,
    createdAt: row.createdAt.toISOString(),
    body: row.body,
  });
}

/** A meeting's summary. @throws AppError `not-found` while there is none */
export async function getSummary(meeting: AuthorizedMeeting): Promise<Summary> {
  const found = await findSummary(meeting);
  if (!found) throw notFound("There is no summary of this meeting yet.");
  return found;
}
