import { grantedIn, grantOf, renewGrant } from "@/lib/emotion/grants";
import { everybodyRoom, personRoom } from "@/lib/emotion/keys";
import { statusOf } from "@/lib/emotion/policy";
import {
  deleteSamples,
  findAllowance,
  findMeetingEmotion,
  saveAnswer,
  saveVisibility,
} from "@/lib/emotion/repo";
import type { EmotionConsent, EmotionStatus, EmotionVisibility } from "@/lib/emotion/schema";
import { hangUp } from "@/lib/emotion/tell";
import { signTicket } from "@/lib/emotion/ticket";
import { nowMs } from "@/lib/platform/clock";
import { conflict, notFound } from "@/lib/platform/errors";
import { broadcastRoom } from "@/lib/room/broadcast";
import type { ConsentState } from "@/lib/room/consent";
import { withRoomLock } from "@/lib/room/lock";

const NOT_OFFERED = "Emotion is not offered here.";

async function meetingOf(meetingId: string) {
  const meeting = await findMeetingEmotion(meetingId);
  if (!meeting) throw notFound();
  return meeting;
}

/** What a room is told of its emotion now. */
export const emotionStatusOf = async (meetingId: string): Promise<EmotionStatus> =>
  statusOf(await meetingOf(meetingId));

/** One's own answer. */
export async function emotionConsentOf(participantId: string): Promise<EmotionConsent> {
  const found = await findAllowance(participantId);
  return { face: found?.face ?? "unasked", voice: found?.voice ?? "unasked" };
}

/**
 * Switches live emotion on for a visibility, or off, and tells everybody. All answers end: whoever
 * agreed did so for what was before. Idempotent.
 * @throws AppError `not-found` where the instance does not offer it
 */
export async function changeVisibility(input: {
  meetingId: string;
  visibility: EmotionVisibility | null;
}): Promise<EmotionStatus> {
  const { meetingId, visibility } = input;
  return withRoomLock(meetingId, async () => {
    const before = await meetingOf(meetingId);
    const status = await statusOf({ emotion: visibility });
    if (visibility && !status.offered) throw notFound(NOT_OFFERED);
    if (before.emotion !== visibility) {
      const { noticeVersion } = status;
      await saveVisibility({ meetingId, visibility, noticeVersion, at: new Date(nowMs()) });
      await renewAll(meetingId);
    }
    broadcastRoom(meetingId, "emotion-status", status);
    return status;
  });
}

/** After what people agreed to has changed for the whole instance: they are asked anew. */
export async function askAnew(meetingIds: readonly string[]): Promise<void> {
  for (const meetingId of meetingIds) {
    await withRoomLock(meetingId, async () => {
      const { emotion } = await meetingOf(meetingId);
      const status = await statusOf({ emotion });
      const visibility = status.offered ? emotion : null;
      const { noticeVersion } = status;
      await saveVisibility({ meetingId, visibility, noticeVersion, at: new Date(nowMs()) });
      await renewAll(meetingId);
      broadcastRoom(meetingId, "emotion-status", await statusOf({ emotion: visibility }));
    });
  }
}

/** Puts in force what everybody of a meeting allows now, and ends connections made before. */
async function renewAll(meetingId: string): Promise<void> {
  for (const participantId of await grantedIn(meetingId)) await renewGrant(participantId);
  hangUp([everybodyRoom(meetingId)]);
}

/** A meeting is over: nothing more is taken from anybody. */
export const endEmotion = renewAll;

/** Somebody was removed: nothing more is taken from them, and they hear nothing more. */
export async function endEmotionOf(participantId: string): Promise<void> {
  await renewGrant(participantId);
  hangUp([personRoom(participantId)]);
}

/** Connections of people whose role changed end here, and come back as who they are now. */
export const reconnectEmotionOf = (participantIds: readonly string[]): void =>
  hangUp(participantIds.map(personRoom));

/** Saying no after a yes is a withdrawal. */
function stateAfter(before: ConsentState, agree: boolean): ConsentState {
  if (agree) return "granted";
  return before === "granted" || before === "withdrawn" ? "withdrawn" : "declined";
}

/**
 * Notes a person's answer with the version of the notice they saw. What they take back is no longer
 * taken, read or told from the moment this returns; with `forget`, what was read is deleted too.
 * @throws AppError `conflict` when the notice has changed meanwhile
 */
export async function answerEmotion(input: {
  meetingId: string;
  participantId: string;
  face: boolean;
  voice: boolean;
  noticeVersion: string;
  forget: boolean;
}): Promise<EmotionConsent> {
  const { meetingId, participantId, noticeVersion } = input;
  return withRoomLock(meetingId, async () => {
    const [meeting, before] = await Promise.all([
      meetingOf(meetingId),
      emotionConsentOf(participantId),
    ]);
    const status = await statusOf(meeting);
    const agrees = input.face || input.voice;
    // Taking back is possible whatever was read, and when nothing is offered any more.
    if (agrees && !status.active) throw notFound(NOT_OFFERED);
    if (agrees && noticeVersion !== status.noticeVersion)
      throw conflict("What is measured here has changed. Please read the notice again.");
    const allowed = (part: "face" | "voice") => input[part] && status.modalities.includes(part);
    const after = {
      face: stateAfter(before.face, allowed("face")),
      voice: stateAfter(before.voice, allowed("voice")),
    };
    await saveAnswer({
      meetingId,
      participantId,
      ...after,
      changed: (["face", "voice"] as const).filter((part) => after[part] !== before[part]),
      noticeVersion,
      at: new Date(nowMs()),
    });
    await renewGrant(participantId);
    hangUp([personRoom(participantId)]);
    if (input.forget) await deleteSamples(participantId);
    return after;
  });
}

/** The way into `/emotion` for somebody who is in the room: to capture, or only to look. */
export async function ticketFor(input: {
  meetingId: string;
  participantId: string;
}): Promise<{ ticket: string }> {
  const status = await emotionStatusOf(input.meetingId);
  if (!status.active) throw notFound(NOT_OFFERED);
  const grant = await grantOf(input.participantId);
  const stamp = grant && (grant.face || grant.voice) ? grant.stamp : null;
  return { ticket: signTicket({ ...input, stamp }) };
}
