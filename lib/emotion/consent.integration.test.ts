import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readEmotion } from "@/lib/emotion/jobs";
import { grantKey, slotKey } from "@/lib/emotion/keys";
import { FRAME_MAX, VOICE_SAMPLE_RATE } from "@/lib/emotion/schema";
import { agree, EmotionTab, offerEmotion, switchOn } from "@/lib/emotion/testing/emotion-tab";
import { db } from "@/lib/platform/db";
import { queueOf } from "@/lib/platform/jobs";
import { redis } from "@/lib/platform/redis";
import { hasServices, memberSeat, newMeeting, newSeat, type Tab } from "@/lib/room/testing/fixture";
import { refused, useCopy, useServices, useTabs } from "@/lib/room/testing/stage";

const jpeg = Buffer.alloc(4_000, 7);
const pcm = Buffer.alloc(VOICE_SAMPLE_RATE * 2, 3);
const frame = () => ({ jpeg, capturedAtMs: Date.now() });
const sound = () => ({ pcm, capturedAtMs: Date.now() });
const OK = { ok: true, data: {} };

describe.skipIf(!hasServices)("what is taken of faces and voices", () => {
  useServices();
  const copy = useCopy({ graceMs: 400, heartbeatMs: 200 });
  const { enter } = useTabs();
  const open: EmotionTab[] = [];
  beforeEach(() => offerEmotion());
  afterEach(() => {
    for (const tab of open.splice(0)) tab.close();
  });

  const ticketOf = async (tab: Tab) => (await tab.ask("emotion:ticket", {})).ticket;
  const connect = async (tab: Tab) => {
    const made = await EmotionTab.connect(copy.url, await ticketOf(tab));
    open.push(made);
    return made;
  };
  async function meet(visibility: "host" | "self" | "aggregate" = "host") {
    const meeting = await newMeeting();
    const host = await enter(copy, await memberSeatOfHost(meeting));
    await switchOn(host.tab, visibility);
    const guest = await enter(copy, await newSeat(meeting, { name: "Gia" }));
    return { meeting, host, guest };
  }
  const memberSeatOfHost = async (meeting: Awaited<ReturnType<typeof newMeeting>>) =>
    newSeat(meeting, { name: meeting.host.name, user: meeting.host });
  const held = (participantId: string) => redis().exists(slotKey(participantId));

  it("is nothing before a yes, and only what the yes was for", async () => {
    const { guest } = await meet();
    const onlooker = await connect(guest.tab);
    expect(await onlooker.send("emotion.frame", frame())).toEqual(refused("forbidden"));
    expect(await onlooker.send("audio_chunk", sound())).toEqual(refused("forbidden"));
    expect(await held(guest.id)).toBe(0);

    await agree(guest.tab, { face: true, voice: false });
    const capturer = await connect(guest.tab);
    expect(await capturer.send("audio_chunk", sound())).toEqual(refused("forbidden"));
    expect(await held(guest.id)).toBe(0);
    expect(await capturer.send("emotion.frame", frame())).toEqual(OK);
    expect(await redis().hkeys(slotKey(guest.id))).not.toContain("voice");
    expect(await redis().hkeys(slotKey(guest.id))).toContain("face");
  });

  it("is the newest alone, and one delivery at a time", async () => {
    const { guest } = await meet();
    await queueOf(readEmotion).drain();
    await agree(guest.tab, { face: true, voice: true });
    const tab = await connect(guest.tab);
    for (const fill of [1, 2, 3])
      await tab.send("emotion.frame", { ...frame(), jpeg: Buffer.alloc(2_000, fill) });
    await tab.send("audio_chunk", sound());
    expect(await queueOf(readEmotion).getWaitingCount()).toBe(1);
    expect((await redis().hgetBuffer(slotKey(guest.id), "face"))?.[0]).toBe(3);
  });

  it("stops at once when it is taken back, and what was held is gone", async () => {
    const { guest } = await meet();
    await agree(guest.tab, { face: true, voice: true });
    const old = await ticketOf(guest.tab);
    const tab = await connect(guest.tab);
    await tab.send("emotion.frame", frame());
    expect(await held(guest.id)).toBe(1);

    await guest.tab.ask("emotion:consent", { face: false, voice: false, noticeVersion: "any" });
    expect(await held(guest.id)).toBe(0);
    await tab.until("the connection ends", () => !tab.socket.connected);
    // Not even a ticket from before the withdrawal opens the way again.
    await expect(EmotionTab.connect(copy.url, old)).rejects.toThrow("Your answer has changed");
    const proofs = await db().consentRecord.findMany({
      where: { participantId: guest.id },
      orderBy: [{ at: "asc" }, { purpose: "asc" }],
      select: { purpose: true, state: true },
    });
    expect(proofs).toEqual([
      { purpose: "emotion-face", state: "granted" },
      { purpose: "emotion-voice", state: "granted" },
      { purpose: "emotion-face", state: "withdrawn" },
      { purpose: "emotion-voice", state: "withdrawn" },
    ]);
  });

  it("ends for everybody when the host lets others see it: they agreed to something else", async () => {
    const { host, guest } = await meet("self");
    await agree(guest.tab, { face: true, voice: true });
    const tab = await connect(guest.tab);
    await tab.send("emotion.frame", frame());
    await switchOn(host.tab, "host");
    await tab.until("the connection ends", () => !tab.socket.connected);
    expect(await held(guest.id)).toBe(0);
    const { consent } = await guest.tab.ask("get-emotion-status", {});
    expect(consent).toEqual({ face: "unasked", voice: "unasked" });
    // An answer to the notice from before does not count.
    const stale = { face: true, voice: true, noticeVersion: "2026-11.before" };
    expect(await guest.tab.tell("emotion:consent", stale)).toEqual(refused("conflict"));
  });

  it("follows the devices: what is off is forgotten and refused until it is on again", async () => {
    const { guest } = await meet();
    await agree(guest.tab, { face: true, voice: true });
    const tab = await connect(guest.tab);
    await tab.send("emotion.frame", frame());
    await tab.send("participant.media_state", { micEnabled: true, cameraEnabled: false });
    expect(await redis().hkeys(slotKey(guest.id))).not.toContain("face");
    expect(await tab.send("emotion.frame", frame())).toEqual(refused("forbidden"));
    await tab.send("participant.media_state", { micEnabled: true, cameraEnabled: true });
    expect(await tab.send("emotion.frame", frame())).toEqual(OK);
  });

  it("goes on after Redis has lost everything, as Postgres remembers the answer", async () => {
    const { guest } = await meet();
    await agree(guest.tab, { face: true, voice: false });
    const tab = await connect(guest.tab);
    await redis().del(grantKey(guest.id), slotKey(guest.id));
    expect(await tab.send("emotion.frame", frame())).toEqual(OK);
    expect(await held(guest.id)).toBe(1);
  });

  it("ends with the meeting", async () => {
    const { host, guest } = await meet();
    await agree(guest.tab, { face: true, voice: true });
    const tab = await connect(guest.tab);
    await host.tab.ask("room:end", {});
    await tab.until("the connection ends", () => !tab.socket.connected);
    expect(await redis().hget(grantKey(guest.id), "face")).toBe("0");
  });

  it("ends for whoever leaves the room", async () => {
    const { guest } = await meet();
    await agree(guest.tab, { face: true, voice: true });
    const tab = await connect(guest.tab);
    await guest.tab.ask("room:leave", {});
    await tab.until("the connection ends", () => !tab.socket.connected);
  });

  it("is refused of strangers, liars, latecomers and rubbish, and nobody else is harmed", async () => {
    const { meeting, guest } = await meet();
    await agree(guest.tab, { face: true, voice: true });
    const tab = await connect(guest.tab);
    const other = await enter(copy, await memberSeat(meeting, "Otto"));
    for (const [what, data] of [
      ["forbidden", { ...frame(), participantId: other.id }],
      ["gone", { ...frame(), capturedAtMs: Date.now() - 60_000 }],
      ["invalid", { ...frame(), jpeg: Buffer.alloc(FRAME_MAX.bytes + 1) }],
      ["invalid", { ...frame(), jpeg: "a text" }],
      ["invalid", { jpeg, capturedAtMs: Number.NaN }],
      ["invalid", { ...frame(), extra: true }],
    ] as const)
      expect(await tab.send("emotion.frame", data), what).toMatchObject(refused(what));
    expect(await held(other.id)).toBe(0);
    for (const ticket of ["", "forged.ticket", "a.b.c"])
      await expect(EmotionTab.connect(copy.url, ticket)).rejects.toThrow("fresh ticket");
    expect(await tab.send("emotion.frame", frame())).toEqual(OK);
  });

  it("is cut off when it floods, while others are served", async () => {
    const { meeting, guest } = await meet();
    await agree(guest.tab, { face: true, voice: true });
    const tab = await connect(guest.tab);
    const other = await enter(copy, await newSeat(meeting, { name: "Otto" }));
    await agree(other.tab, { face: true, voice: true });
    const calm = await connect(other.tab);
    const answers = await Promise.all(
      Array.from({ length: 300 }, () => tab.send("emotion.frame", frame())),
    );
    expect(answers.filter(({ ok }) => ok).length).toBeLessThan(40);
    expect(answers.at(-1)).toMatchObject(refused("too-many"));
    expect(await calm.send("emotion.frame", frame())).toEqual(OK);
    expect(tab.all("emotion.error").length).toBeLessThan(5);

    // Ten megabytes are not even read: the connection ends, and can be made again.
    tab.socket.emit("emotion.frame", { ...frame(), jpeg: Buffer.alloc(10_000_000) });
    await tab.until("the connection ends", () => !tab.socket.connected);
    expect(await calm.send("emotion.frame", frame())).toEqual(OK);
    await connect(guest.tab);
  });

  it("is offered only where the instance offers it, and only hosts switch it on", async () => {
    const { meeting, host, guest } = await meet();
    expect(await guest.tab.tell("emotion:settings", { visibility: "host" })).toEqual(
      refused("forbidden"),
    );
    await agree(guest.tab, { face: true, voice: true });
    await offerEmotion(false);
    expect(await guest.tab.tell("emotion:ticket", {})).toEqual(refused("not-found"));
    expect(await host.tab.tell("emotion:settings", { visibility: "self" })).toEqual(
      refused("not-found"),
    );
    const late = await enter(copy, await newSeat(meeting, { name: "Lea" }));
    expect(late.welcome.emotion.status).toMatchObject({ offered: false, active: false });
  });
});
