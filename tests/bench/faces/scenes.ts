import sharp from "sharp";

/** What a camera of a meeting sends. */
export const SCENE = { width: 640, height: 360 } as const;
/** Every scene is drawn of these many. */
const BACKGROUNDS = 24;
const QUALITY = 80;

export interface Placing {
  name: string;
  /** Side of the pasted face, pixels. */
  side: number;
  /** Factor on all brightness. */
  light: number;
  /** Degrees, clockwise. */
  turn: number;
}

export const PLACINGS: readonly Placing[] = [
  { name: "200 px", side: 200, light: 1, turn: 0 },
  { name: "80 px", side: 80, light: 1, turn: 0 },
  { name: "dark", side: 200, light: 0.2, turn: 0 },
  { name: "turned 25 degrees", side: 200, light: 1, turn: 25 },
];

/** Numbers 0..1 that are the same in every run (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Rooms without people: wall, window, shelf with books, lamp, plant; every seed another one. */
function room(seed: number): string {
  const next = random(seed + 1);
  const grey = (from: number, to: number) => {
    const base = from + (to - from) * next();
    const tint = () => Math.round(base + 30 * (next() - 0.5));
    return `rgb(${tint()},${tint()},${tint()})`;
  };
  const books = Array.from({ length: 9 }, (_, at) => {
    const height = 22 + 18 * next();
    const x = 30 + at * 13 + 380 * (seed % 2);
    return `<rect x="${x}" y="${120 - height}" width="11" height="${height}" fill="${grey(30, 200)}"/>`;
  });
  const leaves = Array.from({ length: 7 }, () => {
    const angle = 360 * next();
    return `<ellipse cx="0" cy="-28" rx="9" ry="30" fill="rgb(40,${Math.round(80 + 60 * next())},50)" transform="rotate(${angle})"/>`;
  });
  const windowX = 60 + 420 * next();
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SCENE.width}" height="${SCENE.height}">`,
    `<defs><linearGradient id="w" x2=".6" y2="1"><stop stop-color="${grey(120, 220)}"/><stop offset="1" stop-color="${grey(50, 130)}"/></linearGradient></defs>`,
    '<rect width="100%" height="100%" fill="url(#w)"/>',
    `<rect x="${windowX}" y="20" width="120" height="150" fill="${grey(180, 250)}" stroke="${grey(200, 250)}" stroke-width="7"/>`,
    `<path d="M${windowX + 60} 20v150M${windowX} 95h120" stroke="${grey(200, 250)}" stroke-width="5"/>`,
    `<rect x="${20 + 380 * (seed % 2)}" y="120" width="150" height="9" fill="${grey(60, 110)}"/>`,
    ...books,
    `<circle cx="${640 * next()}" cy="${60 + 60 * next()}" r="${14 + 18 * next()}" fill="${grey(210, 255)}"/>`,
    `<g transform="translate(${640 * next()} 330)">${leaves.join("")}</g>`,
    `<rect x="0" y="${300 + 30 * next()}" width="640" height="80" fill="${grey(50, 110)}"/>`,
    "</svg>",
  ].join("");
}

const rooms = new Map<number, Promise<Buffer>>();

function roomPicture(seed: number): Promise<Buffer> {
  const known = rooms.get(seed);
  if (known) return known;
  const drawn = sharp(Buffer.from(room(seed)))
    .removeAlpha()
    .png()
    .toBuffer();
  rooms.set(seed, drawn);
  return drawn;
}

/** A room without anybody. */
export async function emptyScene(seed: number): Promise<Buffer> {
  return sharp(await roomPicture(seed))
    .jpeg({ quality: QUALITY })
    .toBuffer();
}

export interface Scene {
  jpeg: Buffer;
  /** Where the face was pasted, pixels. */
  face: { x: number; y: number; side: number };
}

/** A cut-out face pasted into a drawn room, somewhere in the middle. */
export async function faceScene({
  face,
  placing,
  seed,
}: {
  face: Buffer;
  placing: Placing;
  seed: number;
}): Promise<Scene> {
  const next = random(seed * 7919 + 13);
  const pasted = await sharp(face)
    .resize(placing.side, placing.side, { kernel: "cubic" })
    .toColourspace("srgb")
    .ensureAlpha()
    .rotate(placing.turn, { background: { r: 0, g: 0, b: 0, alpha: 0 } })
    .png()
    .toBuffer({ resolveWithObject: true });
  const side = pasted.info.width;
  const x = Math.round((SCENE.width - side) * (0.2 + 0.6 * next()));
  const y = Math.round((SCENE.height - side) * (0.2 + 0.6 * next()));
  const room = await roomPicture(seed % BACKGROUNDS);
  const composed = await sharp(room)
    .composite([{ input: pasted.data, left: x, top: y }])
    .png()
    .toBuffer();
  const jpeg = await sharp(composed).linear(placing.light, 0).jpeg({ quality: QUALITY }).toBuffer();
  return { jpeg, face: { x, y, side } };
}
