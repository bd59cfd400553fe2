import type { Answer } from './http.ts';

/** A `Retry-After` as either of its two forms, or none at all: Customer.io publishes neither the status nor the header. */
export type RetryAfter = { readonly seconds: number } | { readonly date: Date };

/** 429, as a fault or for a request over the limit. */
export function throttled(retryAfter?: RetryAfter): Answer {
  const answer = { status: 429, body: { meta: { error: 'too many requests' } } };
  if (retryAfter === undefined) return answer;
  const value = 'date' in retryAfter ? retryAfter.date.toUTCString() : String(retryAfter.seconds);
  return { ...answer, headers: { 'retry-after': value } };
}
