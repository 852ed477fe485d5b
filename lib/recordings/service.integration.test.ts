import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { meetingCode } from "@/lib/meetings/schema";
import { createMeeting, endMeeting, loadSeat, markEntered, takeSeat } from "@/lib/meetings/service";
import { closeDb } from "@/lib/platform/db";
import { closeQueues } from "@/lib/platform/jobs";
import { closeRedis } from "@/lib/platform/redis";
import {
  closeClip,
  closeTrack,
  collect,
  openTrack,
  putSlice,
  type RecordingSeat,
  recordConsent,
  recordingStateOf,
  startRecording,
  stopRecording,
  unsettledClips,
} from "@/lib/recordings/service";
import { RECORDING_NOTICE_VERSION } from "@/lib/room/schema";
import { makeAccount } from "@/tests/support/session";

let seat: RecordingSeat;
let hostSeatId: string;
let trackId: string;

async function freshSeat(participantId: string): Promise<RecordingSeat> {
  const found = await loadSeat(participantId);
  if (!found) throw new Error("no such seat");
  return {
    participantId,
    meetingId: found.meeting.id,
    startedAt: found.meeting.startedAt,
    endedAt: found.meeting.endedAt,
  };
}

const consent = (agree: boolean) =>
  recordConsent({
    meetingId: seat.meetingId,
    participantId: seat.participantId,
    agree,
    noticeVersion: RECORDING_NOTICE_VERSION,
  });

function slice(index: number, content: string, clip = 0, startedAtMs = Date.now()) {
  const bytes = new TextEncoder().encode(content);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { trackId, clip, slice: index, startedAtMs, sha256, bytes };
}

const code = (error: unknown): string => (error as { code?: string }).code ?? "none";
const refusalOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(() => "accepted", code);

