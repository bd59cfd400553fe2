import * as z from 'zod/mini';

/** `date`: read from ISO 8601 or milliseconds, in whole Unix seconds. */
export type AttributeType = 'string' | 'boolean' | 'number' | 'date';

type Body = Readonly<Record<string, unknown>>;

/**
 * An attribute of a webhook as its declared type: `undefined` if it is missing, empty or something else. A date comes in
 * whole Unix seconds, from its ISO 8601 text or from its `_ms` twin.
 */
export function readAttribute(body: Body, name: string, type: 'string'): string | undefined;
export function readAttribute(body: Body, name: string, type: 'boolean'): boolean | undefined;
export function readAttribute(body: Body, name: string, type: 'number' | 'date'): number | undefined;
export function readAttribute(
  body: Body,
  name: string,
  type: AttributeType,
): string | number | boolean | undefined;
export function readAttribute(body: Body, name: string, type: AttributeType) {
  if (type === 'date') return toUnixSeconds(body[name]) ?? millisecondsToSeconds(body[`${name}_ms`]);
  return READERS[type](body[name]);
}

const READERS = {
  string: (value: unknown) => {
    // An id too large to be exact would be another one.
    if (typeof value === 'number' && (Number.isSafeInteger(value) || !Number.isInteger(value)))
      return String(value);
    return typeof value === 'string' && value !== '' ? value : undefined;
  },
  boolean: (value: unknown) => (typeof value === 'boolean' ? value : undefined),
  number: toNumber,
};

/** Amounts come as numbers; the documentation says text of one of them, so both are read. */
export function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** Whole Unix seconds of an ISO 8601 text: the only form Customer.io's date conditions match. */
export function toUnixSeconds(value: unknown): number | undefined {
  return millisecondsToSeconds(toMilliseconds(value));
}

/** Milliseconds since the epoch of an ISO 8601 text. */
export function toMilliseconds(value: unknown): number | undefined {
  if (typeof value !== 'string' || !ISO_8601.test(value)) return undefined;
  const milliseconds = Date.parse(value);
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

/** `Date.parse` alone also takes other forms, in the time zone of the machine, and days that do not exist. */
const ISO_8601 = z.regexes.datetime({ offset: true });

export function millisecondsToSeconds(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? Math.floor(value / 1000) : undefined;
}
