import { isObject } from '../is-object.ts';

/** The object a JSON text holds, a byte order mark before it or not; `undefined` if it holds anything else. */
export function toObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
