import type { Account } from "@/lib/auth/schema";
import { endEmotion } from "@/lib/emotion/service";
import type { AuthorizedMeeting } from "@/lib/meetings/access";
import { announceMeeting } from "@/lib/meetings/announce";
import { hashHostSecret, isHostSecret, newCode, newHostSecret } from "@/lib/meetings/code";
import { entryOf, removedError } from "@/lib/meetings/entry";
import {
  enter,
  findListed,
  findMeetingByCode,
  findParticipant,
  findSeatOfUser,
  insertMeeting,
  listFor,
  markEnded,
  markLeftAt,
  ongoingIds,
  renameSeat,
  upsertSeat,
} from "@/lib/meetings/repo";
import { roleOf } from "@/lib/meetings/role";
import {
  formatCode,
  type MeetingDetail,
  type MeetingListItem,
  meetingChannel,
} from "@/lib/meetings/schema";
import { viewListItem, viewSteps } from "@/lib/meetings/view";
import { startPipeline } from "@/lib/pipeline/service";
import { now, nowMs } from "@/lib/platform/clock";
import { env } from "@/lib/platform/env";
import { AppError, conflict, invalid, notFound } from "@/lib/platform/errors";
import type { RoomPreview } from "@/lib/room/schema";
import { peopleHere } from "@/lib/room/state";

/** Where a meeting is entered. */
export const meetingUrl = (code: string): string => `${env().PARLEY_URL}/room/${formatCode(code)}`;

/** Makes a meeting. The host secret is answered once and stored as a hash. */
export async function createMeeting(input: { host: Account; title: string }) {
  const hostSecret = newHostSecret();
  const meeting = await insertMeeting({
    code: newCode(),
    title: input.title,
    hostId: input.host.id,
    hostSecretHash: hashHostSecret(hostSecret),
  });
  await announceMeeting(meeting.id);
  return {
    id: meeting.id,
    code: formatCode(meeting.code),
    title: meeting.title,
    url: meetingUrl(meeting.code),
    hostSecret,
  };
}

async function present(meeting: { id: string; endedAt: Date | null }) {
  return meeting.endedAt ? [] : peopleHere(meeting.id);
}

/** An account's meetings, newest first. `cursor` is the last id of the page before. */
export async function listMeetings(input: { user: Account; cursor?: string; limit: number }) {
  const rows = await listFor(input.user.id, input.cursor, input.limit);
  const page = rows.slice(0, input.limit);
  const meetings: MeetingListItem[] = await Promise.all(
    page.map(async (row) =>
      viewListItem({
        row: { ...row, code: formatCode(row.code) },
        userId: input.user.id,
        peopleHere: (await present(row)).length,
        nowMs: nowMs(),
      }),
    ),
  );
  return { meetings, nextCursor: rows.length > input.limit ? (page.at(-1)?.id ?? null) : null };
}

/** One meeting with its pipeline. */
export async function getMeeting(
  meeting: AuthorizedMeeting,
  user: { id: string },
): Promise<MeetingDetail> {
  const row = await findListed(meeting.id);
  if (!row) throw notFound();
  const here = await present(row);
  return {
    ...viewListItem({
      row: { ...row, code: formatCode(row.code) },
      userId: user.id,
      peopleHere: here.length,
      nowMs: nowMs(),
    }),
    url: meetingUrl(row.code),
    steps: viewSteps(row, nowMs()),
    channel: meetingChannel(row.id),
    consented: row.participants.filter((person) => person.recording === "granted").length,
  };
}

const UNKNOWN_CODE = "There is no meeting with this code. Please check the link.";

/** The seat in this meeting that a signed-out browser's cookie names; an account's is not theirs. */
async function guestSeat(meetingId: string, seatId: string | null) {
  const seat = seatId ? await findParticipant(seatId) : null;
  return seat?.meetingId === meetingId && seat.userId === null ? seat : null;
}

/** The seat that somebody holds or would be given: an account's own, else the one of their cookie. */
async function seatAtDoor(input: {
  meeting: { id: string; hostId: string };
  user: { id: string } | null;
  seatId: string | null;
}) {
  const { meeting, user, seatId } = input;
  const held = user
    ? await findSeatOfUser(meeting.id, user.id)
    : await guestSeat(meeting.id, seatId);
  if (held) return held;
  const role = user?.id === meeting.hostId ? ("host" as const) : ("participant" as const);
  const never = { joinedAt: null, admittedAt: null, deniedAt: null, removedAt: null };
  return { userId: user?.id ?? null, role, actingHostSince: null, ...never };
}

/**
 * What the holder of a link may know before entering. Names are told to those alone who could walk
 * in; `locked` says that the meeting is locked to this viewer.
 */
