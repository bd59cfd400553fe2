import { toMilliseconds } from '../../../shared/purchasely/read-attribute.ts';
import { dateOf, type Webhook } from './compose-webhook.ts';

/** An attribute to set. The value `undefined` removes it. */
export interface Setting {
  readonly name: string;
  readonly value: unknown;
}

/**
 * Parses `name=value`, or returns undefined. A value in JSON (`9.99`, `true`, `null`, `{"a":"b"}`) is parsed, any other
 * is text, and an empty one removes the attribute.
 */
export function parseSetting(text: string): Setting | undefined {
  const at = text.indexOf('=');
  return at < 1 ? undefined : { name: text.slice(0, at), value: toValue(text.slice(at + 1)) };
}

function toValue(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Sets attributes of a webhook. For a date it sets both forms, because either could be read. */
export function setAttributes(webhook: Webhook, settings: readonly Setting[]): Webhook {
  return settings.reduce(setAttribute, webhook);
}

/** Purchasely's names for points in time: `_at` in ISO 8601, `_at_ms` in milliseconds. */
const DATE = /^(.*_at)(?:_ms)?$/;

function setAttribute(webhook: Webhook, { name, value }: Setting): Webhook {
  const date = DATE.exec(name)?.[1];
  const forms = date === undefined ? [name] : [date, `${date}_ms`];
  const others = Object.fromEntries(Object.entries(webhook).filter(([other]) => !forms.includes(other)));
  if (value === undefined) return others;
  const ms = name.endsWith('_ms') ? value : toMilliseconds(value);
  return date !== undefined && isTime(ms) ? { ...others, ...dateOf(date, ms) } : { ...others, [name]: value };
}

/** Returns true if the milliseconds can be written in ISO 8601 and read back unchanged. */
function isTime(ms: unknown): ms is number {
  if (typeof ms !== 'number' || Number.isNaN(new Date(ms).getTime())) return false;
  return toMilliseconds(new Date(ms).toISOString()) === ms;
}
