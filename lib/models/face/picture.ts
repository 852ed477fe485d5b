/** A picture in memory: rows of RGB bytes. */
export interface Picture {
  /** Pixels. */
  width: number;
  height: number;
  /** width × height × 3 bytes. */
  rgb: Uint8Array;
}

export interface Point {
  x: number;
  y: number;
}

/** A square picture, and the columns (x) and rows (y) of it that hold the original. */
export interface Letterbox extends Picture {
  filled: Point;
}

/** Scales a picture so that it fills a square's width or height, at the top left; the rest is black. */
export function letterbox(picture: Picture, size: number): Letterbox {
  const factor = size / Math.max(picture.width, picture.height);
  const columns = Math.max(1, Math.round(picture.width * factor));
  const rows = Math.max(1, Math.round(picture.height * factor));
  const rgb = new Uint8Array(size * size * 3);
  const steps = { x: picture.width / columns, y: picture.height / rows };
  // A coarse mean over the pixels that fall together, which keeps small faces from flickering.
  const taps = Math.min(2, Math.max(1, Math.round(1 / factor)));
  const sourceColumns = tapPlaces({ count: columns, step: steps.x, taps, limit: picture.width });
  const sourceRows = tapPlaces({ count: rows, step: steps.y, taps, limit: picture.height });
  const share = 1 / (taps * taps);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let down = 0; down < taps; down += 1) {
        const line = (sourceRows[row * taps + down] as number) * picture.width;
        for (let across = 0; across < taps; across += 1) {
          const from = (line + (sourceColumns[column * taps + across] as number)) * 3;
          red += picture.rgb[from] as number;
          green += picture.rgb[from + 1] as number;
          blue += picture.rgb[from + 2] as number;
        }
      }
      const to = (row * size + column) * 3;
      rgb[to] = red * share;
      rgb[to + 1] = green * share;
      rgb[to + 2] = blue * share;
    }
  }
  return { width: size, height: size, rgb, filled: { x: columns, y: rows } };
}

/** Source pixels along one axis: `taps` for every target pixel, evenly spread over it. */
function tapPlaces({
  count,
  step,
  taps,
  limit,
}: {
  count: number;
  step: number;
  taps: number;
  limit: number;
}): Int32Array {
  return Int32Array.from({ length: count * taps }, (_, at) =>
    Math.min(limit - 1, Math.floor(((at + 0.5) / taps) * step)),
  );
}

/** A square of a picture, turned by `angle` radians around its centre. In pixels of the picture. */
export interface Square {
  centre: Point;
  side: number;
  angle: number;
}

/**
 * Cuts a square out, upright, at `size` × `size` pixels: between four neighbours, and as a mean of
 * several such places when it shrinks. What lies outside the picture repeats its edge.
 */
export function cutSquare(picture: Picture, { centre, side, angle }: Square, size: number) {
  const taps = Math.min(4, Math.max(1, Math.round(side / size)));
  const step = side / size / taps;
  const acrossX = Math.cos(angle) * step;
  const acrossY = Math.sin(angle) * step;
  const half = (size * taps) / 2;
  const out = new Uint8Array(size * size * 3);
  const sum = new Float64Array(3);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      sum.fill(0);
      for (let tap = 0; tap < taps * taps; tap += 1) {
        const u = column * taps + (tap % taps) + 0.5 - half;
        const v = row * taps + Math.floor(tap / taps) + 0.5 - half;
        const x = centre.x + acrossX * u - acrossY * v - 0.5;
        const y = centre.y + acrossY * u + acrossX * v - 0.5;
        addBetween(picture, x, y, sum);
      }
      const to = (row * size + column) * 3;
      const share = 1 / (taps * taps);
      out[to] = (sum[0] as number) * share + 0.5;
      out[to + 1] = (sum[1] as number) * share + 0.5;
      out[to + 2] = (sum[2] as number) * share + 0.5;
    }
  }
  return out;
}

/** Adds the colour at a place between pixels (bilinear) to `sum`. Unrolled: it runs 50,000 times. */
function addBetween({ width, height, rgb }: Picture, x: number, y: number, sum: Float64Array) {
  const left = Math.max(0, Math.min(width - 1.001, x));
  const top = Math.max(0, Math.min(height - 1.001, y));
  const column = left | 0;
  const row = top | 0;
  const right = left - column;
  const down = top - row;
  const at = (row * width + column) * 3;
  const below = at + width * 3;
  const a = (1 - right) * (1 - down);
  const b = right * (1 - down);
  const c = (1 - right) * down;
  const d = right * down;
  const mix = (from: number, under: number) =>
    (rgb[from] as number) * a +
    (rgb[from + 3] as number) * b +
    (rgb[under] as number) * c +
    (rgb[under + 3] as number) * d;
  sum[0] = (sum[0] as number) + mix(at, below);
  sum[1] = (sum[1] as number) + mix(at + 1, below + 1);
  sum[2] = (sum[2] as number) + mix(at + 2, below + 2);
}

/** The picture as a mirror shows it. */
export function mirrored(rgb: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(rgb.length);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const from = (row * size + column) * 3;
      const to = (row * size + size - 1 - column) * 3;
      out[to] = rgb[from] as number;
      out[to + 1] = rgb[from + 1] as number;
      out[to + 2] = rgb[from + 2] as number;
    }
  }
  return out;
}

/** Mean and standard deviation of brightness (green, the eye's main channel), 0..255. */
export function brightnessOf(
  rgb: Uint8Array,
  { columns, rows, stride }: { columns: number; rows: number; stride: number },
): { mean: number; deviation: number } {
  let sum = 0;
  let squares = 0;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const value = rgb[(row * stride + column) * 3 + 1] as number;
      sum += value;
      squares += value * value;
    }
  }
  const count = columns * rows;
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}

/** Multiplies every byte, up to white. Changes the picture in place. */
export function brighten(rgb: Uint8Array, factor: number): void {
  for (let at = 0; at < rgb.length; at += 1) {
    rgb[at] = Math.min(255, (rgb[at] as number) * factor);
  }
}
