import { createHttpPost, type HttpAnswer, type HttpProxy } from '../http-post.ts';
import { USER_AGENT } from '../version.ts';

/** A Tracking API key pair of one workspace. */
export interface Credentials {
  readonly siteId: string;
  readonly apiKey: string;
}

/** The result of one request. `no-answer`: whether it was applied is unknown. */
export type TrackResponse = TrackAnswer | { readonly kind: 'no-answer'; readonly cause: string };

export interface TrackAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly text: string;
  readonly retryAfterSeconds?: number;
}

/** Sends one body to `/api/v2/batch`, within `timeoutMs` from now. Never throws. */
export type PostBatch = (credentials: Credentials, body: string, timeoutMs: number) => Promise<TrackResponse>;

/** The answer to a batch of 100 refused items has some 20 kB; more than this is no answer of the Track API. */
const MAX_ANSWER_BYTES = 1_000_000;

/** A client of the Track API at one origin. */
export function createTrackClient(origin: string, proxy?: HttpProxy): PostBatch {
  const post = createHttpPost(new URL('/api/v2/batch', origin), MAX_ANSWER_BYTES, { proxy });
  return async (credentials, body, timeoutMs) =>
    toResponse(await post(headersOf(credentials), Buffer.from(body), timeoutMs));
}

function headersOf({ siteId, apiKey }: Credentials) {
  return {
    authorization: `Basic ${Buffer.from(`${siteId}:${apiKey}`).toString('base64')}`,
    'content-type': 'application/json',
    'user-agent': USER_AGENT,
  };
}

/** If the body never came, or not whole: a refusal is known by its status alone, a success may have named errors. */
function toResponse({ status = 0, headers, text, cause }: HttpAnswer): TrackResponse {
  if (cause !== undefined && status < 300) return { kind: 'no-answer', cause };
  const after = retryAfterSeconds(headers['retry-after'], Date.now());
  return {
    kind: 'answer',
    status,
    text: cause === undefined ? text : '',
    ...(after === undefined ? {} : { retryAfterSeconds: after }),
  };
}

/** No throttling service asks for more; a wrong clock in an HTTP date might. */
const MAX_SECONDS = 3600;

/** The seconds a `Retry-After` header asks for, which is a number or an HTTP date; at most an hour. */
export function retryAfterSeconds(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - nowMs) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.min(MAX_SECONDS, Math.max(0, Math.ceil(seconds)));
}
