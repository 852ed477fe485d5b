"use client";

import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import {
  type adminChangePerson,
  adminMeetings,
  adminOverview,
  adminPeople,
  type adminPerson,
  adminRetried,
} from "@/lib/admin/schema";
import { account } from "@/lib/auth/schema";
import { api, queryString } from "./api";
import { POLL_MS } from "./channels";
import { keys } from "./queries";

export type AdminPerson = z.infer<typeof adminPerson>;
export type AdminMeeting = z.infer<typeof adminMeetings>["meetings"][number];
type PersonChange = z.infer<typeof adminChangePerson>;

/** How the instance is; asked again while the page is looked at. */
export const adminOverviewQuery = queryOptions({
  queryKey: keys.adminOverview,
  queryFn: ({ signal }) => api({ path: "/api/admin/overview", out: adminOverview, signal }),
  refetchInterval: POLL_MS,
});

export const adminPeopleQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: keys.adminPeople(q),
    queryFn: ({ pageParam, signal }) =>
      api({
        path: `/api/admin/people${queryString({ q, cursor: pageParam })}`,
        out: adminPeople,
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });

export const adminMeetingsQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: keys.adminMeetings(q),
    queryFn: ({ pageParam, signal }) =>
      api({
        path: `/api/admin/meetings${queryString({ q, cursor: pageParam })}`,
        out: adminMeetings,
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });

export const changePerson = (input: { id: string; change: PersonChange }) =>
  api({
    path: `/api/admin/people/${input.id}`,
    method: "PATCH",
    body: input.change,
    out: account,
  });

/** Tries a failed piece of work again. `ref` is the failure's. */
export const retryWork = (ref: string) =>
  api({ path: "/api/admin/retry", method: "POST", body: { ref }, out: adminRetried });
