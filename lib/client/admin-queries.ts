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
  adminStatistics,
} from "@/lib/admin/schema";
import { account } from "@/lib/auth/schema";
import { type EmotionPolicy, emotionPolicyView } from "@/lib/emotion/schema";
import { adminAi, type LlmCaps } from "@/lib/llm/schema";
import { searchExplanation } from "@/lib/search/schema";
import { api, queryString } from "./api";
import { POLL_MS } from "./channels";
import { keys } from "./queries";
import { type SearchFilters, spanOf } from "./search-filters";

const STATISTICS_EVERY_MS = 3_000;

export type AdminPerson = z.infer<typeof adminPerson>;
export type AdminMeeting = z.infer<typeof adminMeetings>["meetings"][number];
type PersonChange = z.infer<typeof adminChangePerson>;

/** How the instance is; asked again while the page is looked at. */
export const adminOverviewQuery = queryOptions({
  queryKey: keys.adminOverview,
  queryFn: ({ signal }) => api({ path: "/api/admin/overview", out: adminOverview, signal }),
  refetchInterval: POLL_MS,
});

/** What is decided about emotion on this instance. */
export const adminEmotionQuery = queryOptions({
  queryKey: keys.adminEmotion,
  queryFn: ({ signal }) => api({ path: "/api/admin/emotion", out: emotionPolicyView, signal }),
});

export const decideEmotion = (policy: EmotionPolicy) =>
  api({ path: "/api/admin/emotion", method: "PUT", body: policy, out: emotionPolicyView });

/** The language model, its use and its caps. */
export const adminAiQuery = queryOptions({
  queryKey: keys.adminAi,
  queryFn: ({ signal }) => api({ path: "/api/admin/ai", out: adminAi, signal }),
});

export const decideAi = (caps: LlmCaps) =>
  api({ path: "/api/admin/ai", method: "PUT", body: caps, out: adminAi });

/** Figures of live emotion, renewed while they are looked at. */
export const adminStatisticsQuery = queryOptions({
  queryKey: keys.adminStatistics,
  queryFn: ({ signal }) => api({ path: "/api/stats", out: adminStatistics, signal }),
  refetchInterval: STATISTICS_EVERY_MS,
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

/** How a search over what I may read comes to its results. */
export const explainQuery = (asked: SearchFilters) =>
  queryOptions({
    queryKey: [...keys.search(asked), "explanation"],
    queryFn: ({ signal }) => {
      const { q, meeting, speaker } = asked;
      return api({
        path: `/api/search/explain${queryString({ q, meetingId: meeting, speaker, ...spanOf(asked), limit: 50 })}`,
        out: searchExplanation,
        signal,
      });
    },
    staleTime: 30_000,
  });
