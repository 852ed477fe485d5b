import { describe, expect, it } from "vitest";
import { JOBS } from "@/lib/pipeline/jobs";
import { roomDoors } from "@/lib/room/doors";
import { clientEvents } from "@/lib/room/schema";
import { HANDLERS } from "@/workers/handlers";

describe("every socket event", () => {
  it("of the contract has exactly one door, and no door is without contract", () => {
    expect(roomDoors.map(({ door }) => door.name).sort()).toEqual(Object.keys(clientEvents).sort());
  });

  it("asks for a seat, for being in the room, or for being its host", () => {
    for (const { door } of roomDoors) {
      expect(["seat-holder", "room-member", "room-host"], door.name).toContain(door.access);
      expect(door.limit.points, door.name).toBeGreaterThan(0);
    }
  });

  it("that acts for everybody is the host's alone", () => {
    const hosts = roomDoors.filter(({ door }) => door.access === "room-host");
    expect(hosts.map(({ door }) => door.name).sort()).toEqual([
      "recording:start",
      "recording:stop",
      "room:end",
    ]);
  });
});

describe("every job", () => {
  it("carries ids and nothing else, so that no speech waits in a queue", () => {
    for (const job of JOBS) {
      const id = "0191d7a2-7b1c-7000-8000-000000000001";
      const payload = { meetingId: id, clipId: id, text: "spoken words" };
      expect(Object.values(job.payload.parse(payload) as object), job.name).toEqual([id]);
    }
  });

  it("has exactly one handler", () => {
    expect(HANDLERS.map(({ job }) => job.name).sort()).toEqual(JOBS.map(({ name }) => name).sort());
  });
});
