import { isObject } from '../../shared/is-object.ts';
import { percentDecode } from './percent-decode.ts';
import type { ReceivedRequest } from './received-request.ts';

/** Whether a request is about the person with this identifier, of whatever kind: in a v2 item or a v1 path. */
export function namesPerson({ path, body }: ReceivedRequest, identifier: string): boolean {
  if (path.split('/').some((segment) => percentDecode(segment) === identifier)) return true;
  return itemsOf(body).some((item) => {
    if (!isObject(item)) return false;
    const identifiers = [item['identifiers'], item['primary'], item['secondary']].filter(isObject);
    return (
      item['anonymous_id'] === identifier ||
      identifiers.flatMap((each) => Object.values(each)).some((value) => String(value) === identifier)
    );
  });
}

function itemsOf(body: unknown): readonly unknown[] {
  return isObject(body) && Array.isArray(body['batch']) ? body['batch'] : [body];
}
