/** Server time, epoch milliseconds. One place, so that every time in the product is the same kind. */
export const nowMs = (): number => Date.now();
export const now = (): Date => new Date(nowMs());
