import type { TrackAnswer } from '../../../shared/customerio/track-client.ts';
import { type ItemFailure, type ItemOutcome, judgeItems } from './judge.ts';

/** Sends one body. A failure is that of all its items; an answer is about each of them. */
export type Post = (body: string) => Promise<TrackAnswer | ItemFailure>;

/**
 * Sends items in one request and finds out what became of each. A request that is refused as a whole is cut in halves
 * until the item at fault stands alone. After a failure nothing more is sent: what is left fails the same way and comes
 * back with the queue.
 *
 * @param items the JSON texts of operations
 */
export async function sendItems(items: readonly string[], post: Post): Promise<ItemOutcome[]> {
  const outcomes: ItemOutcome[] = [];
  const ranges: Range[] = items.length === 0 ? [] : [{ from: 0, to: items.length }];
  let failure: ItemFailure | undefined;

  for (let range = ranges.shift(); range !== undefined; range = ranges.shift()) {
    const sent = items.slice(range.from, range.to);
    const answer = failure ?? (await post(toBatch(sent)));
    const verdict = answer.kind === 'failed' ? answer : judgeItems(answer, sent);
    if (Array.isArray(verdict)) {
      outcomes.push(...verdict);
    } else if (verdict === 'cut') {
      ranges.unshift(...halves(range));
    } else if (verdict === 'singly') {
      ranges.unshift(...singles(range));
    } else {
      failure = verdict;
      outcomes.push(...sent.map(() => verdict));
    }
  }
  return outcomes;
}

/** From the first to before the last. */
interface Range {
  readonly from: number;
  readonly to: number;
}

function toBatch(items: readonly string[]): string {
  return `{"batch":[${items.join(',')}]}`;
}

function halves({ from, to }: Range): Range[] {
  const middle = from + Math.ceil((to - from) / 2);
  return [
    { from, to: middle },
    { from: middle, to },
  ];
}

function singles({ from, to }: Range): Range[] {
  return Array.from({ length: to - from }, (_, index) => ({ from: from + index, to: from + index + 1 }));
}
