import { db } from "@/lib/platform/db";

const PAGE = 50;

export const counts = async () => {
  const [people, meetings] = await Promise.all([db().user.count(), db().meeting.count()]);
  return { people, meetings };
};

/** Accounts, newest first, filtered by name or address. */
export const pageOfPeople = (q: string | undefined, cursor: string | undefined) =>
  db().user.findMany({
    where: q
      ? {
          OR: [
            { email: { contains: q, mode: "insensitive" } },
            { name: { contains: q, mode: "insensitive" } },
          ],
        }
      : {},
    select: {
      id: true,
      email: true,
      name: true,
      role: true,
      disabledAt: true,
      createdAt: true,
      _count: { select: { hosted: true } },
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: PAGE + 1,
    ...(cursor && { cursor: { id: cursor }, skip: 1 }),
  });

/** Meetings of everybody, newest first: what an admin needs to know, nothing that was said. */
export const pageOfMeetings = (q: string | undefined, cursor: string | undefined) =>
  db().meeting.findMany({
    where: q ? { title: { contains: q, mode: "insensitive" } } : {},
    select: {
      id: true,
      title: true,
      startedAt: true,
      endedAt: true,
      createdAt: true,
      host: { select: { name: true } },
      steps: { select: { state: true } },
      _count: { select: { participants: true, segments: true } },
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: PAGE + 1,
    ...(cursor && { cursor: { id: cursor }, skip: 1 }),
  });

/** Cuts the look-ahead row off a page. */
export function cutPage<T extends { id: string }>(rows: T[]) {
  const page = rows.slice(0, PAGE);
  return { page, nextCursor: rows.length > PAGE ? (page.at(-1)?.id ?? null) : null };
}

export const ping = () => db().$queryRaw`SELECT 1`;
