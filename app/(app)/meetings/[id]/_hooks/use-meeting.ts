"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useChannel, usePolling } from "@/lib/client/channels";
import {
  applyPipelineEvent,
  emotionsQuery,
  keys,
  meetingQuery,
  summaryQuery,
  transcriptQuery,
} from "@/lib/client/queries";
import { type MeetingState, meetingChannel, pipelineStep } from "@/lib/meetings/schema";

/** States in which nothing changes any more unless somebody acts. */
const isSettled = (state: MeetingState | undefined): boolean =>
  state === "ready" || state === "empty" || state === "failed";

/** Nobody has been recorded yet, so there is no transcript to ask for. */
const isBefore = (state: MeetingState | undefined): boolean =>
  state === undefined || state === "open" || state === "live" || state === "empty";

/** A meeting, its transcript, its summary and its feelings, kept current while its pipeline runs. */
export const useMeeting = (id: string) => {
  const client = useQueryClient();
  const polling = usePolling();
  const refetch = (): void => void client.invalidateQueries({ queryKey: keys.meeting(id) });

  useChannel({
    channelName: meetingChannel(id),
    onMissed: refetch,
    onEvent: (event, data) => {
      if (event === "pipeline") {
        applyPipelineEvent(client, id, data);
        // A step that ended may have brought segments, or a summary.
        const state = pipelineStep.safeParse(data).data?.state;
        if (state === "running" || state === "queued") return;
      }
      refetch();
    },
  });

  const meeting = useQuery({
    ...meetingQuery(id),
    refetchInterval: (query) => (isSettled(query.state.data?.state) ? false : polling),
  });
  const state = meeting.data?.state;
  const inMotion = state === "processing" ? polling : false;
  const transcript = useQuery({
    ...transcriptQuery(id),
    enabled: !isBefore(state),
    refetchInterval: inMotion,
  });
  const written = meeting.data?.steps.some((s) => s.step === "summarise" && s.state === "done");
  const summary = useQuery({
    ...summaryQuery(id),
    enabled: written === true,
    ...(inMotion === false ? {} : { refetchInterval: inMotion }),
  });

  const emotions = useQuery({
    ...emotionsQuery(id),
    enabled: state !== undefined && state !== "open" && state !== "live",
  });

  const previous = useRef(state);
  useEffect(() => {
    const before = previous.current;
    previous.current = state;
    if (before === undefined || before === state) return;
    void client.invalidateQueries({ queryKey: keys.transcript(id) });
    void client.invalidateQueries({ queryKey: keys.summary(id) });
  }, [client, id, state]);

  return { meeting, transcript, summary, emotions };
};
