import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hasServices, newMeeting, newSeat } from "@/lib/room/testing/fixture";
import { refusals, useStage } from "@/lib/room/testing/stage";
import { type HttpDoor, httpDoors, paramsOf, requestFor } from "../support/doors";

/** So many calls more than a door allows. */
const SURPLUS = 5;

const roomDoors = httpDoors.filter(({ file }) => file.startsWith("/app/api/rooms/"));
const limitOf = ({ handler }: HttpDoor) => handler.door?.limit ?? { points: 0, seconds: 0 };

type Caller = { address: string; cookie: string };

describe.skipIf(!hasServices)("a flood at a door of the room", () => {
  const { enter, connect } = useStage();

  const room = async () => {
    const meeting = await newMeeting();
    const someone = async (address: string) => {
      const { seat } = await enter(await newSeat(meeting));
      return { address, cookie: seat.cookie };
    };
    const [flooder, other] = [await someone("192.0.2.1"), await someone("192.0.2.2")];
    const values = { code: meeting.code, trackId: randomUUID(), clip: "0", slice: "0" };
    const call = (door: HttpDoor, from: Caller) =>
      door.handler(requestFor(door, from), { params: paramsOf(door.file, values) });
    const flood = (door: HttpDoor, from: Caller, calls: number) =>
      Promise.all(Array.from({ length: calls }, () => call(door, from)));
    return { meeting, flooder, other, call, flood };
  };

  it.each(roomDoors.map((door) => [`${door.method} ${door.file}`, door] as const))(
    "%s is stopped at its limit, with the time to wait, and others pass",
    async (_name, door) => {
      const { flooder, other, call, flood } = await room();
      const name = door.handler.door?.name ?? "";
      const { points, seconds } = limitOf(door);
      const counted = await refusals(name, "too-many");
      const answers = await flood(door, flooder, points + SURPLUS);
      const stopped = answers.filter(({ status }) => status === 429);
      expect(stopped).toHaveLength(SURPLUS);
      for (const answer of stopped) {
        const waitSeconds = Number(answer.headers.get("retry-after"));
        expect(waitSeconds).toBeGreaterThanOrEqual(1);
        expect(waitSeconds).toBeLessThanOrEqual(seconds);
        expect(await answer.json()).toMatchObject({
          error: { code: "too-many", retryAfterSeconds: waitSeconds },
        });
      }
      expect((await refusals(name, "too-many")) - counted).toBe(SURPLUS);
      const passed = answers.filter(({ status }) => status !== 429).map(({ status }) => status);
      expect(await call(door, other)).toHaveProperty("status", passed[0]);
      expect(passed.some((status) => status >= 500)).toBe(false);
    },
  );

  it("is stopped too when a seat is all the caller has", async () => {
    const { meeting, other, call, flood } = await room();
    const seat = await newSeat(meeting);
    await connect(seat);
    const outside = { address: "192.0.2.3", cookie: seat.cookie };
    const door = roomDoors.find(({ handler }) => handler.door?.access === "present");
    if (!door) throw new Error("no door for people in the room");
    const answers = await flood(door, outside, 3 * limitOf(door).points);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404, 429]));
    expect(answers.at(-1)?.headers.get("retry-after")).toMatch(/^[1-9]\d?$/);
    expect((await call(door, other)).status).toBe(200);
  });
});
