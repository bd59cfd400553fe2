import { SQS_MAX_ENTRIES } from './messages/timing.ts';

/** Calls under way at once: as many as help over a distance, and no flood. */
const MAX_CALLS = 8;

/** Items in slices, by default of as many as one call of SQS takes. */
export function inBatches<Item>(items: readonly Item[], size = SQS_MAX_ENTRIES): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** The results of all. @throws the error of one, but only once all have ended */
export async function allOf<Result>(promises: readonly Promise<Result>[]): Promise<Result[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

/** Works on all items, a few at a time. @throws what one of them throws, once those under way have ended */
export async function forEachParallel<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  await allOf(
    Array.from({ length: MAX_CALLS }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}
