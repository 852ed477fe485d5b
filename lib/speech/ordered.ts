/**
 * Maps a stream with at most `limit` items in work at once; results keep the stream's order. The
 * first failure ends it.
 */
export async function mapOrdered<Item, Result>({
  items,
  limit,
  map,
}: {
  items: AsyncIterable<Item>;
  limit: number;
  map: (item: Item) => Promise<Result>;
}): Promise<Result[]> {
  const results: Promise<Result>[] = [];
  for await (const item of items) {
    const result = map(item);
    // Awaited below; until then a failure must not count as unhandled.
    result.catch(() => undefined);
    results.push(result);
    await results[results.length - limit];
  }
  return Promise.all(results);
}
