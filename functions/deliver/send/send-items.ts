import type { TrackAnswer, TrackResponse } from '../../../shared/customerio/track-client.ts';
import { parseErrors } from './batch-errors.ts';

/** How one item of a batch fared. */
export type ItemOutcome =
  | { readonly kind: 'accepted' }
  /** Customer.io will never take it. */
  | { readonly kind: 'refused'; readonly status: number; readonly field?: string; readonly cause?: string }
  | ItemFailure;

/** It may work later. `configuration`: once somebody has corrected the credentials or the region. */
export interface ItemFailure {
  readonly kind: 'failed';
  readonly fault: 'transient' | 'configuration';
  readonly cause: string;
  /** How long not to try again: what the answer asked for, or longer. */
  readonly afterSeconds?: number;
  /** When it failed, in milliseconds since the epoch, if nothing was sent since because of it. */
  readonly failedAtMs?: number;
}

/** Sends one body. A failure is one already if whoever sends has judged the answer, or has not sent at all. */
export type Post = (body: string) => Promise<TrackResponse | ItemFailure>;

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
    const verdict = failure ?? judge(await post(toBatch(sent)), sent);
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

/** An outcome for each item, or what to do to find out. */
type Verdict = ItemOutcome[] | ItemFailure | 'cut' | 'singly';

/** Timeouts and throttling. @see https://www.rfc-editor.org/rfc/rfc9110#section-15.5 */
const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([408, 425, 429]);

/** Credentials or address: nothing is wrong with the items. A redirect is a workspace of the other region. */
const CONFIGURATION_STATUSES: ReadonlySet<number> = new Set([401, 403, 404, 405]);

/** What came of a request whatever was in it: the failure of all its items, or the answer, which is about each of them. */
export function judgeRequest(response: TrackResponse): TrackAnswer | ItemFailure {
  if (response.kind === 'no-answer') return { kind: 'failed', fault: 'transient', cause: response.cause };
  const { status, retryAfterSeconds } = response;
  const cause = `HTTP ${status}`;

  if (status >= 200 && status < 300) return response;
  if (status >= 500 || TRANSIENT_STATUSES.has(status)) {
    const after = retryAfterSeconds === undefined ? {} : { afterSeconds: retryAfterSeconds };
    return { kind: 'failed', fault: 'transient', cause, ...after };
  }
  if (status < 400 || CONFIGURATION_STATUSES.has(status)) {
    return { kind: 'failed', fault: 'configuration', cause };
  }
  return response;
}

function judge(response: TrackResponse | ItemFailure, items: readonly string[]): Verdict {
  const answer = response.kind === 'failed' ? response : judgeRequest(response);
  if (answer.kind === 'failed') return answer;
  const { status, text } = answer;
  if (status < 300) return judgeSuccess(status, text, items);
  if (items.length > 1) return 'cut';
  const [error] = parseErrors(text, items) ?? [];
  return [{ kind: 'refused', status, ...(error === undefined ? {} : error.refusal) }];
}

/** Errors are looked for in every success, not in 207 alone: what is not named was accepted. */
function judgeSuccess(status: number, text: string, items: readonly string[]): Verdict {
  if (text.trim() === '' && status !== 207) return items.map(() => ({ kind: 'accepted' }));
  const errors = parseErrors(text, items);
  const attributable = errors?.every(({ index }) => index !== undefined || items.length === 1);
  if (errors === undefined || attributable !== true || (status === 207 && errors.length === 0)) {
    const unreadable = { kind: 'failed', fault: 'transient', cause: `HTTP ${status}, unreadable` } as const;
    return items.length > 1 ? 'singly' : unreadable;
  }
  return items.map((_, position) => {
    const error = errors.find(({ index = 0 }) => index === position);
    return error === undefined ? { kind: 'accepted' } : { kind: 'refused', status, ...error.refusal };
  });
}
