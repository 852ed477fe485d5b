import { describe, expect, it } from "vitest";
import { EmotionTab, offerEmotion } from "@/lib/emotion/testing/emotion-tab";
import { db } from "@/lib/platform/db";
import { hasServices, hostSeat, newMeeting, newSeat } from "@/lib/room/testing/fixture";
import { refused, useCopy, useServices, useTabs } from "@/lib/room/testing/stage";
import { httpDoors, paramsOf, requestFor } from "@/tests/support/doors";
import { cookieOf, makeAccount } from "@/tests/support/session";

// Read at its first use, which is in a test.
process.env.EMOTION = "off";

describe.skipIf(!hasServices)("where emotion is off for good", () => {
  useServices();
  const copy = useCopy();
  const { enter } = useTabs();

  async function adminCookie(): Promise<string> {
    const account = await makeAccount("Ada Admin");
    await db().user.update({ where: { id: account.id }, data: { role: "admin" } });
    return cookieOf(account);
  }

  async function call(method: "GET" | "PUT", cookie: string, body?: object) {
    const file = "/app/api/admin/emotion/route.ts";
    const door = httpDoors.find((one) => one.file === file && one.method === method);
    if (!door) throw new Error(`there is no ${method} ${file}`);
    const from = { address: "192.0.2.7", cookie };
    const more = body ? { body: JSON.stringify(body) } : {};
    const response = await door.handler(requestFor(door, from, more), {
      params: paramsOf(file, {}),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  it("there is no way in", async () => {
    await expect(EmotionTab.connect(copy.url, "any")).rejects.toThrow("Invalid namespace");
  });

  it("nothing is offered, and no host can switch it on", async () => {
    const meeting = await newMeeting();
    const host = await enter(copy, await hostSeat(meeting));
    expect(host.welcome.emotion.status).toMatchObject({
      offered: false,
      active: false,
      modalities: [],
    });
    expect(await host.tab.tell("emotion:settings", { visibility: "self" })).toEqual(
      refused("not-found"),
    );
    expect(await host.tab.tell("emotion:ticket", {})).toEqual(refused("not-found"));
    expect(
      await host.tab.tell("emotion:consent", { face: true, voice: true, noticeVersion: "any" }),
    ).toEqual(refused("not-found"));
    expect(host.tab.all("emotion-status")).toEqual([]);
  });

  it("no admin can switch it on, and is told so", async () => {
    const cookie = await adminCookie();
    const policy = { available: true, purpose: "To see.", notice: "" };
    expect(await call("PUT", cookie, policy)).toMatchObject({
      status: 403,
      body: { error: { message: expect.stringContaining("EMOTION=off") } },
    });
    await expect(offerEmotion()).rejects.toThrow("EMOTION=off");
    expect(await call("GET", cookie)).toMatchObject({
      status: 200,
      body: { available: false, offForGood: true },
    });
  });

  it("what an admin decided and a host switched on before counts no more", async () => {
    const { id: updatedBy } = await makeAccount("Ada Admin");
    const value = { available: true, purpose: "To see.", notice: "" };
    const [key, meeting] = ["emotion", await newMeeting()];
    await db().instanceSetting.upsert({
      where: { key },
      create: { key, value, updatedBy },
      update: { value, updatedBy },
    });
    await db().meeting.update({ where: { id: meeting.id }, data: { emotion: "host" } });
    const seat = await newSeat(meeting, { name: "Gia" });
    await db().participant.update({
      where: { id: seat.participantId },
      data: { face: "granted", voice: "granted" },
    });
    const { welcome, tab } = await enter(copy, seat);
    expect(welcome.emotion.status).toMatchObject({ offered: false, active: false });
    expect(await tab.tell("emotion:ticket", {})).toEqual(refused("not-found"));
  });
});
