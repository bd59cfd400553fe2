import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { VERSION } from '../version.ts';

/** A Tracking API key pair of one workspace. */
export interface Credentials {
  readonly siteId: string;
  readonly apiKey: string;
}

/** What came back for one request. `no-answer`: nobody knows whether it was applied. */
export type TrackResponse = TrackAnswer | { readonly kind: 'no-answer'; readonly cause: string };

export interface TrackAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly text: string;
  readonly retryAfterSeconds?: number;
}

/** Sends one body to `/api/v2/batch`, within so many milliseconds from now. Never throws. */
export type PostBatch = (credentials: Credentials, body: string, timeoutMs: number) => Promise<TrackResponse>;

/** The answer to a batch of 100 refused items has some 20 kB; more than this is no answer of the Track API. */
const MAX_ANSWER_BYTES = 1_000_000;

/**
 * A client of the Track API at one origin. On `node:https` because `fetch` costs several times the CPU and hides
 * whether a socket was reused. Redirects are answers here: following one would take the credentials elsewhere.
 */
export function createTrackClient(origin: string): PostBatch {
  const url = new URL('/api/v2/batch', origin);
  const secure = url.protocol === 'https:';
  const agent = secure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const request = secure ? httpsRequest : httpRequest;

  function attempt(credentials: Credentials, body: Buffer, timeoutMs: number): Promise<Attempt> {
    return new Promise((resolve) => {
      const outgoing = request(url, { method: 'POST', agent, headers: headersOf(credentials, body) });
      let answer: IncomingMessage | undefined;
      let text = '';
      const timer = setTimeout(() => outgoing.destroy(new Error('timeout')), timeoutMs);
      const settle = (response: TrackResponse) => {
        clearTimeout(timer);
        resolve({ response, staleSocket: outgoing.reusedSocket && answer === undefined });
      };
      const fail = (error: NodeJS.ErrnoException) => settle(withoutBody(answer, error.code ?? error.message));

      outgoing.on('error', fail);
      outgoing.on('response', (incoming) => {
        answer = incoming;
        incoming.setEncoding('utf8');
        incoming.on('error', fail);
        incoming.on('data', (chunk: string) => {
          text += chunk;
          if (text.length > MAX_ANSWER_BYTES) incoming.destroy(new Error('answer too long'));
        });
        incoming.on('end', () => settle(toAnswer(incoming, text)));
      });
      outgoing.end(body);
    });
  }

  return async (credentials, text, timeoutMs) => {
    const body = Buffer.from(text); // once: the length is counted and the bytes are sent, perhaps twice
    const startedAtMs = Date.now();
    const first = await attempt(credentials, body, timeoutMs);
    // A kept-alive socket that the other side closed while this environment was frozen: the fault is the socket's.
    if (first.response.kind === 'answer' || !first.staleSocket || first.response.cause === 'timeout') {
      return first.response;
    }
    const leftMs = Math.max(1, timeoutMs - (Date.now() - startedAtMs));
    return (await attempt(credentials, body, leftMs)).response;
  };
}

interface Attempt {
  readonly response: TrackResponse;
  /** The request went out on a kept-alive socket and not even a status came back. */
  readonly staleSocket: boolean;
}

function headersOf({ siteId, apiKey }: Credentials, body: Buffer) {
  return {
    authorization: `Basic ${Buffer.from(`${siteId}:${apiKey}`).toString('base64')}`,
    'content-type': 'application/json',
    'content-length': body.length,
    'user-agent': `purchasely-customerio/${VERSION}`,
  };
}

function toAnswer(incoming: IncomingMessage, text: string): TrackResponse {
  const after = retryAfterSeconds(incoming.headers['retry-after'], Date.now());
  return {
    kind: 'answer',
    status: incoming.statusCode ?? 0,
    text,
    ...(after === undefined ? {} : { retryAfterSeconds: after }),
  };
}

/** The body never came, or not whole. A refusal is known by its status alone; a success may have named errors. */
function withoutBody(incoming: IncomingMessage | undefined, cause: string): TrackResponse {
  const status = incoming?.statusCode ?? 0;
  return incoming !== undefined && status >= 300 ? toAnswer(incoming, '') : { kind: 'no-answer', cause };
}

/** Nobody who throttles asks for more; a wrong clock in an HTTP date might. */
const MAX_SECONDS = 3600;

/** The seconds a `Retry-After` header asks for, which is a number or an HTTP date; at most an hour. */
export function retryAfterSeconds(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - nowMs) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.min(MAX_SECONDS, Math.max(0, Math.ceil(seconds)));
}
