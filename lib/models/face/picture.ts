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

/** A picture that fits a square, and the columns (x) and rows (y) of it that hold the original. */
export interface Letterbox extends Picture {
  filled: Point;
}

/**
 * Scales a picture so that its longer side is `size`. The other side is filled up with black to the
 * next multiple of `step` only, which spares the detector half of a wide picture.
 */
export function letterbox(picture: Picture, size: number, step: number): Letterbox {
  const factor = size / Math.max(picture.width, picture.height);
  const columns = Math.max(1, Math.round(picture.width * factor));
  const rows = Math.max(1, Math.round(picture.height * factor));
  const width = Math.ceil(columns / step) * step;
  const height = Math.ceil(rows / step) * step;
  const rgb = new Uint8Array(width * height * 3);
  // A coarse mean of two by two, which keeps small faces from flickering.
  const across = pairedPlaces(columns, picture.width);
  const down = pairedPlaces(rows, picture.height);
  for (let row = 0; row < rows; row += 1) {
    const lines = {
      upper: (down[row * 2] as number) * picture.width,
      lower: (down[row * 2 + 1] as number) * picture.width,
      to: row * width * 3,
    };
    shrinkRow({ from: picture.rgb, to: rgb, across, lines });
  }
  return { width, height, rgb, filled: { x: columns, y: rows } };
}

/** Source pixels along one axis: two for every target pixel, evenly spread. */
function pairedPlaces(count: number, limit: number): Int32Array {
  const places = new Int32Array(count * 2);
  for (let at = 0; at < places.length; at += 1)
    places[at] = Math.min(limit - 1, Math.floor(((at + 0.5) / 2) * (limit / count)));
  return places;
}

/** One row of a smaller picture, the mean of two rows. `lines` are pixels of `from`, a byte of `to`. */
function shrinkRow({
  from,
  to,
  across,
  lines,
}: {
  from: Uint8Array;
  to: Uint8Array;
  across: Int32Array;
  lines: { upper: number; lower: number; to: number };
}): void {
  const { upper, lower } = lines;
  for (let place = 0, out = lines.to; place < across.length; place += 2) {
    const left = across[place] as number;
    const right = across[place + 1] as number;
    const a = (upper + left) * 3;
    const b = (upper + right) * 3;
    const c = (lower + left) * 3;
    const d = (lower + right) * 3;
    for (let colour = 0; colour < 3; colour += 1, out += 1) {
      const sum =
        (from[a + colour] as number) +
        (from[b + colour] as number) +
        (from[c + colour] as number) +
        (from[d + colour] as number);
      to[out] = sum >> 2;
    }
  }
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
  const taps = Math.min(MOST_TAPS, Math.max(1, Math.round(side / size)));
  const step = side / size / taps;
  const right = Math.cos(angle) * step;
  const down = Math.sin(angle) * step;
  const first = 0.5 - (size * taps) / 2;
  const out = new Uint8Array(size * size * 3);
  const sums = new Float64Array(size * 3);
  const share = 1 / (taps * taps);
  for (let row = 0; row < size; row += 1) {
    sums.fill(0);
    for (let tap = 0; tap < taps; tap += 1) {
      const v = first + row * taps + tap;
      const x = centre.x + right * first - down * v - 0.5;
      const y = centre.y + down * first + right * v - 0.5;
      addLine(picture, { x, y, right, down, taps }, sums);
    }
    const to = row * size * 3;
    for (let at = 0; at < sums.length; at += 1) out[to + at] = (sums[at] as number) * share + 0.5;
  }
  return out;
}

/** Places along each axis that are averaged into one pixel at most. */
const MOST_TAPS = 4;

/** Where a line of places between pixels starts, and how it goes on. */
interface Line extends Point {
  right: number;
  down: number;
  /** Places for each pixel of the sums. */
  taps: number;
}

/**
 * Adds the colours (bilinear) along a line to `sums`. Written without calls and objects within: it
 * passes 50,000 places a face.
 */
function addLine({ width, height, rgb }: Picture, line: Line, sums: Float64Array): void {
  const { taps } = line;
  const rowBytes = width * 3;
  for (let to = 0, place = 0; to < sums.length; to += 3) {
    let red = 0;
    let green = 0;
    let blue = 0;
    for (const end = place + taps; place < end; place += 1) {
      const x = Math.max(0, Math.min(width - 1.001, line.x + line.right * place));
      const y = Math.max(0, Math.min(height - 1.001, line.y + line.down * place));
      const column = x | 0;
      const row = y | 0;
      const at = row * rowBytes + column * 3;
      const below = at + rowBytes;
      const d = (x - column) * (y - row);
      const b = x - column - d;
      const c = y - row - d;
      const a = 1 - b - c - d;
      red +=
        (rgb[at] as number) * a +
        (rgb[at + 3] as number) * b +
        (rgb[below] as number) * c +
        (rgb[below + 3] as number) * d;
      green +=
        (rgb[at + 1] as number) * a +
        (rgb[at + 4] as number) * b +
        (rgb[below + 1] as number) * c +
        (rgb[below + 4] as number) * d;
      blue +=
        (rgb[at + 2] as number) * a +
        (rgb[at + 5] as number) * b +
        (rgb[below + 2] as number) * c +
        (rgb[below + 5] as number) * d;
    }
    sums[to] = (sums[to] as number) + red;
    sums[to + 1] = (sums[to + 1] as number) + green;
    sums[to + 2] = (sums[to + 2] as number) + blue;
  }
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

/**
 * Mean and standard deviation of brightness (green, the eye's main channel), 0..255.
 *
 * @param every looks at every so many-th pixel of every so many-th row
 */
export function brightnessOf(
  { width, height, rgb }: Picture,
  every = 1,
): { mean: number; deviation: number } {
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let row = 0; row < height; row += every) {
    const end = (row + 1) * width * 3;
    for (let at = row * width * 3 + 1; at < end; at += every * 3) {
      const value = rgb[at] as number;
      sum += value;
      squares += value * value;
      count += 1;
    }
  }
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}

/** Multiplies every byte, up to white. Changes the picture in place. */
export function brighten(rgb: Uint8Array, factor: number): void {
  for (let at = 0; at < rgb.length; at += 1) {
    rgb[at] = Math.min(255, (rgb[at] as number) * factor);
  }
}
