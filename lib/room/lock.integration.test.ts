import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { closeRedis, redis } from "@/lib/platform/redis";
import { lockKey } from "@/lib/room/keys";
import { withRoomLock } from "@/lib/room/lock";
import { hasServices } from "@/lib/room/testing/fixture";

describe.skipIf(!hasServices)("the room lock", () => {
  afterAll(() => closeRedis());

  it("lets one in at a time", async () => {
    const meetingId = randomUUID();
    let inside = 0;
    let most = 0;
    let total = 0;
    const visit = () =>
      withRoomLock(meetingId, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await redis().ping();
        inside -= 1;
        total += 1;
      });
    await Promise.all(Array.from({ length: 20 }, visit));
    expect({ most, total }).toEqual({ most: 1, total: 20 });
  });

  it("does not hold up another room", async () => {
    const order: string[] = [];
    await withRoomLock(randomUUID(), async () => {
      await withRoomLock(randomUUID(), async () => void order.push("inner"));
      order.push("outer");
    });
    expect(order).toEqual(["inner", "outer"]);
  });

  it("is free again after a failure, and passes the failure on", async () => {
    const meetingId = randomUUID();
    await expect(
      withRoomLock(meetingId, async () => {
        throw new Error("no luck");
      }),
    ).rejects.toThrow("no luck");
    expect(await redis().exists(lockKey(meetingId))).toBe(0);
  });

  it("expires with a holder that died, and is never released for somebody else", async () => {
    const meetingId = randomUUID();
    await withRoomLock(meetingId, async () => {
      const left = await redis().pttl(lockKey(meetingId));
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(10_000);
      // As if ours had expired and the next one had come in.
      await redis().set(lockKey(meetingId), "theirs");
    });
    expect(await redis().get(lockKey(meetingId))).toBe("theirs");
    await redis().del(lockKey(meetingId));
  });

  it("says that the room is busy when it never gets free", async () => {
    const meetingId = randomUUID();
    await redis().set(lockKey(meetingId), "theirs", "PX", 20_000);
    await expect(withRoomLock(meetingId, async () => "in")).rejects.toMatchObject({
      code: "unavailable",
    });
    await redis().del(lockKey(meetingId));
  });
});
