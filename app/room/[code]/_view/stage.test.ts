import { describe, expect, it } from "vitest";
import { pipSubject, screenTileOf, stageTiles } from "./stage";
import { person } from "./testing";

const screen = { streamId: "s", sinceMs: 1, hasSound: false };
const maria = person("Maria", { isSelf: true });
const lena = person("Lena");
const amir = person("Amir");
const calm = { people: [maria, lena, amir], selfView: true, pinned: null, speaker: null };

describe("the stage", () => {
  it("shows everybody equally large when nothing else is wanted", () => {
    expect(stageTiles(calm)).toEqual({ people: calm.people, presenter: null, featured: null });
  });

  it("makes a shared screen large, and a pinned person larger still", () => {
    const people = [maria, person("Lena", { screen }), amir];
    const shared = stageTiles({ ...calm, people, speaker: "amir" });
    expect(shared.featured).toBe(screenTileOf("lena"));
    expect(stageTiles({ ...calm, people, pinned: "amir" }).featured).toBe("amir");
  });

  it("does not show one's own screen to oneself", () => {
    const people = [person("Maria", { isSelf: true, screen }), lena];
    expect(stageTiles({ ...calm, people })).toMatchObject({ presenter: null, featured: null });
  });

  it("forgets a pin of somebody who left", () => {
    expect(stageTiles({ ...calm, pinned: "gone" }).featured).toBeNull();
  });

  it("hides oneself on request, but not when nobody else is there", () => {
    expect(stageTiles({ ...calm, selfView: false }).people).toEqual([lena, amir]);
    expect(stageTiles({ ...calm, people: [maria], selfView: false }).people).toEqual([maria]);
  });
});

describe("the small window", () => {
  const stage = stageTiles(calm);

  it("shows who speaks, never oneself while others are there", () => {
    const room = { people: calm.people, activeSpeakerId: "amir" };
    expect(pipSubject(room, stage)?.title).toBe("Amir");
    expect(pipSubject({ ...room, activeSpeakerId: "maria" }, stage)?.title).toBe("Lena");
  });

  it("shows a shared screen before anybody's face", () => {
    const people = [maria, person("Lena", { screen }), amir];
    const shared = stageTiles({ ...calm, people });
    expect(pipSubject({ people, activeSpeakerId: "amir" }, shared)?.title).toBe("Screen of Lena");
  });
});
