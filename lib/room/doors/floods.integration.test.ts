import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { Account } from "@/lib/auth/schema";
import { roomDoors } from "@/lib/room/doors";
import type { ClientEventName } from "@/lib/room/schema";
import { hasServices, newAccount, newMeeting, newSeat, type Tab } from "@/lib/room/testing/fixture";
import { sampleOf } from "@/lib/room/testing/samples";
import { forgetLimits, refusals, useStage } from "@/lib/room/testing/stage";

/** So many calls more than a door allows. */
const SURPLUS = 25;
/** Said properly, these end the sender's stay: a flood of them is one of rubbish. */
const LAST_WORDS: readonly ClientEventName[] = ["room:leave", "room:end"];

const payloadOf = (name: ClientEventName): unknown =>
  LAST_WORDS.includes(name) ? null : sampleOf(name, randomUUID());

type Guest = { tab: Tab; id: string };

/** What two people do in any meeting. */
async function talk(ann: Guest, ben: Guest): Promise<void> {
  const link = randomUUID();
  await ann.tab.ask("room:signal", { to: ben.id, payload: { link, reset: true } });
  await ann.tab.ask("room:media", { microphone: true, camera: true });
  await ann.tab.ask("chat:send", { clientId: randomUUID(), text: link });
  await ben.tab.until("the signal", () =>
    ben.tab
      .all("room:signal")
      .some(({ from, payload }) => from === ann.id && payload.link === link),
  );
  await ben.tab.until("the message", () =>
    ben.tab.all("chat:message").some(({ text }) => text === link),
  );
}

describe.skipIf(!hasServices)("a flood of", () => {
  const { enter, enterHost, connect } = useStage();
  let account: Account;
  beforeAll(async () => {
    account = await newAccount("Hanna Host");
  });

  it.each(roomDoors.map(({ door }) => [door.name as ClientEventName, door.limit] as const))(
    "%s is stopped at its limit and counted, and the others go on",
    async (name, limit) => {
      const meeting = await newMeeting(account);
      const flooder = await enterHost(meeting);
      const ann = await enter(await newSeat(meeting, { name: "Ann" }));
      const ben = await enter(await newSeat(meeting, { name: "Ben" }));
      const newcomer = await newSeat(meeting, { name: "Cleo" });
      await forgetLimits();
      const [counted, data] = [await refusals(name, "too-many"), payloadOf(name)];

      const flood = Promise.all(
        Array.from({ length: limit.points + SURPLUS }, () => flooder.tab.tell(name, data)),
      );
      await talk(ann, ben);
      expect((await enter(newcomer)).welcome.people).toHaveLength(4);

      const errors = (await flood).flatMap((answer) => (answer.ok ? [] : [answer.error]));
      const stopped = errors.filter(({ code }) => code === "too-many");
      expect(stopped).toHaveLength(SURPLUS);
      for (const { retryAfterSeconds } of stopped) {
        expect(retryAfterSeconds).toBeGreaterThanOrEqual(1);
        expect(retryAfterSeconds).toBeLessThanOrEqual(limit.seconds);
      }
      expect((await refusals(name, "too-many")) - counted).toBe(SURPLUS);
      expect(errors.map(({ code }) => code)).not.toContain("internal");
      expect(flooder.tab.socket.connected).toBe(true);
    },
  );

  it("connections with one seat is stopped, and another seat connects", async () => {
    const meeting = await newMeeting(account);
    const [mine, theirs] = [await newSeat(meeting), await newSeat(meeting)];
    const counted = await refusals("room:handshake", "too-many");
    const attempts = await Promise.allSettled(Array.from({ length: 65 }, () => connect(mine)));
    const refused = attempts.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(refused).toHaveLength(5);
    for (const error of refused)
      expect(error.data).toMatchObject({
        code: "too-many",
        retryAfterSeconds: expect.any(Number),
      });
    expect((await refusals("room:handshake", "too-many")) - counted).toBe(5);
    await enter(theirs);
  });
});
