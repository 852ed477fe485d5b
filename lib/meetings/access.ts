import { findMeeting, findMeetingFor, type MeetingRow } from "@/lib/meetings/repo";
import { forbidden, notFound } from "@/lib/platform/errors";

declare const checked: unique symbol;

/** A row somebody was found to have this access to. Only the checks below make one. */
export type Authorized<T, A extends string> = T & { readonly [checked]: A };

export type MeetingAccess = "read" | "host";
export type AuthorizedMeeting<A extends MeetingAccess = "read"> = Authorized<MeetingRow, A>;

/**
 * The only way to an authorised meeting. The host and those who attended with an account may read;
 * the host alone may act as host. To everybody else the meeting does not exist (`not-found`).
 */
export async function authorizeMeeting<A extends MeetingAccess>(
  meetingId: string,
  user: { id: string },
  access: A,
): Promise<AuthorizedMeeting<A>> {
  const found = await findMeetingFor(meetingId, user.id);
  if (!found) throw notFound("There is no such meeting, or it is not yours to see.");
  const { meeting, attended } = found;
  const isHost = meeting.hostId === user.id;
  if (!isHost && !attended) throw notFound("There is no such meeting, or it is not yours to see.");
  if (access === "host" && !isHost) throw forbidden("Only the host of this meeting can do that.");
  return meeting as AuthorizedMeeting<A>;
}

/**
 * For whoever runs this instance at its own command line, who can read the database anyway.
 * @throws AppError `not-found`
 */
export async function authorizeForOperator(meetingId: string): Promise<AuthorizedMeeting<"read">> {
  const meeting = await findMeeting(meetingId);
  if (!meeting) throw notFound("There is no such meeting.");
  return meeting as AuthorizedMeeting<"read">;
}
