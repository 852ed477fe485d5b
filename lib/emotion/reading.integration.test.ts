import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Account } from "@/lib/auth/schema";
import { groupKey, memoryKey, slotKey } from "@/lib/emotion/keys";
import type { EmotionResult, EmotionVisibility, MeetingEmotions } from "@/lib/emotion/schema";
import { VOICE_SAMPLE_RATE } from "@/lib/emotion/schema";
import { bytesOf, frameOf, spokenWindow } from "@/lib/emotion/testing/captures";
import { settled, useEmotionTabs, useReadingWorker } from "@/lib/emotion/testing/emotion-stage";
import { agree, type EmotionTab, offerEmotion, switchOn } from "@/lib/emotion/testing/emotion-tab";
import { db } from "@/lib/platform/db";
import { redis } from "@/lib/platform/redis";
import {
  eventually,
  hasServices,
  hostSeat,
  newAccount,
  newMeeting,
  newSeat,
  type TestMeeting,
  type TestSeat,
} from "@/lib/room/testing/fixture";
import { useCopy, useServices, useTabs } from "@/lib/room/testing/stage";
import { noise } from "@/lib/speech/testing/fixtures";
import { httpDoors, paramsOf, requestFor } from "@/tests/support/doors";
import { cookieOf } from "@/tests/support/session";

type Send = "emotion.frame" | "audio_chunk";
const OFF_AND_ON = { micEnabled: false, cameraEnabled: true };
const FACE = { face: true, voice: false };
const BOTH = { face: true, voice: true };

