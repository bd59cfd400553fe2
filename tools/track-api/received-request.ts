import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isObject } from '../../shared/is-object.ts';
import { maskAuthorization } from './credentials.ts';
import { parseBody } from './http.ts';

/** One request as it arrived. Safe to store and print, because its key is masked. */
export interface ReceivedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON, or the text if it is not JSON. Undefined if it is empty or was not read. */
  readonly body: unknown;
  readonly bytes: number;
  /** In milliseconds of the server's clock. */
  readonly arrivedAtMs: number;
  /** Number of operations in the body. */
  readonly items: number;
  /** Status of the answer. Undefined until then. */
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
    items: isObject(body) ? itemsOf(body).length : 0,
  };
}

function itemsOf(body: unknown): readonly unknown[] {
  return isObject(body) && Array.isArray(body['batch']) ? body['batch'] : [body];
}

export type Body =
  | { readonly kind: 'read'; readonly value: Record<string, unknown> }
  | { readonly kind: 'refused'; readonly message: string };

/** Returns the JSON object in the body, or why the request is refused. */
export function readBody({ headers, body }: ReceivedRequest): Body {
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) {
    return { kind: 'refused', message: 'content type must be application/json' };
  }
  return isObject(body)
    ? { kind: 'read', value: body }
    : { kind: 'refused', message: 'body must be a JSON object' };
}

/** Returns true if a request is about the person with this identifier, of any kind. */
export function namesPerson({ body }: ReceivedRequest, identifier: string): boolean {
  return itemsOf(body).some((item) => {
    if (!isObject(item)) return false;
    const identifiers = [item['identifiers'], item['primary'], item['secondary']].filter(isObject);
    return identifiers.flatMap((each) => Object.values(each)).some((value) => String(value) === identifier);
  });
}