describe("a recording", () => {
  beforeEach(async () => {
    const host = await makeAccount("Host");
    const meeting = await createMeeting({ host, title: "Release" });
    const bare = meetingCode.parse(meeting.code);
    const hostSeat = await takeSeat({ code: bare, name: "Host", user: host, knownSeatId: null });
    const guest = await takeSeat({ code: bare, name: "Guest", user: null, knownSeatId: null });
    await markEntered({ meetingId: meeting.id, participantId: hostSeat.id });
    await markEntered({ meetingId: meeting.id, participantId: guest.id });
    hostSeatId = hostSeat.id;
    seat = await freshSeat(guest.id);
    trackId = randomUUID();
    await startRecording({ meetingId: meeting.id });
  });
  afterAll(async () => {
    await closeQueues();
    closeRedis();
    await closeDb();
  });

  it("takes nothing from a person who was not asked, who declined or who withdrew", async () => {
    const open = () => openTrack(seat, { trackId, mimeType: "audio/webm" });
    expect(await refusalOf(open())).toBe("forbidden");
    expect(await consent(false)).toBe("declined");
    expect(await refusalOf(open())).toBe("forbidden");
    expect(await consent(true)).toBe("granted");
    await open();
    await putSlice(seat, slice(0, "first"));
    expect(await consent(false)).toBe("withdrawn");
    expect(await refusalOf(putSlice(seat, slice(1, "late")))).toBe("forbidden");
  });

  it("takes nothing while the host has not switched recording on", async () => {
    await consent(true);
    await stopRecording({ meetingId: seat.meetingId });
    expect((await recordingStateOf(seat.meetingId)).active).toBe(false);
    const stopped = Date.now() + 60_000;
    await openTrack(seat, { trackId, mimeType: "audio/webm" });
    expect(await refusalOf(putSlice(seat, slice(0, "early", 0, stopped)))).toBe("forbidden");
  });

  it("accepts the same slice twice and refuses other bytes in its place", async () => {
    await consent(true);
    await openTrack(seat, { trackId, mimeType: "audio/webm" });
    await putSlice(seat, slice(0, "first"));
    await putSlice(seat, slice(0, "first"));
    expect(await refusalOf(putSlice(seat, slice(0, "other")))).toBe("conflict");
  });

  it("takes all slices of a new clip that arrive at the same moment", async () => {
    await consent(true);
    await openTrack(seat, { trackId, mimeType: "audio/webm" });
    const startedAtMs = Date.now();
    const slices = Array.from({ length: 8 }, (_, index) =>
      slice(index, `slice ${index}`, 0, startedAtMs),
    );
    await Promise.all(slices.map((each) => putSlice(seat, each)));
    const whole = { trackId, clip: 0, startedAtMs, endedAtMs: startedAtMs + 8_000, slices: 8 };
    expect(await closeClip(seat, { ...whole, cut: "pause" })).toEqual({ missing: [] });
  });

  it("refuses a damaged slice, an empty one, and one for somebody else's track", async () => {
    await consent(true);
    await openTrack(seat, { trackId, mimeType: "audio/webm" });
    expect(await refusalOf(putSlice(seat, { ...slice(0, "a"), sha256: "0".repeat(64) }))).toBe(
      "invalid",
    );
    expect(await refusalOf(putSlice(seat, slice(0, "")))).toBe("invalid");
    const host = await freshSeat(hostSeatId);
    await recordConsent({
      meetingId: host.meetingId,
      participantId: host.participantId,
      agree: true,
      noticeVersion: RECORDING_NOTICE_VERSION,
    });
    expect(await refusalOf(putSlice(host, slice(0, "a")))).toBe("not-found");
    expect(await refusalOf(openTrack(host, { trackId, mimeType: "audio/webm" }))).toBe("not-found");
  });

  it("names the slices a clip still lacks and is sent to be recognised once it is whole", async () => {
    await consent(true);
    await openTrack(seat, { trackId, mimeType: "audio/webm" });
    const startedAtMs = Date.now();
    const whole = { trackId, clip: 0, startedAtMs, endedAtMs: startedAtMs + 3_000, slices: 3 };
    await putSlice(seat, slice(1, "second"));
    expect(await closeClip(seat, { ...whole, cut: "pause" })).toEqual({ missing: [0, 2] });
    await putSlice(seat, slice(0, "first"));
    await putSlice(seat, slice(2, "third"));
    expect(await closeClip(seat, { ...whole, cut: "pause" })).toEqual({ missing: [] });
    expect(await closeClip(seat, { ...whole, cut: "pause" })).toEqual({ missing: [] });
    expect(await unsettledClips(seat.meetingId)).toHaveLength(1);
    expect(await refusalOf(putSlice(seat, slice(3, "fourth")))).toBe("conflict");
  });

  it("asks people to read the notice again when it has changed", async () => {
    const old = recordConsent({
      meetingId: seat.meetingId,
      participantId: seat.participantId,
      agree: true,
      noticeVersion: "2020-01",
    });
    expect(await refusalOf(old)).toBe("conflict");
  });

  it("takes a no to whatever notice it answers", async () => {
    const answer = { meetingId: seat.meetingId, participantId: seat.participantId };
    await consent(true);
    expect(await recordConsent({ ...answer, agree: false, noticeVersion: "2020-01" })).toBe(
      "withdrawn",
    );
  });

  it("stays a while for what is still on its way, then keeps what a killed tab had sent", async () => {
    await consent(true);
    await openTrack(seat, { trackId, mimeType: "audio/webm" });
    await putSlice(seat, slice(0, "first"));
    await endMeeting({ meetingId: seat.meetingId, by: hostSeatId });
    expect(await collect(seat.meetingId, Date.now())).toBe("waiting");
    expect(await unsettledClips(seat.meetingId)).toHaveLength(0);
    expect(await collect(seat.meetingId, Date.now() - 60_000)).toBe("complete");
    expect(await unsettledClips(seat.meetingId)).toHaveLength(1);
  });

  it("is complete at once when every recorder has said so", async () => {
    await consent(true);
    await openTrack(seat, { trackId, mimeType: "audio/webm" });
    await closeTrack(seat, trackId);
    await endMeeting({ meetingId: seat.meetingId, by: hostSeatId });
    expect(await collect(seat.meetingId, Date.now())).toBe("complete");
  });
});

describe("a host key", () => {
  it("makes its holder a host on any device, and nothing else does", async () => {
    const host = await makeAccount("Host");
    const meeting = await createMeeting({ host, title: "Release" });
    const code = meetingCode.parse(meeting.code);
    const come = (hostKey?: string) =>
      takeSeat({ code, name: "Phone", user: null, knownSeatId: null, hostKey });
    expect((await come()).role).toBe("participant");
    expect((await come(meeting.hostSecret)).role).toBe("host");
    expect(await refusalOf(come("a guess"))).toBe("invalid");
  });
});

describe("ending a meeting", () => {
  it("is for the host alone and happens once", async () => {
    const host = await makeAccount("Host");
    const meeting = await createMeeting({ host, title: "Release" });
    const bare = meetingCode.parse(meeting.code);
    const guest = await takeSeat({ code: bare, name: "Guest", user: null, knownSeatId: null });
    const chair = await takeSeat({ code: bare, name: "Host", user: host, knownSeatId: null });
    expect(await refusalOf(endMeeting({ meetingId: meeting.id, by: guest.id }))).toBe("forbidden");
    await endMeeting({ meetingId: meeting.id, by: chair.id });
    await endMeeting({ meetingId: meeting.id, by: chair.id });
    const late = takeSeat({ code: bare, name: "Late", user: null, knownSeatId: null });
    expect(await refusalOf(late)).toBe("gone");
  });
});
