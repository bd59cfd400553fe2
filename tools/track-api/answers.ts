import type { ItemFault } from './contract.ts';
import type { Answer } from './http.ts';

/** Seen on answers of the live service, whose body is `{}` and a newline. */
const NO_CACHE = { 'cache-control': 'no-cache, no-store, must-revalidate, max-age=0' };

export const ACCEPTED: Answer = { status: 200, headers: NO_CACHE, body: {} };
/** Seen on the region probe; the body of a refused v2 call is not published. */
export const UNAUTHORIZED: Answer = { status: 401, body: { meta: { error: 'Unauthorized request' } } };

export const notFound = (status: 404 | 405): Answer => ({ status, body: { meta: { error: 'not found' } } });

/** One fault as it stands in the list `errors`. */
interface ItemError extends ItemFault {
  readonly reason: string;
}

/** Of `reason`, nothing but "invalid" has been seen. */
export const toError = ({ field, message }: ItemFault): ItemError => ({ reason: 'invalid', field, message });

/** What an injected refusal says unless it is told what to say. */
export const INJECTED: ItemFault = { field: '', message: 'injected refusal' };

/** The whole request is refused: its errors have no place in a batch. */
export const refusal = (errors: readonly ItemError[], status = 400): Answer => ({
  status,
  body: { errors: errors.map(({ reason, field, message }) => ({ reason, field, message })) },
});

/** The whole request is refused for one fault. */
export const refusalOf = (fault: ItemFault, status = 400): Answer => refusal([toError(fault)], status);

/** A `Retry-After` as either of its two forms, or none at all: Customer.io publishes neither the status nor the header. */
export type RetryAfter = { readonly seconds: number } | { readonly date: Date };

/** 429, as a fault or for a request over the limit. */
export function throttled(retryAfter?: RetryAfter): Answer {
  const answer = { status: 429, body: { meta: { error: 'too many requests' } } };
  if (retryAfter === undefined) return answer;
  const value = 'date' in retryAfter ? retryAfter.date.toUTCString() : String(retryAfter.seconds);
  return { ...answer, headers: { 'retry-after': value } };
}
