"use client";

import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
} from "@tanstack/react-query";
import { z } from "zod";
import { type Session, session, sessionList } from "@/lib/answers/schema";
import { emotionsForgotten, meetingEmotions } from "@/lib/emotion/schema";
import {
  createdMeeting,
  type MeetingDetail,
  type MeetingListItem,
  meetingDetail,
  meetingList,
  meetingState,
  type PipelineStep,
  pipelineStep,
} from "@/lib/meetings/schema";
import { searchAnswer } from "@/lib/search/schema";
import {
  discrepancies,
  type EditSummary,
  type RewriteSummary,
  type Summary,
  summary,
  summaryState,
} from "@/lib/summaries/schema";
import { transcript } from "@/lib/transcripts/schema";
import { api, isNotFound, queryString } from "./api";
import { type SearchFilters, spanOf } from "./search-filters";

const PAGE = 30;

export const keys = {
  meetings: ["meetings"] as const,
  meeting: (id: string) => ["meeting", id] as const,
  detail: (id: string) => ["meeting", id, "detail"] as const,
  transcript: (id: string) => ["meeting", id, "transcript"] as const,
  summary: (id: string) => ["meeting", id, "summary"] as const,
  discrepancies: (id: string) => ["meeting", id, "discrepancies"] as const,
  ask: ["ask"] as const,
  sessions: (meetingId: string | null) => ["ask", "sessions", meetingId] as const,
  session: (id: string | null) => ["ask", "session", id] as const,
  search: (asked: SearchFilters) => ["search", asked] as const,
  emotions: (id: string) => ["meeting", id, "emotions"] as const,
  admin: ["admin"] as const,
  adminEmotion: ["admin", "emotion"] as const,
  adminAi: ["admin", "ai"] as const,
  adminStatistics: ["admin", "statistics"] as const,
  adminOverview: ["admin", "overview"] as const,
  adminPeople: (q: string) => ["admin", "people", q] as const,
  adminMeetings: (q: string) => ["admin", "meetings", q] as const,
};

