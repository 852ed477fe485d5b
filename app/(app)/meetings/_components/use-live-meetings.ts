"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useChannel, useChannels, usePolling } from "@/lib/client/channels";
import { applyPipelineEvent, keys, meetingsQuery } from "@/lib/client/queries";
import { meetingChannel, userChannel } from "@/lib/meetings/schema";

/** Rows that move are watched one by one; more than this would be more channels than anybody reads. */
const WATCHED_MAX = 12;

/** My meetings, kept current by announcements, or by asking again while there is no connection. */
export const useLiveMeetings = (userId: string) => {
  const client = useQueryClient();
  const query = useInfiniteQuery({ ...meetingsQuery, refetchInterval: usePolling() });
  const meetings = query.data?.pages.flatMap((page) => page.meetings) ?? [];
  const refetch = (): void => void client.invalidateQueries({ queryKey: keys.meetings });

  useChannel({ channelName: userChannel(userId), onEvent: refetch, onMissed: refetch });
  const moving = meetings.filter((meeting) => meeting.state === "processing").slice(0, WATCHED_MAX);
  useChannels({
    channelNames: moving.map((meeting) => meetingChannel(meeting.id)),
    onEvent: (channelName, event, data) => {
      const meeting = moving.find(({ id }) => meetingChannel(id) === channelName);
      if (event === "pipeline" && meeting !== undefined)
        applyPipelineEvent(client, meeting.id, data);
    },
  });
  return { query, meetings };
};
