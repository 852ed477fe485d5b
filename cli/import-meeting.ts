import { randomBytes, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { CommandIo } from "@/cli/command";
import { UsageError } from "@/cli/command";
import type { PlannedTrack } from "@/cli/import-plan";
import type { Account } from "@/lib/auth/schema";
import { accountByEmail, createAccount, listAccounts } from "@/lib/auth/service";
import { addImportedSpeaker, createImportedMeeting, finishImport } from "@/lib/meetings/service";
import { AppError } from "@/lib/platform/errors";
import { importTrack } from "@/lib/recordings/service";
import { decodeAudio } from "@/lib/speech/decode";
import { type AudioFormat, checkAudioFile } from "@/lib/speech/sniff";

/** The account that owns imports into an instance nobody has signed up to yet. */
const FIRST_OWNER = "owner@parley.local";
/** A track is read into memory once, to be stored. */
const TRACK_MAX_BYTES = 1024 ** 3;

const MIME_TYPES: Record<AudioFormat, string> = {
  webm: "audio/webm",
  wav: "audio/wav",
  mp3: "audio/mpeg",
  mp4: "audio/mp4",
  ogg: "audio/ogg",
  aac: "audio/aac",
  flac: "audio/flac",
};

/**
 * Makes an ended meeting out of one file per speaker and starts its pipeline. Every file is read to
 * its end before anything is stored, so that a bad one leaves nothing behind.
 * @throws UsageError, AppError
 */
export async function importMeeting(input: {
  tracks: PlannedTrack[];
  title: string;
  owner: string | undefined;
  io: CommandIo;
}): Promise<{ id: string; url: string }> {
  const { tracks, io } = input;
  const host = await findOwner(input.owner, io);
  const measured = [];
  for (const track of tracks) {
    const { format } = await checkAudioFile({ file: track.file, maxBytes: TRACK_MAX_BYTES });
    measured.push({ ...track, mimeType: MIME_TYPES[format], seconds: await secondsOf(track.file) });
  }
  const durationMs = Math.max(...measured.map((t) => t.offsetMs + t.seconds * 1000));
  const meeting = await createImportedMeeting({ host, title: input.title, durationMs });
  const seats = new Map<string, string>();
  for (const track of measured) {
    const joinedAt = new Date(meeting.startedAt.getTime() + track.offsetMs);
    const known = seats.get(track.speaker);
    const participantId =
      known ??
      (await addImportedSpeaker({ meetingId: meeting.id, name: track.speaker, joinedAt })).id;
    seats.set(track.speaker, participantId);
    await importTrack({
      meetingId: meeting.id,
      participantId,
      meetingStartedAt: meeting.startedAt,
      offsetMs: track.offsetMs,
      durationMs: track.seconds * 1000,
      trackId: randomUUID(),
      mimeType: track.mimeType,
      bytes: await readFile(track.file),
    });
    io.progress(`${track.speaker}: ${Math.round(track.seconds)} s of ${path.basename(track.file)}`);
  }
  await finishImport(meeting.id);
  return { id: meeting.id, url: meeting.url };
}

async function secondsOf(file: string): Promise<number> {
  const decoding = decodeAudio({ source: file });
  let next = await decoding.next();
  while (!next.done) next = await decoding.next();
  return next.value.seconds;
}

async function findOwner(email: string | undefined, io: CommandIo): Promise<Account> {
  if (email !== undefined) {
    const account = await accountByEmail(email).catch((error: unknown) => {
      if (!(error instanceof AppError && error.code === "not-found")) throw error;
      throw new UsageError(
        `There is no account ${email}: make it with \`parley user create ${email}\`.`,
      );
    });
    if (account.disabled) throw new UsageError(`The account ${email} is disabled.`);
    return account;
  }
  const accounts = await listAccounts();
  const owner = accounts.find((account) => account.role === "admin" && !account.disabled);
  if (owner) {
    io.progress(`The meeting will belong to ${owner.email}; --owner EMAIL chooses somebody else.`);
    return owner;
  }
  if (accounts.length > 0)
    throw new UsageError("Say whose meeting it is: --owner EMAIL. There is no active admin.");
  const password = randomBytes(15).toString("base64url");
  const made = await createAccount({ email: FIRST_OWNER, name: "Owner", password, admin: true });
  io.progress(
    `There was no account yet, so ${FIRST_OWNER} was made, with the password ${password}`,
  );
  return made;
}
