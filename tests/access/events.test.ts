import { describe, expect, it } from "vitest";
import { emotionDoors } from "@/lib/emotion/doors";
import { captureEvents } from "@/lib/emotion/schema";
import { JOBS } from "@/lib/pipeline/jobs";
import { doorsHere, roomDoors } from "@/lib/room/doors";
import { clientEvents } from "@/lib/room/schema";
import { HANDLERS } from "@/workers/handlers";

describe("every socket event", () => {
  it("of the contract has exactly one door, and no door is without contract", () => {
    expect(roomDoors.map(({ door }) => door.name).sort()).toEqual(Object.keys(clientEvents).sort());
  });

  const namesOf = (access: string) =>
    roomDoors
      .filter(({ door }) => door.access === access)
      .map(({ door }) => door.name)
      .sort();

  it("asks for a seat, for being in the room, or for keeping order in it", () => {
    const known = ["seat-holder", "room-member", "room-moderator", "room-host"];
    for (const { door } of roomDoors) {
      expect(known, door.name).toContain(door.access);
      expect(door.limit.points, door.name).toBeGreaterThan(0);
    }
  });

  it("that breaks things on purpose has a door only where that is allowed", () => {
    const names = (canSimulate: boolean) => doorsHere({ canSimulate }).map(({ door }) => door.name);
    expect(names(true)).toContain("room:simulate");
    expect(names(false)).not.toContain("room:simulate");
    expect(names(false)).toHaveLength(names(true).length - 1);
  });

  it("that a mere seat may send is the way in and the clock, and nothing of the room", () => {
    expect(namesOf("seat-holder")).toEqual(["room:clock", "room:join"]);
  });

  it("that decides on roles and on the end is the host's alone", () => {
    expect(namesOf("room-host")).toEqual(["host:hand-over", "host:role", "room:end"]);
  });

  it("that acts on others or on everybody is for hosts and co-hosts", () => {
    expect(namesOf("room-moderator")).toEqual([
      "emotion:settings",
      "host:admit",
      "host:deny",
      "host:lower-hand",
      "host:mute",
      "host:remove",
      "host:settings",
      "host:stop-share",
      "recording:start",
      "recording:stop",
    ]);
  });
});

describe("every event of live emotion", () => {
  it("of the contract has exactly one door, and no door is without contract", () => {
    expect(emotionDoors.map(({ door }) => door.name).sort()).toEqual(
      Object.keys(captureEvents).sort(),
    );
  });

  it("asks for a yes, and is limited", () => {
    for (const { door } of emotionDoors) {
      expect(door.access, door.name).toBe("emotion-capturer");
      expect(door.limit.points, door.name).toBeGreaterThan(0);
    }
  });
});

describe("every job", () => {
  it("carries ids and nothing else, so that no speech or picture waits in a queue", () => {
    for (const job of JOBS) {
      const id = "0191d7a2-7b1c-7000-8000-000000000001";
      const ids = { meetingId: id, clipId: id, participantId: id, rewriteId: id, delivery: id };
      const payload = { ...ids, text: "spoken words", jpeg: Buffer.from("a face") };
      const carried = Object.values(job.payload.parse(payload) as object);
      expect(new Set(carried), job.name).toEqual(new Set([id]));
    }
  });

  it("has exactly one handler", () => {
    expect(HANDLERS.map(({ job }) => job.name).sort()).toEqual(JOBS.map(({ name }) => name).sort());
  });
});
