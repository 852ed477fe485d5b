import { visibleSamples } from "@/lib/emotion/history";
import { policyNow } from "@/lib/emotion/policy";
import { llmAvailability } from "@/lib/llm/service";
import {
  type AuthorizedMeeting,
  authorizeForOperator,
  authorizeMeeting,
} from "@/lib/meetings/access";
import { announceMeeting } from "@/lib/meetings/announce";
import { conflict, notFound } from "@/lib/platform/errors";
import { contentHashOf, resolveBody } from "@/lib/summaries/body";
import { discrepanciesOf } from "@/lib/summaries/discrepancies";
import { applyEdit } from "@/lib/summaries/edits";
import type { Embed } from "@/lib/summaries/extractive";
import { figuresOf } from "@/lib/summaries/figures";
import {
  bodyOf,
  changeSummary,
  findRewrite,
  findSummaryRow,
  replaceSummary,
  standingOf,
} from "@/lib/summaries/repo";
import {
  queueAutomaticRewrite,
  rewritesLeft,
  viewRewrite,
  withEdits,
} from "@/lib/summaries/rewriting";
import {
  type Discrepancies,
  type EditSummary,
  rewriteSummary,
  type Summary,
  type SummaryBody,
  summary,
} from "@/lib/summaries/schema";
import { writeExtractively } from "@/lib/summaries/writing";
import { getTranscript } from "@/lib/transcripts/service";

/**
 * Writes a meeting's summary out of its own sentences and stores it in place of the one before, so
 * that there is something to read at once. One by a language model stays until that has written
 * another; what rested on lines that are gone leaves it. A meeting in which nothing was said gets an
 * empty one.
 * @param embed unit vectors of texts; the model that indexes the meeting will do
 * @returns the rewriting by a language model that is to follow, if any
 */
export async function summariseMeeting(
  meetingId: string,
  { embed }: { embed: Embed },
): Promise<{ rewriteId: string | null }> {
  const meeting = await authorizeForOperator(meetingId);
  const transcript = await getTranscript(meeting);
  const contentHash = contentHashOf(transcript.segments);
  const { available } = await llmAvailability();
  const byModel = available && transcript.segments.length > 0;
  const standing = await findSummaryRow(meetingId);
  const stays = standing?.kind === "llm" && byModel;
  if (stays && standing.contentHash === contentHash) return { rewriteId: null };
  const written = stays
    ? null
    : await writeExtractively({
        transcript,
        contentHash,
        embed,
        order: rewriteSummary.parse({ template: standing?.template }),
        language: meeting.language,
        notice: null,
      });
  await replaceSummary({
    meetingId,
    build: (row, edits) => {
      if (written) return { ...written, body: withEdits(written, row, edits) };
      const body = row && bodyOf(row);
      if (!row || !body) return null;
      return { ...standingOf(row), body: resolveBody(body, transcript) };
    },
  });
  return { rewriteId: byModel ? await queueAutomaticRewrite(meetingId) : null };
}

/** A meeting's summary for somebody who may read it, with the figures of its transcript. */
export async function getSummary(
  meeting: AuthorizedMeeting,
  user: { id: string },
): Promise<Summary> {
  const [row, transcript, rewriting, llm, left] = await Promise.all([
    findSummaryRow(meeting.id),
    getTranscript(meeting),
    findRewrite(meeting.id),
    llmAvailability(user.id),
    rewritesLeft(user.id),
  ]);
  const body = row && bodyOf(row);
  if (!row || !body) throw notFound("There is no summary of this meeting yet.");
  const mayEdit = meeting.hostId === user.id;
  return summary.parse({
    meetingId: meeting.id,
    kind: row.kind,
    template: row.template,
    language: row.language,
    model: row.model,
    createdAt: row.createdAt.toISOString(),
    version: row.version,
    body: resolveBody(body, transcript),
    figures: figuresOf(transcript),
    dropped: row.dropped,
    notice: row.notice,
    stale: row.contentHash !== "" && row.contentHash !== contentHashOf(transcript.segments),
    rewriting: viewRewrite(rewriting),
    mayEdit,
    rewrite: { ...left, allowed: mayEdit && left.left > 0 },
    llm,
  });
}

/** What is written of a meeting, or null while there is nothing. */
export async function findSummaryBody(meeting: AuthorizedMeeting): Promise<SummaryBody | null> {
  const row = await findSummaryRow(meeting.id);
  const body = row && bodyOf(row);
  return body ? resolveBody(body, await getTranscript(meeting)) : null;
}

/**
 * Changes one sentence of a summary; kept when it is written again.
 * @throws AppError `conflict` when it was changed in between, `not-found` while there is none
 */
export async function editSummary(
  meeting: AuthorizedMeeting<"host">,
  user: { id: string },
  edit: EditSummary,
): Promise<Summary> {
  const outcome = await changeSummary({
    meetingId: meeting.id,
    version: edit.version,
    userId: user.id,
    change: (body, past) => applyEdit({ body, edit, past }),
  });
  if (outcome === "none") throw notFound("There is no summary of this meeting yet.");
  if (outcome === "conflict")
    throw conflict("This summary was changed meanwhile. Please look at it again, then save.");
  await announceMeeting(meeting.id);
  return getSummary(await authorizeMeeting(meeting.id, user, "read"), user);
}

/**
 * Where words and what face or voice showed did not match, as far as this reader was promised to
 * see it. Computed anew at every reading, so that a consent taken back leaves nothing.
 */
export async function getDiscrepancies(
  meeting: AuthorizedMeeting,
  user: { id: string },
): Promise<Discrepancies> {
  if (!(await policyNow()).available) return { measured: false, items: [] };
  const samples = await visibleSamples(meeting, user);
  if (samples.length === 0) return { measured: false, items: [] };
  return { measured: true, items: discrepanciesOf(await getTranscript(meeting), samples) };
}
