import { LlmError, llmAvailability } from "@/lib/llm/service";
import { type AuthorizedMeeting, authorizeForOperator } from "@/lib/meetings/access";
import { announceMeeting, announceSummary } from "@/lib/meetings/announce";
import { nowMs } from "@/lib/platform/clock";
import { AppError, conflict, toAppError } from "@/lib/platform/errors";
import { NotYet } from "@/lib/platform/jobs";
import { consume, type Limit, left } from "@/lib/platform/rate-limit";
import { contentHashOf } from "@/lib/summaries/body";
import { carryEdits } from "@/lib/summaries/edits";
import type { Embed } from "@/lib/summaries/extractive";
import { writtenNotes } from "@/lib/summaries/llm/write";
import {
  bodyOf,
  claimRewrite,
  countRewriteAttempt,
  failRewrite,
  findRewrite,
  findRewriteById,
  findSummaryRow,
  insertRewrite,
  type RewriteRow,
  replaceSummary,
  type StandingSummary,
  saveNotice,
  saveRewriteProgress,
  saveRewriteWait,
} from "@/lib/summaries/repo";
import { type RewriteSummary, rewriteSummary, type SummaryState } from "@/lib/summaries/schema";
import { writeExtractively, writeWithModel } from "@/lib/summaries/writing";
import { getTranscript } from "@/lib/transcripts/service";

export { staleRewrites } from "@/lib/summaries/repo";

/** Each person may have summaries written again this often, over all meetings. */
const LIMIT: Limit = { points: 2, seconds: 2 * 3600, by: "principal" };
const LIMITED = "rewrite-summary";

/** Whether and when a person may ask again. */
export const rewritesLeft = (userId: string) => left(LIMITED, LIMIT, userId);

export const NEVER_ASKED: SummaryState = {
  state: "none",
  progress: 0,
  message: null,
  secondsLeft: null,
};

/** A rewriting as people see it. `secondsLeft` extrapolates, or is the time until it goes on. */
export function viewRewrite(row: RewriteRow | null): SummaryState {
  if (!row) return NEVER_ASKED;
  const { state, progress, message, waitUntil, startedAt } = row;
  const elapsed = startedAt ? (nowMs() - startedAt.getTime()) / 1000 : 0;
  const extrapolated =
    state === "running" && progress >= 0.1 && progress < 1
      ? Math.max(1, Math.ceil((elapsed / progress) * (1 - progress)))
      : null;
  const waits = waitUntil ? Math.max(0, Math.ceil((waitUntil.getTime() - nowMs()) / 1000)) : null;
  return { state, progress, message, secondsLeft: waits ?? extrapolated };
}

/**
 * Has a meeting's summary written again. Counts on the person's limit only when it is begun.
 * @returns the state, and what is to be delivered
 * @throws AppError `conflict` while it is being written, `too-many` with the time to wait
 */
export async function askForRewrite(input: {
  meeting: AuthorizedMeeting<"host">;
  user: { id: string };
  order: RewriteSummary;
}): Promise<{ rewriteId: string; state: SummaryState }> {
  const { meeting, user, order } = input;
  const present = await findRewrite(meeting.id);
  if (present?.state === "queued" || present?.state === "running") throw underWay();
  await consume(LIMITED, LIMIT, user.id).catch((error: unknown) => {
    throw error instanceof AppError ? tooOften(error) : error;
  });
  const row = await insertRewrite({ ...order, meetingId: meeting.id, askedBy: user.id });
  if (!row) throw underWay();
  await announceSummary(meeting.id, viewRewrite(row));
  return { rewriteId: row.id, state: viewRewrite(row) };
}

const underWay = () =>
  conflict("This summary is being written just now. Please wait until it is there.");

function tooOften(error: AppError): AppError {
  const minutes = Math.ceil((error.retryAfterSeconds ?? 60) / 60);
  return new AppError(
    "too-many",
    `You can have summaries written again ${LIMIT.points} times in two hours. Please wait ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`,
    { retryAfterSeconds: error.retryAfterSeconds ?? 60 },
  );
}

/** What a model is to write after the pipeline, as it was last asked for; null when one is under way. */
export async function queueAutomaticRewrite(meetingId: string): Promise<string | null> {
  const last = await findRewrite(meetingId);
  const order = last ? orderOf(last) : rewriteSummary.parse({});
  const row = await insertRewrite({ ...order, meetingId, askedBy: null });
  return row?.id ?? null;
}

const orderOf = ({ template, instructions, language }: RewriteRow): RewriteSummary =>
  rewriteSummary.catch(rewriteSummary.parse({})).parse({ template, instructions, language });

