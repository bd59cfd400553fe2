import type { TrackAnswer, TrackResponse } from '../../../shared/customerio/track-client.ts';
import type { RetryCause } from '../retry-cause.ts';
import { parseErrors } from './batch-errors.ts';

/** How one item of a batch fared. */
export type ItemOutcome =
  | { readonly kind: 'accepted' }
  /** Customer.io will never take it. */
  | { readonly kind: 'refused'; readonly status: number; readonly field?: string; readonly cause?: string }
  | ItemFailure;

/** It may work later. `configuration`: once the credentials or the region are corrected. */
export interface ItemFailure {
  readonly kind: 'failed';
  readonly fault: 'transient' | 'configuration';
  readonly cause: RetryCause;
  /** How long not to try again: what the answer asked for, or longer. */
  readonly afterSeconds?: number;
  /** When it failed, in milliseconds since the epoch, if an open circuit has let nothing through since. */
  readonly failedAtMs?: number;
}

/** Timeouts and throttling. @see https://www.rfc-editor.org/rfc/rfc9110#section-15.5 */
const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([408, 425, 429]);

/** Credentials or address: nothing is wrong with the items. A redirect is a workspace of the other region. */
const CONFIGURATION_STATUSES: ReadonlySet<number> = new Set([401, 403, 404, 405]);

/** The result of a request as a whole: the failure of all its items, or the answer about each of them. */
export function judgeResponse(response: TrackResponse): TrackAnswer | ItemFailure {
  if (response.kind === 'no-answer') {
    return { kind: 'failed', fault: 'transient', cause: { kind: 'no-answer', error: response.cause } };
  }
  const { status, retryAfterSeconds } = response;
  const cause = { kind: 'http', status } as const;

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

/** The meaning of an answer for its items, or the way to find out. */
export function judgeItems(
  { status, text }: TrackAnswer,
  items: readonly string[],
): ItemOutcome[] | ItemFailure | 'cut' | 'singly' {
  if (status < 300) return judgeSuccess(status, text, items);
  if (items.length > 1) return 'cut';
  const [error] = parseErrors(text, items) ?? [];
  return [{ kind: 'refused', status, ...(error === undefined ? {} : error.refusal) }];
}

/** Errors are looked for in every success, not in 207 alone: what is not named was accepted. */
function judgeSuccess(
  status: number,
  text: string,
  items: readonly string[],
): ItemOutcome[] | ItemFailure | 'singly' {
  if (text.trim() === '' && status !== 207) return items.map(() => ({ kind: 'accepted' }));
  const errors = parseErrors(text, items);
  const attributable = errors?.every(({ index }) => index !== undefined || items.length === 1);
  if (errors === undefined || attributable !== true || (status === 207 && errors.length === 0)) {
    if (items.length > 1) return 'singly';
    return { kind: 'failed', fault: 'transient', cause: { kind: 'unreadable', status } };
  }
  return items.map((_, position) => {
    const error = errors.find(({ index = 0 }) => index === position);
    return error === undefined ? { kind: 'accepted' } : { kind: 'refused', status, ...error.refusal };
  });
}
