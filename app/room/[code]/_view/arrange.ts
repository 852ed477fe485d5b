/** Width and height in CSS pixels. */
export type Size = { width: number; height: number };
/** A place on the stage, CSS pixels from its top left corner. */
export type Rect = Size & { left: number; top: number };

/** Between neighbouring tiles, pixels. */
export const GAP = 10;
/** A grid's tile is never wider than this, as width ÷ height: cameras are 16:9, wider cuts heads. */
const WIDEST = 1.9;
/** Nor narrower: on an upright stage faces may be cut at the sides, on a wide one less so. */
const NARROWEST = { upright: 0.7, wide: 1.2 } as const;
/** In the strip beside a large picture. */
const STRIP = { share: 0.18, least: 132, most: 232, lowest: 72 } as const;

const isUpright = ({ width, height }: Size): boolean => width < height * 1.1;

/** The largest size within a cell whose width ÷ height lies between the two ratios. */
const fitIn = (cell: Size, narrowest: number, widest: number): Size => {
  const ratio = cell.width / cell.height;
  if (ratio > widest) return { width: cell.height * widest, height: cell.height };
  if (ratio < narrowest) return { width: cell.width, height: cell.width / narrowest };
  return cell;
};

const cellOf = (box: Size, columns: number, rows: number): Size => ({
  width: Math.max(1, (box.width - GAP * (columns - 1)) / columns),
  height: Math.max(1, (box.height - GAP * (rows - 1)) / rows),
});

/** How many columns show `count` tiles largest in a box, and how large a tile then is. */
export const gridOf = (box: Size, count: number): { columns: number; rows: number; tile: Size } => {
  const narrowest = isUpright(box) ? NARROWEST.upright : NARROWEST.wide;
  let best = { columns: 1, rows: Math.max(1, count), tile: { width: 0, height: 0 } };
  let largest = -1;
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const tile = fitIn(cellOf(box, columns, rows), narrowest, WIDEST);
    const area = tile.width * tile.height;
    // Of almost equal ones the grid with fewer empty places looks calmer.
    const isCalmer = columns * rows < best.columns * best.rows && area > largest * 0.97;
    if (area <= largest && !isCalmer) continue;
    if (area < largest * 1.03 && columns * rows > best.columns * best.rows) continue;
    best = { columns, rows, tile };
    largest = area;
  }
  return best;
};

/** Rows of tiles, each row centred, the whole centred in the box. */
const placeRows = (
  ids: readonly string[],
  { box, columns, tile }: { box: Rect; columns: number; tile: Size },
): [string, Rect][] => {
  const rows = Math.ceil(ids.length / columns);
  const height = rows * tile.height + GAP * (rows - 1);
  const top = box.top + (box.height - height) / 2;
  return ids.map((id, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, ids.length - row * columns);
    const width = inRow * tile.width + GAP * (inRow - 1);
    const left = box.left + (box.width - width) / 2;
    const place = {
      left: left + (index % columns) * (tile.width + GAP),
      top: top + row * (tile.height + GAP),
      ...tile,
    };
    return [id, place];
  });
};

/** Below the large picture: at most three in a row, four or five when there are many. */
const stripBelow = (box: Size, count: number): { columns: number; tile: Size; depth: number } => {
  const columns = count <= 3 ? 3 : count <= 8 ? 4 : 5;
  const rows = Math.ceil(count / columns);
  const { width } = cellOf(box, columns, 1);
  const height = Math.min(width, (box.height * (rows === 1 ? 0.2 : 0.32)) / rows);
  return { columns, tile: { width, height }, depth: rows * (height + GAP) };
};

/** At the side of the large picture: one column, two when they would become too low. */
const stripBeside = (box: Size, count: number): { columns: number; tile: Size; depth: number } => {
  const width = Math.min(STRIP.most, Math.max(STRIP.least, box.width * STRIP.share));
  const sized = (columns: number, wide: number): Size => {
    const { height } = cellOf(box, 1, Math.ceil(count / columns));
    const low = Math.min(height, (wide * 9) / 16);
    return { width: Math.min(wide, low * 2), height: low };
  };
  const single = sized(1, width);
  const columns = single.height >= STRIP.lowest ? 1 : 2;
  const tile = columns === 1 ? single : sized(2, width * 0.62);
  return { columns, tile, depth: columns * (tile.width + GAP) };
};

const whole = ({ left, top, width, height }: Rect): Rect => ({
  left: Math.round(left),
  top: Math.round(top),
  width: Math.floor(width),
  height: Math.floor(height),
});

/**
 * Where every tile stands. Without a featured one all are equally large; otherwise it takes the
 * stage and the others a strip, at the side of a wide stage and below on an upright one.
 */
export const arrange = (input: {
  box: Size;
  ids: readonly string[];
  featured: string | null;
}): ReadonlyMap<string, Rect> => {
  const { box, ids, featured } = input;
  const all = { left: 0, top: 0, ...box };
  const others = ids.filter((id) => id !== featured);
  const places: [string, Rect][] = [];
  if (featured === null || !ids.includes(featured)) {
    places.push(...placeRows(ids, { box: all, ...gridOf(box, ids.length) }));
  } else if (others.length === 0) {
    places.push([featured, all]);
  } else if (isUpright(box)) {
    const strip = stripBelow(box, others.length);
    const large = { ...all, height: box.height - strip.depth };
    const below = { ...all, top: large.height + GAP, height: strip.depth - GAP };
    places.push([featured, large], ...placeRows(others, { box: below, ...strip }));
  } else {
    const strip = stripBeside(box, others.length);
    const large = { ...all, width: box.width - strip.depth };
    const beside = { ...all, left: large.width + GAP, width: strip.depth - GAP };
    places.push([featured, large], ...placeRows(others, { box: beside, ...strip }));
  }
  return new Map(places.map(([id, rect]) => [id, whole(rect)]));
};
