import { randomBytes, randomUUID } from "node:crypto";
import { db } from "@/lib/platform/db";
import type { JudgedMeeting } from "@/lib/search/evaluation/dataset";

/** Nobody can register an address under `.invalid` (RFC 2606), so these are ours alone. */
const EMAIL_DOMAIN = "search-evaluation.invalid";
/** A turn has no time in the data; one word takes about this long, milliseconds. */
const MS_PER_WORD = 400;

/** Makes the account that owns the evaluation's meetings. It cannot sign in. */
export async function createEvaluationAccount(): Promise<string> {
  const user = await db().user.create({
    data: {
      email: `${randomUUID()}@${EMAIL_DOMAIN}`,
      name: "Search evaluation",
      passwordHash: "!",
      disabledAt: new Date(),
    },
    select: { id: true },
  });
  return user.id;
}

/** Stores a judged meeting as if it had been held: a turn is a segment, a speaker a participant. */
export async function insertJudgedMeeting({
  ownerId,
  meeting,
}: {
  ownerId: string;
  meeting: JudgedMeeting;
}) {
  const { id: meetingId } = await db().meeting.create({
    data: {
      code: randomBytes(12).toString("hex"),
      title: meeting.meetingId,
      hostId: ownerId,
      hostSecretHash: "!",
      startedAt: new Date(),
      endedAt: new Date(),
    },
    select: { id: true },
  });
  const names = [...new Set(meeting.turns.map((turn) => turn.speaker))];
  const participants = names.map((name, index) => ({
    id: randomUUID(),
    name,
    meetingId,
    colour: (index % 8) + 1,
  }));
  const byName = new Map(participants.map(({ id, name }) => [name, id]));
  let clock = 0;
  const segments = meeting.turns.map(({ speaker, text }, position) => {
    const startMs = clock;
    clock += text.split(/\s+/u).length * MS_PER_WORD;
    const participantId = byName.get(speaker) ?? "";
    return { id: randomUUID(), meetingId, participantId, position, startMs, endMs: clock, text };
  });
  await db().participant.createMany({ data: participants });
  await db().segment.createMany({ data: segments.map((row) => ({ ...row, confidence: 1 })) });
  return { meetingId, participants, segments };
}

/** Deletes an evaluation's account with all that is its own. */
export async function deleteEvaluation(ownerId: string): Promise<void> {
  await db().meeting.deleteMany({ where: { hostId: ownerId } });
  await db().user.delete({ where: { id: ownerId } });
}

/** Deletes what evaluations left behind that were killed more than a day ago. */
export async function deleteAbandonedEvaluations(): Promise<void> {
  const left = await db().user.findMany({
    where: {
      email: { endsWith: `@${EMAIL_DOMAIN}` },
      createdAt: { lt: new Date(Date.now() - 24 * 3600 * 1000) },
    },
    select: { id: true },
  });
  for (const { id } of left) await deleteEvaluation(id);
}