export async function previewRoom(input: {
  code: string;
  user: Account | null;
  seat: { participantId: string; name: string } | null;
}): Promise<RoomPreview> {
  const meeting = await findMeetingByCode(input.code);
  if (!meeting) throw notFound(UNKNOWN_CODE);
  const { user, seat } = input;
  const [here, held] = await Promise.all([
    present(meeting),
    seatAtDoor({ meeting, user, seatId: seat?.participantId ?? null }),
  ]);
  const entry = entryOf({ meeting, seat: held, atMs: nowMs() });
  return {
    code: formatCode(meeting.code),
    title: meeting.title,
    hostName: meeting.host.name,
    state: meeting.endedAt ? "ended" : here.length > 0 ? "live" : "open",
    peopleHere: entry.kind === "in" ? here.map((person) => person.name) : [],
    suggestedName: seat?.name ?? user?.name ?? null,
    isHost: user?.id === meeting.hostId,
    mustWait: entry.kind === "wait" || entry.kind === "denied",
    locked: entry.kind === "locked",
  };
}

/** @throws AppError `not-found` for an unknown code, `gone` when the meeting has ended */
export async function requireOpenMeeting(code: string): Promise<void> {
  const meeting = await findMeetingByCode(code);
  if (!meeting) throw notFound(UNKNOWN_CODE);
  if (meeting.endedAt) throw new AppError("gone", "This meeting has ended.");
}

/**
 * Takes a seat: an account has one per meeting, a guest keeps the one of their cookie. Whoever was
 * removed gets none (`forbidden`).
 */
export async function takeSeat(input: {
  code: string;
  name: string;
  user: Account | null;
  /** The seat this browser's cookie names, if any. */
  knownSeatId: string | null;
  /** Makes the holder a host, whoever they are. */
  hostKey?: string | undefined;
}) {
  const meeting = await findMeetingByCode(input.code);
  if (!meeting) throw notFound(UNKNOWN_CODE);
  if (meeting.endedAt) throw new AppError("gone", "This meeting has ended.");
  if (input.hostKey && !isHostSecret(meeting.hostSecretHash, input.hostKey))
    throw invalid("That is not this meeting’s host key.", {
      hostKey: "That is not this meeting’s host key.",
    });
  const isOwner = input.user?.id === meeting.hostId;
  const isHost = isOwner || Boolean(input.hostKey);
  const found = input.knownSeatId ? await findParticipant(input.knownSeatId) : null;
  const known = found?.meetingId === meeting.id ? found : null;
  const own = input.user ? await findSeatOfUser(meeting.id, input.user.id) : null;
  if (!isOwner && (known?.removedAt || own?.removedAt)) throw removedError();
  if (!input.user && known && known.userId === null)
    return renameSeat(known.id, { name: input.name, ...(isHost && { role: "host" }) });
  return upsertSeat({
    meetingId: meeting.id,
    userId: input.user?.id ?? null,
    name: input.name,
    isHost,
    claimsHost: Boolean(input.hostKey),
  });
}

/** A seat and its meeting; null when it is gone. */
export async function loadSeat(participantId: string) {
  const row = await findParticipant(participantId);
  if (!row) return null;
  const { meeting, ...participant } = row;
  return { participant, meeting };
}

/** Somebody came in; the first one starts the meeting clock. */
export async function markEntered(input: { meetingId: string; participantId: string }) {
  const startedAt = await enter(input.meetingId, input.participantId, now());
  await announceMeeting(input.meetingId);
  return { startedAt };
}

/** Somebody is gone for good. */
export async function markLeft(input: { meetingId: string; participantId: string }) {
  await markLeftAt(input.participantId, now());
  await announceMeeting(input.meetingId);
}

/** Ids of meetings that have begun in a room and not ended, for what watches over rooms without people. */
export const listOngoing = ongoingIds;

/** Ends a meeting for all and starts its pipeline. Idempotent. `by` is a participant's id. */
export async function endMeeting(input: { meetingId: string; by: string }): Promise<void> {
  if (input.by !== "system") {
    const seat = await loadSeat(input.by);
    if (seat?.participant.meetingId !== input.meetingId || roleOf(seat.participant) !== "host")
      throw new AppError("forbidden", "Only the host can end the meeting for everybody.");
  }
  if (await markEnded(input.meetingId, now())) {
    await endEmotion(input.meetingId);
    await startPipeline(input.meetingId);
  }
}

/** Makes an already ended meeting out of recordings from elsewhere. `durationMs` places its start. */
export async function createImportedMeeting(input: {
  host: Account;
  title: string;
  durationMs: number;
}) {
  const startedAt = new Date(nowMs() - Math.max(0, Math.round(input.durationMs)));
  const meeting = await insertMeeting({
    code: newCode(),
    title: input.title,
    hostId: input.host.id,
    hostSecretHash: hashHostSecret(newHostSecret()),
    startedAt,
  });
  return { id: meeting.id, url: `${env().PARLEY_URL}/meetings/${meeting.id}`, startedAt };
}

/** Adds somebody who spoke in an imported meeting. */
export async function addImportedSpeaker(input: {
  meetingId: string;
  name: string;
  joinedAt: Date;
}): Promise<{ id: string }> {
  const seat = await upsertSeat({
    meetingId: input.meetingId,
    userId: null,
    name: input.name,
    isHost: false,
    claimsHost: false,
  });
  await enter(input.meetingId, seat.id, input.joinedAt);
  return { id: seat.id };
}

/** The state "ended" for an imported meeting: its pipeline starts. */
export async function finishImport(meetingId: string): Promise<void> {
  if (!(await markEnded(meetingId, now()))) throw conflict("This meeting had already ended.");
  await startPipeline(meetingId);
}
