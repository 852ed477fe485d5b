import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isPictureError } from "@/lib/models/errors";
import { drawnJpeg, MIENS } from "@/lib/models/face/testing/drawings";
import type { FaceTracks } from "@/lib/models/face/tracking";
import { InferencePool } from "@/lib/models/pool";
import type { ReadFaceInput } from "@/lib/models/tasks/read-face";

let dataDir: string;
let pool: InferencePool;
let smile: Buffer;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), "parley-read-face-"));
  pool = new InferencePool({ locations: { dataDir } });
  smile = await drawnJpeg({ faces: [{ x: 320, y: 165, radius: 100, mien: MIENS.smile }] });
});
afterAll(async () => {
  await pool.close();
  await rm(dataDir, { recursive: true, force: true });
});

const read = (jpeg: Uint8Array, more: Partial<ReadFaceInput> = {}) =>
  pool.run("read-face", { jpeg, tracks: null, read: "all", ...more });

async function likeliestOf(jpeg: Uint8Array): Promise<string | undefined> {
  const [face] = (await read(jpeg)).faces;
  return Object.entries(face?.logits ?? {}).sort((a, b) => b[1] - a[1])[0]?.[0];
}

describe("reading faces", () => {
  it("finds a face, where its eyes and mouth are, and what it looks like", async () => {
    const { faces, looked, picture } = await read(smile);
    expect(looked).toBe("everywhere");
    expect(picture).toMatchObject({ width: 640, height: 360 });
    expect(faces).toHaveLength(1);
    const { keypoints, score } = faces[0] ?? {};
    expect(score).toBeGreaterThan(0.8);
    expect(keypoints?.leftEye.x).toBeCloseTo((320 - 32) / 640, 1);
    expect(keypoints?.rightEye.x).toBeCloseTo((320 + 32) / 640, 1);
    expect(keypoints?.mouth.y).toBeCloseTo((165 + 56) / 360, 1);
  });

  it.each([
    ["smile", "happy"],
    ["frown", "angry"],
    ["astonishment", "surprised"],
  ] as const)("reads a drawn %s, upright and turned", async (mien, expected) => {
    const face = { x: 320, y: 165, radius: 100, mien: MIENS[mien] };
    expect(await likeliestOf(await drawnJpeg({ faces: [face] }))).toBe(expected);
    expect(await likeliestOf(await drawnJpeg({ faces: [{ ...face, turn: 20 }] }))).toBe(expected);
  });

  it("finds nobody where nobody is", async () => {
    expect((await read(await drawnJpeg({ faces: [] }))).faces).toEqual([]);
  });

  it("reads one of two faces alone when asked to: the one near where one was", async () => {
    const places = [200, 470];
    const jpeg = await drawnJpeg({
      faces: places.map((x) => ({ x, y: 165, radius: 80, mien: MIENS.smile })),
    });
    const both = await read(jpeg);
    expect(both.faces.filter(({ logits }) => logits !== null)).toHaveLength(2);
    for (const { box } of both.faces) {
      const { faces } = await read(jpeg, { read: { near: box } });
      const asked = faces.filter(({ logits }) => logits !== null);
      expect(asked.map((face) => face.box)).toEqual([box]);
      expect(faces).toHaveLength(2);
    }
  });

  it("takes a face that stays over from frame to frame, and looks anew in every fifth", async () => {
    let tracks: FaceTracks | null = null;
    const looks: string[] = [];
    for (let frame = 0; frame < 7; frame += 1) {
      const output = await read(smile, { tracks });
      tracks = JSON.parse(JSON.stringify(output.tracks));
      looks.push(output.looked);
      expect(output.faces).toHaveLength(1);
    }
    const [anew, not] = ["everywhere", "nowhere"];
    expect(looks).toEqual([anew, not, not, not, not, anew, not]);
  });

  it("follows a face that moves, to where a look at everything finds it", async () => {
    let { tracks } = await read(smile);
    for (const step of [1, 2, 3]) {
      const face = { x: 320 + 20 * step, y: 165 - 5 * step, radius: 100, mien: MIENS.smile };
      const jpeg = await drawnJpeg({ faces: [face] });
      const output = await read(jpeg, { tracks });
      expect(output.looked).toBe("nearby");
      expect(output.faces).toHaveLength(1);
      const [anew] = (await read(jpeg)).faces;
      const { leftEye, mouth } = output.faces[0]?.keypoints ?? {};
      for (const axis of ["x", "y"] as const) {
        expect(leftEye?.[axis]).toBeCloseTo(anew?.keypoints.leftEye[axis] ?? Number.NaN, 1.5);
        expect(mouth?.[axis]).toBeCloseTo(anew?.keypoints.mouth[axis] ?? Number.NaN, 1.5);
      }
      tracks = output.tracks;
    }
  });

  it("looks everywhere when the face jumped, left, or the picture has another size", async () => {
    const { tracks } = await read(smile);
    const others = await Promise.all([
      drawnJpeg({ faces: [{ x: 480, y: 175, radius: 100, mien: MIENS.smile }] }),
      drawnJpeg({ faces: [] }),
      sharp(smile).resize(320, 180).jpeg().toBuffer(),
    ]);
    for (const jpeg of others) expect((await read(jpeg, { tracks })).looked).toBe("everywhere");
  });

  it("finds a face in an upright picture and in a grey one", async () => {
    const tall = await sharp(smile)
      .extract({ left: 220, top: 0, width: 200, height: 360 })
      .jpeg()
      .toBuffer();
    const grey = await sharp(smile).greyscale().jpeg().toBuffer();
    for (const [jpeg, x] of [
      [tall, 100 / 200],
      [grey, 320 / 640],
    ] as const) {
      const { faces } = await read(jpeg);
      expect(faces).toHaveLength(1);
      const { leftEye, rightEye } = faces[0]?.keypoints ?? {};
      expect(((leftEye?.x ?? 0) + (rightEye?.x ?? 0)) / 2).toBeCloseTo(x, 1);
    }
  });

  it("refuses what is no usable JPEG, by name, and goes on", async () => {
    const canvas = {
      create: { width: 1400, height: 960, channels: 3, background: "#777" },
    } as const;
    const bad: [string, Uint8Array, string][] = [
      ["nothing", new Uint8Array(), "invalid"],
      ["text", new TextEncoder().encode("This is no picture."), "unsupported"],
      ["a PNG", await sharp(smile).png().toBuffer(), "unsupported"],
      ["half a JPEG", smile.subarray(0, smile.length / 2), "invalid"],
      ["a header alone", smile.subarray(0, 20), "invalid"],
      ["too many bytes", Buffer.concat([smile, Buffer.alloc(2 * 1024 * 1024)]), "too-large"],
      ["too many pixels", await sharp(canvas).jpeg().toBuffer(), "too-large"],
      ["a stamp", await sharp(smile).resize(30, 17).jpeg().toBuffer(), "invalid"],
    ];
    for (const [what, jpeg, code] of bad) {
      const error: unknown = await read(jpeg).catch((reason: unknown) => reason);
      expect(isPictureError(error), what).toBe(true);
      expect(error, what).toMatchObject({ code });
    }
    expect((await read(smile)).faces).toHaveLength(1);
  });
});
