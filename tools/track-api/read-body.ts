import { isObject } from '../../shared/is-object.ts';
import type { ReceivedRequest } from './received-request.ts';

export type Body =
  | { readonly kind: 'read'; readonly value: Record<string, unknown> }
  | { readonly kind: 'refused'; readonly message: string };

/** The JSON object every call is made with. */
export function readBody({ headers, body }: ReceivedRequest): Body {
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) {
    return { kind: 'refused', message: 'content type must be application/json' };
  }
  return isObject(body)
    ? { kind: 'read', value: body }
    : { kind: 'refused', message: 'body must be a JSON object' };
}