/**
 * Writes a summary that was asked for. Whatever goes wrong, what stood before stays. A model that
 * wants us to wait costs no attempt, and what it wrote so far is kept.
 * @throws NotYet while it has to wait
 */
export async function runRewrite(input: {
  rewriteId: string;
  lastAttempt: boolean;
  embed: Embed;
  signal: AbortSignal;
}): Promise<"done" | "skipped"> {
  const row = await claimRewrite(input.rewriteId);
  if (!row) return "skipped";
  await tell(row);
  try {
    return await rewrite({ ...input, row });
  } catch (error) {
    if (error instanceof NotYet) throw error;
    if (error instanceof LlmError && error.kind === "busy") {
      await wait(row, error);
      throw new NotYet(error.retryAfterMs ?? BUSY_MS);
    }
    await countRewriteAttempt(row.id);
    const forGood = error instanceof LlmError && !PASSING.has(error.kind);
    if (!forGood && !input.lastAttempt) throw error;
    await fail(row, toAppError(error).message);
    if (forGood) return "done";
    throw error;
  }
}

/** When a busy model does not say for how long, milliseconds. */
const BUSY_MS = 30_000;
/** Faults after which the very same request may succeed. */
const PASSING: ReadonlySet<LlmError["kind"]> = new Set(["broken", "timed-out", "cut-off"]);

async function tell(row: RewriteRow): Promise<void> {
  const now = await findRewriteById(row.id);
  if (now) await announceSummary(row.meetingId, viewRewrite(now));
}

async function wait(row: RewriteRow, error: LlmError): Promise<void> {
  const waitUntil = new Date(nowMs() + (error.retryAfterMs ?? BUSY_MS));
  const time = waitUntil.toISOString().slice(11, 16);
  await saveRewriteWait(row.id, {
    message: `The language model is busy and asks us to wait: we go on by ourselves at ${time} UTC.`,
    waitUntil,
  });
  await tell(row);
}

async function fail(row: RewriteRow, message: string): Promise<void> {
  await failRewrite(row.id, message);
  await saveNotice(row.meetingId, message);
  await tell(row);
  await announceMeeting(row.meetingId);
}

async function rewrite(input: {
  row: RewriteRow;
  embed: Embed;
  signal: AbortSignal;
}): Promise<"done" | "skipped"> {
  const { row, embed, signal } = input;
  const meeting = await authorizeForOperator(row.meetingId);
  const transcript = await getTranscript(meeting);
  const contentHash = contentHashOf(transcript.segments);
  const order = orderOf(row);
  const llm = await llmAvailability(row.askedBy);
  const told = { transcript, contentHash, embed, order, language: meeting.language };
  let written: StandingSummary;
  if (llm.available && llm.model !== null && transcript.segments.length > 0) {
    written = await writeWithModel({
      ...told,
      model: llm.model,
      userId: row.askedBy,
      notes: writtenNotes.safeParse(row.notes).data ?? null,
      signal,
      onNotes: async (notes, progress) => {
        // The last bit is the checking.
        await saveRewriteProgress(row.id, { progress: progress * 0.95, notes });
        await tell(row);
      },
    });
  } else {
    const standing = await findSummaryRow(meeting.id);
    const reason = llm.reason ?? null;
    if (standing?.kind === "llm" && reason !== null) {
      await fail(row, reason);
      return "done";
    }
    written = await writeExtractively({ ...told, notice: reason && withoutModel(reason) });
  }
  const stillTheSame = contentHashOf((await getTranscript(meeting)).segments) === contentHash;
  // The transcript changed under our hands: what was written of the old one is not shown.
  if (!stillTheSame) throw new NotYet(500);
  const stored = await replaceSummary({
    meetingId: meeting.id,
    rewriteId: row.id,
    build: (standing, edits) => ({ ...written, body: withEdits(written, standing, edits) }),
  });
  if (!stored) return "skipped";
  await tell(row);
  await announceMeeting(meeting.id);
  return "done";
}

const withoutModel = (reason: string): string =>
  `${reason} So this summary is made of the meeting’s own sentences.`;

/** A fresh body with what people changed in the one that stands. */
export function withEdits(
  fresh: StandingSummary,
  standing: { body: unknown } | null,
  edits: Parameters<typeof carryEdits>[0]["edits"],
): StandingSummary["body"] {
  const body = standing && bodyOf(standing);
  return body ? carryEdits({ fresh: fresh.body, standing: body, edits }) : fresh.body;
}
