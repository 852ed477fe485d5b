import { readableBy } from "@/lib/meetings/access-sql";
import { Prisma } from "@/lib/platform/db";

/** Where to look, within what the viewer may read. */
export interface SearchFilter {
  meetingIds?: readonly string[] | undefined;
  /** Names as they stand in the transcript, or ids of accounts; any of them. */
  speakers?: readonly string[] | undefined;
  /** Meetings that began at or after this moment. */
  from?: Date | undefined;
  /** Meetings that began before this moment. */
  before?: Date | undefined;
}

/** A search's reach: who looks, and where. */
export interface SearchScope {
  viewerId: string;
  filter: SearchFilter;
}

const began = Prisma.sql`coalesce(m."startedAt", m."createdAt")`;

/** The meetings in reach, as a query: the access rule and the filters in one place. */
export function meetingsInReach({ viewerId, filter }: SearchScope): Prisma.Sql {
  const { meetingIds, speakers, from, before } = filter;
  return Prisma.sql`
    SELECT m."id", m."indexChunks" AS chunks, m."indexModel" AS model
    FROM "Meeting" m
    WHERE ${readableBy({ userId: viewerId, meetingId: Prisma.sql`m."id"` })}
    ${when(meetingIds, (ids) => Prisma.sql`AND m."id" = ANY(${[...ids]}::uuid[])`)}
    ${when(from, (moment) => Prisma.sql`AND ${began} >= ${moment}`)}
    ${when(before, (moment) => Prisma.sql`AND ${began} < ${moment}`)}
    ${when(
      speakers,
      (who) => Prisma.sql`AND EXISTS (
        SELECT 1 FROM "Participant" p WHERE p."meetingId" = m."id" AND ${isOneOf(who)})`,
    )}`;
}

/** Whether one of the wanted people speaks in chunk `c`; true without such a filter. */
export const speaksInChunk = ({ speakers }: SearchFilter): Prisma.Sql =>
  speakers
    ? Prisma.sql`EXISTS (
        SELECT 1 FROM "Participant" p
        WHERE p."meetingId" = c."meetingId" AND p."name" = ANY(c."speakers") AND ${isOneOf(speakers)})`
    : Prisma.sql`true`;

/** Whether participant `p` is one of the wanted people; true without such a filter. */
export const isWantedSpeaker = ({ speakers }: SearchFilter): Prisma.Sql =>
  speakers ? isOneOf(speakers) : Prisma.sql`true`;

function isOneOf(speakers: readonly string[]): Prisma.Sql {
  // Postgres takes no zero bytes, and no name has one.
  const wanted = speakers.map((speaker) => speaker.replaceAll("\u0000", ""));
  return Prisma.sql`(
    lower(p."name") IN (SELECT lower(w) FROM unnest(${wanted}::text[]) AS w)
    OR p."userId"::text = ANY(${wanted}::text[]))`;
}

function when<T>(value: T | undefined, condition: (value: T) => Prisma.Sql): Prisma.Sql {
  return value === undefined ? Prisma.empty : condition(value);
}
