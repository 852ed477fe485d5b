import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { addImportedSpeaker, createImportedMeeting } from "@/lib/meetings/service";
import { closeDb } from "@/lib/platform/db";
import { closeQueues } from "@/lib/platform/jobs";
import { closeRedis } from "@/lib/platform/redis";
import { meetingsForLanguageModel, recordingNotice } from "@/lib/recordings/notice";
import { saveConsent } from "@/lib/recordings/repo";
import { recordConsent } from "@/lib/recordings/service";
import { RECORDING_NOTICE_VERSION } from "@/lib/room/schema";
import { makeAccount } from "@/tests/support/session";

// Settings are read once a process: here words would go to another server.
vi.hoisted(() => vi.stubEnv("GROQ_API_KEY", "never-used"));

let meeting: { id: string; startedAt: Date };

async function person(name: string) {
  const { id: participantId } = await addImportedSpeaker({
    meetingId: meeting.id,
    name,
    joinedAt: meeting.startedAt,
  });
  return { meetingId: meeting.id, participantId };
}

const says = async (name: string, noticeVersion: string) =>
  saveConsent({ ...(await person(name)), noticeVersion, state: "granted", at: new Date() });
const mayGo = async () => (await meetingsForLanguageModel([meeting.id])).has(meeting.id);

describe("what was said in a meeting", () => {
  beforeEach(async () => {
    const host = await makeAccount("Host");
    meeting = await createImportedMeeting({ host, title: "Planning", durationMs: 60_000 });
  });
  afterAll(async () => {
    await closeQueues();
    closeRedis();
    await closeDb();
  });

  it("goes to a language model elsewhere when everybody agreed to that", async () => {
    await says("Ana", recordingNotice().noticeVersion);
    await says("Ben", recordingNotice().noticeVersion);
    expect(await mayGo()).toBe(true);
  });

  it("stays when one of them had read another notice", async () => {
    await says("Ana", recordingNotice().noticeVersion);
    await says("Ben", RECORDING_NOTICE_VERSION);
    expect(await mayGo()).toBe(false);
    await says("Cara", `${RECORDING_NOTICE_VERSION}+words:elsewhere.example`);
    expect(await mayGo()).toBe(false);
  });

  it("goes again once that person agreed to this notice", async () => {
    const ben = await person("Ben");
    await saveConsent({
      ...ben,
      noticeVersion: RECORDING_NOTICE_VERSION,
      state: "granted",
      at: new Date(Date.now() - 60_000),
    });
    expect(await mayGo()).toBe(false);
    const { noticeVersion } = recordingNotice();
    await recordConsent({ ...ben, agree: true, noticeVersion });
    expect(await mayGo()).toBe(true);
  });

  it("is its importer's to answer for when nobody was asked", async () => {
    await person("Ana");
    expect(await mayGo()).toBe(true);
  });
});
