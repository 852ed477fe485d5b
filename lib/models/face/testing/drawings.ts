import sharp from "sharp";

/** How a drawn face looks: each from -1 or 0 to about 1. */
export interface Mien {
  /** Corners of the mouth: -1 down, 1 up. */
  smile: number;
  /** Mouth: 0 closed, 1 wide open. */
  open: number;
  /** Brows: -1 drawn together, 1 raised. */
  brow: number;
  /** Lids: 0.3 nearly closed, 1 as usual, 1.8 wide. */
  lids: number;
}

/** Three that the network reads without doubt. Regression fixtures, no evidence of accuracy. */
export const MIENS = {
  smile: { smile: 0.9, open: 0.3, brow: -1.6, lids: 0.9 },
  frown: { smile: -1.2, open: 0, brow: -1.6, lids: 0.6 },
  astonishment: { smile: 0.1, open: 1, brow: 0.8, lids: 1.6 },
} as const satisfies Record<string, Mien>;

export interface DrawnFace {
  /** Centre, pixels. */
  x: number;
  y: number;
  /** Half of the face's height, pixels. */
  radius: number;
  mien: Mien;
  /** Degrees, clockwise. */
  turn?: number;
}

const SKIN = { lit: "#f0cdb0", middle: "#d9a583", shade: "#a06f50" };
const HAIR = "#3a2618";

/** A picture with drawn faces in front of a wall, as SVG. Own work. */
export function drawing({
  width = 640,
  height = 360,
  faces,
}: {
  width?: number;
  height?: number;
  faces: readonly DrawnFace[];
}): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`,
    "<defs>",
    '<linearGradient id="wall" x2="1" y2="1"><stop stop-color="#8d979d"/><stop offset="1" stop-color="#5c6468"/></linearGradient>',
    `<radialGradient id="skin" cx=".4" cy=".35" r=".75"><stop stop-color="${SKIN.lit}"/><stop offset=".7" stop-color="${SKIN.middle}"/><stop offset="1" stop-color="${SKIN.shade}"/></radialGradient>`,
    "</defs>",
    '<rect width="100%" height="100%" fill="url(#wall)"/>',
    ...faces.map(
      ({ x, y, radius, mien, turn = 0 }) =>
        `<g transform="translate(${x} ${y}) rotate(${turn}) scale(${radius / 100})">${head()}${eyes(mien)}${nose()}${mouth(mien)}</g>`,
    ),
    "</svg>",
  ].join("\n");
}

/** Drawn faces as a camera would send them: a little soft, as JPEG. */
export function drawnJpeg(picture: Parameters<typeof drawing>[0]): Promise<Buffer> {
  return sharp(Buffer.from(drawing(picture)))
    .blur(1.2)
    .jpeg({ quality: 85 })
    .toBuffer();
}

const ellipse = (fill: string, cx: number, cy: number, rx: number, ry: number) =>
  `<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}" fill="${fill}"/>`;

/** Shoulders, neck, hair and the face's oval; all sizes in hundredths of the radius. */
function head(): string {
  return [
    '<rect x="-35" y="80" width="70" height="90" fill="#c08a68"/>',
    ellipse("#34507a", 0, 210, 170, 90),
    ellipse(HAIR, 0, -25, 92, 112),
    ellipse("url(#skin)", 0, 0, 78, 105),
    ellipse(HAIR, 0, -98, 72, 38),
  ].join("");
}

function eyes({ brow, lids }: Mien): string {
  return [-1, 1]
    .map((side) => {
      const x = side * 32;
      const inner = x - side * 16;
      const outer = x + side * 18;
      return [
        ellipse("rgba(90,50,30,.35)", x, -20, 20, 13),
        ellipse("#fff", x, -18, 14, 6.5 * lids),
        `<circle cx="${x}" cy="-18" r="6" fill="#3b2a1e"/>`,
        `<circle cx="${x + 2}" cy="-20" r="1.5" fill="#fff"/>`,
        `<path d="M${inner} ${-38 - 12 * brow}Q${x} ${-45 - 6 * brow} ${outer} ${-38 + 2 * brow}" stroke="${HAIR}" stroke-width="6.5" stroke-linecap="round" fill="none"/>`,
      ].join("");
    })
    .join("");
}

function nose(): string {
  return [
    '<path d="M-5-10Q-10 20-12 26Q0 33 12 26" stroke="rgba(110,65,45,.7)" stroke-width="3" fill="none"/>',
    ellipse("rgba(80,40,30,.6)", -6, 28, 3, 1.8),
    ellipse("rgba(80,40,30,.6)", 6, 28, 3, 1.8),
  ].join("");
}

function mouth({ smile, open }: Mien): string {
  const reach = 26 + 12 * Math.max(0, smile);
  const lift = 20 * smile;
  const drop = 30 * open;
  const corner = 56 - 0.6 * lift;
  const lips = `<path d="M${-reach} ${corner}Q0 ${51 + lift - 0.2 * drop} ${reach} ${corner}Q0 ${65 + lift + 1.6 * drop} ${-reach} ${corner}" fill="#a5423f"/>`;
  if (open <= 0.15) return lips;
  const inner = 0.82 * reach;
  const edge = 56 - 0.45 * lift;
  const gap = `<path d="M${-inner} ${edge}Q0 ${56 + lift} ${inner} ${edge}Q0 ${56 + lift + 1.25 * drop} ${-inner} ${edge}" fill="${smile > 0.3 ? "#fff" : "#2a0d0d"}"/>`;
  const fold = (side: number) =>
    `<path d="M${side * 20} 26Q${side * 42} 40 ${side * 42} 58" stroke="rgba(120,70,50,.55)" stroke-width="2.5" fill="none"/>`;
  return lips + gap + (smile > 0.3 ? fold(-1) + fold(1) : "");
}
