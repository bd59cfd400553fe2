import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isObject } from '../../shared/is-object.ts';
import { maskAuthorization } from './credentials.ts';
import { parseBody } from './http.ts';

/** One request as it arrived. It may be kept and printed: its key is masked. */
export interface ReceivedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed where it is JSON, else its text; undefined where it is empty or was not read. */
  readonly body: unknown;
  readonly bytes: number;
  /** In milliseconds of the server's clock. */
  readonly arrivedAtMs: number;
  /** How many operations its body carries. */
  readonly items: number;
  /** Undefined until it is answered, and for good when it never is. */
  status?: number;
}

export function toReceivedRequest(
  { method = '', url = '', headers }: IncomingMessage,
  raw: Buffer,
  arrivedAtMs: number,
): ReceivedRequest {
  const body = parseBody(raw);
  const authorization = maskAuthorization(headers.authorization);
  return {
    method,
    path: url.replace(/\?.*/, ''),
    headers: authorization === undefined ? headers : { ...headers, authorization },
    body,
    bytes: raw.length,
    arrivedAtMs,
    items: countItems(body),
  };
}

function countItems(body: unknown): number {
  if (!isObject(body)) return 0;
  return Array.isArray(body['batch']) ? body['batch'].length : 1;
}
