import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import type { MeetingDetail, PipelineStep } from "@/lib/meetings/schema";
import { applyPipelineEvent, keys, meetingsQuery } from "./queries";

const ID = "00000000-0000-4000-8000-000000000001";

const step = (name: PipelineStep["step"], state: PipelineStep["state"]): PipelineStep => ({
  step: name,
  state,
  progress: state === "done" ? 1 : 0,
  message: null,
  secondsLeft: null,
});

const meeting: MeetingDetail = {
  id: ID,
  code: "abcd-efgh-jkmn",
  title: "Planning",
  state: "processing",
  role: "host",
  createdAt: "2026-11-24T14:00:00.000Z",
  startedAt: "2026-11-24T14:00:00.000Z",
  endedAt: "2026-11-24T14:30:00.000Z",
  people: [],
  step: step("transcribe", "queued"),
  excerpt: null,
  peopleHere: 0,
  recordingNow: false,
  url: "http://localhost:3000/room/abcd-efgh-jkmn",
  steps: [step("collect", "done"), step("transcribe", "queued"), step("merge", "queued")],
  channel: `private-meeting-${ID}`,
  consented: 0,
};

const loaded = (): QueryClient => {
  const client = new QueryClient();
  client.setQueryData(keys.detail(ID), meeting);
  client.setQueryData(meetingsQuery.queryKey, {
    pages: [{ meetings: [meeting], nextCursor: null }],
    pageParams: [undefined],
  });
  return client;
};

describe("announced progress", () => {
  const running = { ...step("transcribe", "running"), progress: 0.62, secondsLeft: 18 };

  it("moves the step on the meeting's page and in its row, without asking the server", () => {
    const client = loaded();
    expect(applyPipelineEvent(client, ID, running)).toBe(true);
    const detail = client.getQueryData<MeetingDetail>(keys.detail(ID));
    expect(detail?.steps.map((s) => s.progress)).toEqual([1, 0.62, 0]);
    expect(detail?.step).toEqual(running);
    const row = client.getQueryData(meetingsQuery.queryKey)?.pages[0]?.meetings[0];
    expect(row?.step).toEqual(running);
    expect(row?.state).toBe("processing");
  });

  it("shows a failure at once", () => {
    const client = loaded();
    const failed = { ...step("transcribe", "failed"), message: "The model is damaged." };
    applyPipelineEvent(client, ID, failed);
    expect(client.getQueryData<MeetingDetail>(keys.detail(ID))?.state).toBe("failed");
  });

  it("ignores what is not a step", () => {
    const client = loaded();
    expect(applyPipelineEvent(client, ID, { step: "dance" })).toBe(false);
    expect(client.getQueryData(keys.detail(ID))).toEqual(meeting);
  });
});
