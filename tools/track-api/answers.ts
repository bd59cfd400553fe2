import type { ItemFault } from './contract.ts';
import type { Answer } from './http.ts';

/** Headers of the live service for an answer whose body is `{}` and a newline. */
const NO_CACHE = { 'cache-control': 'no-cache, no-store, must-revalidate, max-age=0' };

export const ACCEPTED: Answer = { status: 200, headers: NO_CACHE, body: {} };
/** Observed on the region probe. The body of a refused v2 call is not published. */
export const UNAUTHORIZED: Answer = { status: 401, body: { meta: { error: 'Unauthorized request' } } };

export const notFound = (status: 404 | 405): Answer => ({ status, body: { meta: { error: 'not found' } } });

/** An entry of the list `errors`. */
interface ItemError extends ItemFault {
  readonly reason: string;
}

/** "invalid" is the only `reason` that has been observed. */
export const toError = ({ field, message }: ItemFault): ItemError => ({ reason: 'invalid', field, message });

/** Default error of an injected refusal. */
export const INJECTED: ItemFault = { field: '', message: 'injected refusal' };

/** Returns the answer that refuses a whole request. Its errors have no `batch_index`. */
export const refusal = (errors: readonly ItemError[], status = 400): Answer => ({
  status,
  body: { errors: errors.map(({ reason, field, message }) => ({ reason, field, message })) },
});

/** Returns the answer that refuses a whole request for one fault. */
export const refusalOf = (fault: ItemFault, status = 400): Answer => refusal([toError(fault)], status);

/** The two forms of `Retry-After`. Customer.io publishes neither a status for throttling nor this header. */
export type RetryAfter = { readonly seconds: number } | { readonly date: Date };

/** Returns a 429, for a fault or a request over the limit. */
export function throttled(retryAfter?: RetryAfter): Answer {
  const answer = { status: 429, body: { meta: { error: 'too many requests' } } };
  if (retryAfter === undefined) return answer;
  const value = 'date' in retryAfter ? retryAfter.date.toUTCString() : String(retryAfter.seconds);
  return { ...answer, headers: { 'retry-after': value } };
}