/** My meetings, newest first, page by page. */
export const meetingsQuery = infiniteQueryOptions({
  queryKey: keys.meetings,
  queryFn: ({ pageParam, signal }) =>
    api({
      path: `/api/meetings${queryString({ cursor: pageParam, limit: PAGE })}`,
      out: meetingList,
      signal,
    }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
});

export const meetingQuery = (id: string) =>
  queryOptions({
    queryKey: keys.detail(id),
    queryFn: ({ signal }) => api({ path: `/api/meetings/${id}`, out: meetingDetail, signal }),
  });

export const transcriptQuery = (id: string) =>
  queryOptions({
    queryKey: keys.transcript(id),
    queryFn: ({ signal }) =>
      api({ path: `/api/meetings/${id}/transcript`, out: transcript, signal }),
  });

/** How often a summary that is being written is looked after, milliseconds. */
const WRITING_EVERY_MS = 3_000;

const isWriting = (data: Summary | null | undefined): boolean =>
  data?.rewriting.state === "queued" || data?.rewriting.state === "running";

/** The summary; null until there is one. */
export const summaryQuery = (id: string) =>
  queryOptions({
    queryKey: keys.summary(id),
    queryFn: async ({ signal }) => {
      try {
        return await api({ path: `/api/meetings/${id}/summary`, out: summary, signal });
      } catch (error) {
        if (isNotFound(error)) return null;
        throw error;
      }
    },
    refetchInterval: (query) => (isWriting(query.state.data) ? WRITING_EVERY_MS : false),
  });

/** Has the summary written again; the old one stays until the new one is there. */
export const rewriteSummary = (id: string, wishes: RewriteSummary) =>
  api({
    path: `/api/meetings/${id}/summary`,
    method: "POST",
    body: wishes,
    out: summaryState,
  });

/** Changes, adds or takes out one sentence. */
export const editSummary = (id: string, change: EditSummary) =>
  api({ path: `/api/meetings/${id}/summary`, method: "PATCH", body: change, out: summary });

/** Where words and what was shown did not match. */
export const discrepanciesQuery = (id: string) =>
  queryOptions({
    queryKey: keys.discrepancies(id),
    queryFn: ({ signal }) =>
      api({ path: `/api/meetings/${id}/discrepancies`, out: discrepancies, signal }),
    staleTime: 60_000,
  });

/** What was read of faces and voices in a meeting, as far as I may see it. */
export const emotionsQuery = (id: string) =>
  queryOptions({
    queryKey: keys.emotions(id),
    queryFn: ({ signal }) =>
      api({ path: `/api/meetings/${id}/emotions`, out: meetingEmotions, signal }),
  });

/** Deletes what was read of oneself in a meeting. */
export const forgetEmotions = (id: string) =>
  api({ path: `/api/meetings/${id}/emotions`, method: "DELETE", out: emotionsForgotten });

/** What was said, over all I may read. The last answer stays while the next one is on its way. */
export const searchQuery = (asked: SearchFilters, limit = 50) =>
  queryOptions({
    queryKey: [...keys.search(asked), limit],
    queryFn: ({ signal }) => {
      const { q, meeting, speaker } = asked;
      return api({
        path: `/api/search${queryString({ q, meetingId: meeting, speaker, ...spanOf(asked), limit })}`,
        out: searchAnswer,
        signal,
      });
    },
    enabled: asked.q !== "",
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });

/** How often an answer that is written elsewhere is looked after, milliseconds. */
const RUNNING_EVERY_MS = 2_000;

/** My conversations, newest first: about one meeting, or all of them. */
export const sessionsQuery = (meetingId: string | null) =>
  infiniteQueryOptions({
    queryKey: keys.sessions(meetingId),
    queryFn: ({ pageParam, signal }) =>
      api({
        path: `/api/ask/sessions${queryString({ meetingId: meetingId ?? undefined, cursor: pageParam })}`,
        out: sessionList,
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

const isAnswering = (data: Session | undefined): boolean =>
  data?.turns.some(({ state }) => state === "running") ?? false;

/** A conversation with its answers; none for null. */
export const sessionQuery = (id: string | null) =>
  queryOptions({
    queryKey: keys.session(id),
    queryFn: ({ signal }) => api({ path: `/api/ask/sessions/${id}`, out: session, signal }),
    enabled: id !== null,
    refetchInterval: (query) => (isAnswering(query.state.data) ? RUNNING_EVERY_MS : false),
  });

export const deleteSession = (id: string) =>
  api({ path: `/api/ask/sessions/${id}`, method: "DELETE", out: z.unknown() });

/** POST /api/meetings/[id]/retry: whether there was anything to try again. */
const retried = z.object({ retried: z.boolean() });

export const createMeeting = (title: string) =>
  api({ path: "/api/meetings", method: "POST", body: { title }, out: createdMeeting });

export const retryMeeting = (id: string) =>
  api({ path: `/api/meetings/${id}/retry`, method: "POST", body: {}, out: retried });

/* ---- announcements into the cache ---- */

const newerStep = (steps: readonly PipelineStep[], moved: PipelineStep): PipelineStep[] =>
  steps.map((step) => (step.step === moved.step ? moved : step));

/** A step that moved, as the row of a meeting shows it. A finished step waits for the next one. */
const withStep = <M extends MeetingListItem>(meeting: M, moved: PipelineStep): M => {
  if (moved.state === "done") return meeting;
  const state = moved.state === "failed" ? "failed" : "processing";
  return { ...meeting, step: moved, state: meetingState.parse(state) };
};

/** Puts an announced step into a meeting's page and row; false when it was not one. */
export const applyPipelineEvent = (client: QueryClient, id: string, data: unknown): boolean => {
  const parsed = pipelineStep.safeParse(data);
  if (!parsed.success) return false;
  const moved = parsed.data;
  client.setQueryData<MeetingDetail>(keys.detail(id), (old) =>
    old === undefined ? undefined : { ...withStep(old, moved), steps: newerStep(old.steps, moved) },
  );
  client.setQueryData(meetingsQuery.queryKey, (old) =>
    old === undefined
      ? undefined
      : {
          ...old,
          pages: old.pages.map((page) => ({
            ...page,
            meetings: page.meetings.map((m) => (m.id === id ? withStep(m, moved) : m)),
          })),
        },
  );
  return true;
};