describe.skipIf(!hasServices)("what is read of faces and voices", () => {
  useServices();
  const copy = useCopy({ graceMs: 400, heartbeatMs: 200 });
  const { enter } = useTabs();
  const connect = useEmotionTabs(copy);
  const { writeSamples, hold } = useReadingWorker();
  let wonder: Buffer;
  let frown: Buffer;
  let nobody: Buffer;
  let speech: Buffer;
  beforeAll(async () => {
    [wonder, frown, nobody] = await Promise.all([
      frameOf("astonishment"),
      frameOf("frown"),
      frameOf(null),
    ]);
    speech = await spokenWindow();
  });
  beforeEach(() => offerEmotion());

  /** A host, a co-host, a participant with an account, and a guest. */
  async function meet(visibility: EmotionVisibility) {
    const meeting = await newMeeting();
    const [cora, mia] = [await newAccount("Cora"), await newAccount("Mia")];
    const host = await enter(copy, await hostSeat(meeting));
    await switchOn(host.tab, visibility);
    const cohost = await enter(copy, await newSeat(meeting, { name: "Cora", user: cora }));
    const member = await enter(copy, await newSeat(meeting, { name: "Mia", user: mia }));
    const guest = await enter(copy, await newSeat(meeting, { name: "Gia" }));
    await host.tab.ask("host:role", { id: cohost.id, role: "cohost" });
    return { meeting, host, cohost, member, guest, cora, mia };
  }
  type Person = Awaited<ReturnType<typeof meet>>["guest"];

  const allowing = async ({ tab }: Person, wanted: { face: boolean; voice: boolean }) => {
    await agree(tab, wanted);
    return connect(tab);
  };

  const send = async (tab: EmotionTab, name: Send, bytes: Buffer) => {
    const data = name === "emotion.frame" ? { jpeg: bytes } : { pcm: bytes };
    const capturedAtMs = Date.now();
    const answer = await tab.send(name, { ...data, capturedAtMs });
    expect(answer).toMatchObject({ ok: true });
    return capturedAtMs;
  };
  const resultsOf = (tab: EmotionTab): EmotionResult[] => tab.all("emotion.result");

  /** Sends something and waits for what is read of it. */
  async function reading(tab: EmotionTab, name: Send, bytes: Buffer): Promise<EmotionResult> {
    const atMs = await send(tab, name, bytes);
    await tab.until("its reading", () => resultsOf(tab).some((one) => one.atMs >= atMs));
    const found = resultsOf(tab).findLast((one) => one.atMs >= atMs);
    if (!found) throw new Error("the reading is gone");
    return found;
  }

  /** Asks one of the two doors of what was read in a meeting. */
  async function ask(method: "GET" | "DELETE", by: Account | TestSeat | null, of: TestMeeting) {
    const ofSeat = by !== null && "cookie" in by;
    const file = `/app/api/${ofSeat ? "rooms/[code]" : "meetings/[id]"}/emotions/route.ts`;
    const door = httpDoors.find((one) => one.file === file && one.method === method);
    if (!door) throw new Error(`there is no ${method} ${file}`);
    const cookie = ofSeat ? by.cookie : by ? await cookieOf(by) : undefined;
    const response = await door.handler(requestFor(door, { address: "192.0.2.7", cookie }), {
      params: paramsOf(file, { id: of.id, code: of.code }),
    });
    return { status: response.status, body: (await response.json()) as MeetingEmotions };
  }

  const stored = (participantId: string) => db().emotionSample.count({ where: { participantId } });
  const told = (tab: EmotionTab) =>
    tab.heard.filter(({ name }) => name === "emotion.result" || name === "emotion.group");
  const none: MeetingEmotions = { people: [], group: null, highlights: [] };

  it("comes back to whoever was astonished", async () => {
    const { guest } = await meet("host");
    const tab = await allowing(guest, FACE);
    const atMs = Date.now();
    const result = await reading(tab, "emotion.frame", wonder);
    expect(result).toMatchObject({
      participantId: guest.id,
      mode: "video_only",
      label: "surprise",
      unsure: false,
      face: { anomaly: null },
      voice: null,
    });
    expect(result.atMs).toBeGreaterThanOrEqual(atMs);
    expect(result.score).toBeGreaterThan(0.5);
    expect(result.scores?.surprise).toBe(result.score);
  });

  describe("is told, where each sees only their own,", () => {
    it("to nobody else, not even to hosts, neither now nor afterwards", async () => {
      const { meeting, host, cohost, member, guest, cora, mia } = await meet("self");
      const others = [
        await connect(host.tab),
        await connect(cohost.tab),
        await connect(member.tab),
      ];
      const own = await allowing(guest, BOTH);
      await reading(own, "emotion.frame", wonder);
      await reading(own, "audio_chunk", speech);
      await settled(own, ...others);
      for (const other of others) expect(told(other)).toEqual([]);
      expect(own.all("emotion.group")).toEqual([]);

      await writeSamples();
      expect(await stored(guest.id)).toBeGreaterThan(0);
      for (const account of [meeting.host, cora, mia])
        expect(await ask("GET", account, meeting)).toEqual({ status: 200, body: none });
      for (const { seat } of [host, cohost, member])
        expect(await ask("GET", seat, meeting)).toEqual({ status: 200, body: none });
      expect((await ask("GET", await newAccount("Stranger"), meeting)).status).toBe(404);
      expect((await ask("GET", null, meeting)).status).toBe(401);
      const { body } = await ask("GET", guest.seat, meeting);
      expect(body).toMatchObject({
        people: [{ participantId: guest.id, isOwn: true }],
        group: null,
      });
    });

    it("to its own person, whatever they are in the meeting", async () => {
      const { meeting, host, cohost } = await meet("self");
      const [own, other] = [await allowing(host, FACE), await allowing(cohost, FACE)];
      await reading(own, "emotion.frame", wonder);
      await reading(other, "emotion.frame", frown);
      await settled(own, other);
      expect(resultsOf(own).map(({ participantId }) => participantId)).toEqual([host.id]);
      expect(resultsOf(other).map(({ participantId }) => participantId)).toEqual([cohost.id]);
      await writeSamples();
      const { body } = await ask("GET", meeting.host, meeting);
      expect(body.people.map(({ participantId }) => participantId)).toEqual([host.id]);
    });
  });

  describe("is told, where hosts see it,", () => {
    it("to hosts and co-hosts, and to no participant", async () => {
      const { meeting, host, cohost, member, guest, cora, mia } = await meet("host");
      const hosts = [await connect(host.tab), await connect(cohost.tab)];
      const other = await allowing(member, FACE);
      const own = await allowing(guest, FACE);
      const result = await reading(own, "emotion.frame", wonder);
      await settled(own, other, ...hosts);
      for (const tab of hosts) expect(resultsOf(tab)).toEqual([result]);
      expect(told(other)).toEqual([]);
      expect(own.all("emotion.group")).toEqual([]);

      await writeSamples();
      for (const account of [meeting.host, cora]) {
        const { body } = await ask("GET", account, meeting);
        expect(body.people).toMatchObject([{ participantId: guest.id, isOwn: false }]);
        expect(body.group).toBeNull();
      }
      expect(await ask("GET", mia, meeting)).toEqual({ status: 200, body: none });
    });

    it("to a co-host no more from the moment they are none", async () => {
      const { meeting, host, cohost, guest, cora } = await meet("host");
      const [first, watcher] = [await connect(host.tab), await connect(cohost.tab)];
      const own = await allowing(guest, FACE);
      await reading(own, "emotion.frame", wonder);
      await watcher.until("one reading", () => resultsOf(watcher).length === 1);

      await host.tab.ask("host:role", { id: cohost.id, role: "participant" });
      const later = await connect(cohost.tab);
      await reading(own, "emotion.frame", wonder);
      await settled(own, later, first);
      expect(resultsOf(first)).toHaveLength(2);
      expect(resultsOf(watcher)).toHaveLength(1);
      expect(told(later)).toEqual([]);
      await writeSamples();
      expect(await ask("GET", cora, meeting)).toEqual({ status: 200, body: none });
    });

    it("to somebody removed no more from that moment", async () => {
      const { host, cohost, guest } = await meet("host");
      const watcher = await connect(cohost.tab);
      const own = await allowing(guest, FACE);
      await host.tab.ask("host:remove", { id: cohost.id });
      await reading(own, "emotion.frame", wonder);
      await settled(own);
      await watcher.until("the connection ends", () => !watcher.socket.connected);
      expect(told(watcher)).toEqual([]);
    });
  });

  describe("is told, where only the whole is shown,", () => {
    it("to nobody else, and as a whole from three people on", async () => {
      const { meeting, host, cohost, member, guest, mia } = await meet("aggregate");
      const onlooker = await connect(cohost.tab);
      const first = await allowing(guest, FACE);
      const second = await allowing(host, FACE);
      const groups = () => onlooker.all("emotion.group");
      // The whole is told with a reading, once a second; nobody may send faster than asked for.
      let sentAt = 0;
      const lookUntil = async (people: number, tabs: EmotionTab[]) =>
        eventually(`a whole of ${people}`, async () => {
          if (Date.now() - sentAt > 300) {
            sentAt = Date.now();
            for (const tab of tabs) await reading(tab, "emotion.frame", wonder);
          }
          return groups().at(-1)?.people === people;
        });
      await lookUntil(2, [first, second]);
      expect(groups().every(({ people, bars }) => people < 3 && bars.length === 0)).toBe(true);

      const third = await allowing(member, FACE);
      await lookUntil(3, [first, second, third]);
      expect(groups().at(-1)?.bars[0]).toMatchObject({ label: "surprise" });
      await settled(first, second, third, onlooker);
      expect(resultsOf(onlooker)).toEqual([]);
      for (const [tab, { id }] of [
        [first, guest],
        [second, host],
        [third, member],
      ] as const)
        expect(resultsOf(tab).every(({ participantId }) => participantId === id)).toBe(true);

      await writeSamples();
      for (const [account, id] of [
        [meeting.host, host.id],
        [mia, member.id],
      ] as const) {
        const { body } = await ask("GET", account, meeting);
        expect(body.people.map(({ participantId }) => participantId)).toEqual([id]);
        expect(body.group).toMatchObject({ people: 3 });
      }
    });

    it("without whoever took their answer back", async () => {
      const { meeting, guest } = await meet("aggregate");
      const own = await allowing(guest, FACE);
      await reading(own, "emotion.frame", wonder);
      await settled(own);
      expect(await redis().hexists(groupKey(meeting.id), guest.id)).toBe(1);
      await agree(guest.tab, { face: false, voice: false });
      expect(await redis().hexists(groupKey(meeting.id), guest.id)).toBe(0);
    });
  });

  describe("is nothing", () => {
    it("without a face, and says why", async () => {
      const { guest } = await meet("self");
      const own = await allowing(guest, FACE);
      await reading(own, "emotion.frame", wonder);
      expect(await reading(own, "emotion.frame", nobody)).toMatchObject({
        mode: null,
        label: null,
        score: 0,
        face: { scores: null, anomaly: "no-face" },
      });
    });

    it("of a broken picture, which is told in a sentence, and the next one is read", async () => {
      const { guest } = await meet("self");
      const own = await allowing(guest, FACE);
      for (const broken of [Buffer.alloc(4_000, 7), wonder.subarray(0, wonder.length / 2)]) {
        const before = own.all("emotion.error").length;
        await send(own, "emotion.frame", broken);
        await own.until("a sentence", () => own.all("emotion.error").length > before);
        expect(own.all("emotion.error").at(-1)?.message).toMatch(/^[A-Z].*\.$/);
        expect((await reading(own, "emotion.frame", wonder)).label).toBe("surprise");
      }
    });

    it("of silence, noise and rubbish, and speech is read after it", async () => {
      const { guest } = await meet("self");
      const own = await allowing(guest, { face: false, voice: true });
      const silence = Buffer.alloc(2 * VOICE_SAMPLE_RATE * 2);
      const hiss = bytesOf(noise({ ms: 2_000, level: 0.5 }));
      // As many bytes as are no whole number of samples.
      const odd = Buffer.from(hiss.subarray(0, hiss.length - 1).map((byte) => byte ^ 0xa5));
      for (const [sound, anomaly] of [
        [silence, null],
        [hiss, "not-speech"],
        [odd, "not-speech"],
        [Buffer.alloc(VOICE_SAMPLE_RATE, 0xff), null],
      ] as const)
        expect(await reading(own, "audio_chunk", sound)).toMatchObject({
          mode: null,
          label: null,
          voice: { scores: null, anomaly },
        });
      expect((await reading(own, "audio_chunk", speech)).mode).toBe("audio_only");
    });
  });

  it("is made of what is on: both, or the other where one is off", async () => {
    const { guest } = await meet("self");
    const own = await allowing(guest, BOTH);
    expect((await reading(own, "emotion.frame", wonder)).mode).toBe("video_only");
    const both = await reading(own, "audio_chunk", speech);
    expect(both).toMatchObject({ mode: "both", face: { anomaly: null }, voice: { anomaly: null } });

    await own.send("participant.media_state", OFF_AND_ON);
    const muted = await reading(own, "emotion.frame", wonder);
    expect(muted).toMatchObject({ mode: "video_only", label: "surprise", voice: null });
    expect(await redis().hexists(memoryKey(guest.id), "voice")).toBe(0);

    await own.send("participant.media_state", { micEnabled: true, cameraEnabled: false });
    const unseen = await reading(own, "audio_chunk", speech);
    expect(unseen).toMatchObject({ mode: "audio_only", face: null });
    await own.send("participant.media_state", { micEnabled: true, cameraEnabled: true });
    expect((await reading(own, "emotion.frame", wonder)).mode).toBe("both");
  });

  describe("is stored", () => {
    it("of those who agree alone", async () => {
      const { meeting, member, guest } = await meet("host");
      const own = await allowing(guest, FACE);
      await connect(member.tab);
      await reading(own, "emotion.frame", wonder);
      await settled(own);
      await writeSamples();
      const samples = await db().emotionSample.findMany({ where: { meetingId: meeting.id } });
      expect(samples).toMatchObject([
        { participantId: guest.id, mode: "video_only", label: "surprise", visibility: "host" },
      ]);
    });

    it("until its person deletes it: with the answer, by their account, or by their seat", async () => {
      const { meeting, member, guest, mia } = await meet("host");
      const [own, other] = [await allowing(guest, FACE), await allowing(member, FACE)];
      const readBoth = async () => {
        await reading(own, "emotion.frame", wonder);
        await reading(other, "emotion.frame", wonder);
        await settled(own, other);
        await writeSamples();
        expect(await stored(guest.id)).toBeGreaterThan(0);
        expect(await stored(member.id)).toBeGreaterThan(0);
      };
      await readBoth();
      expect((await ask("DELETE", await newAccount("Stranger"), meeting)).status).toBe(404);
      expect((await ask("DELETE", null, meeting)).status).toBe(401);
      const elsewhere = await newSeat(await newMeeting(), { name: "Elsa" });
      expect((await ask("DELETE", elsewhere, meeting)).status).toBe(404);
      // A host deletes what is their own: nothing.
      expect((await ask("DELETE", meeting.host, meeting)).body).toEqual({ deleted: 0 });
      expect(await stored(guest.id)).toBeGreaterThan(0);

      expect((await ask("DELETE", guest.seat, meeting)).body).toEqual({ deleted: 1 });
      expect(await stored(guest.id)).toBe(0);
      expect((await ask("DELETE", mia, meeting)).body).toEqual({ deleted: 1 });
      expect(await stored(member.id)).toBe(0);

      await readBoth();
      await agree(guest.tab, { face: false, voice: false, forget: true });
      expect(await stored(guest.id)).toBe(0);
      await agree(member.tab, { face: false, voice: false });
      expect(await stored(member.id)).toBeGreaterThan(0);
    });

    it("no more once the answer was taken back, even what was being read", async () => {
      const { guest } = await meet("host");
      const own = await allowing(guest, FACE);
      await reading(own, "emotion.frame", wonder);
      const release = hold();
      await send(own, "emotion.frame", wonder);
      await eventually(
        "it is being read",
        async () => (await redis().exists(slotKey(guest.id))) === 0,
      );
      const heard = resultsOf(own).length;
      await agree(guest.tab, { face: false, voice: false });
      release();
      await settled();
      await writeSamples();
      expect(await stored(guest.id)).toBe(0);
      expect(await redis().exists(memoryKey(guest.id))).toBe(0);
      expect(resultsOf(own)).toHaveLength(heard);
    });

    it("no more after it was deleted, although its person agrees again at once", async () => {
      const { guest } = await meet("host");
      const own = await allowing(guest, FACE);
      await reading(own, "emotion.frame", wonder);
      await settled(own);
      await agree(guest.tab, { face: false, voice: false, forget: true });
      await agree(guest.tab, FACE);
      await writeSamples();
      expect(await stored(guest.id)).toBe(0);
    });
  });
});
