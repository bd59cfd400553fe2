import { toMilliseconds } from '../../../shared/purchasely/read-attribute.ts';
import { dateOf, type Webhook } from './compose-webhook.ts';

/** An attribute that is to be otherwise; `undefined` leaves it out. */
export interface Setting {
  readonly name: string;
  readonly value: unknown;
}

/**
 * Reads `name=value`; `undefined` if it is something else. A value that is JSON (`9.99`, `true`, `null`, `{"a":"b"}`) is
 * that, everything else is text, and none at all leaves the attribute out.
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

/** The webhook with these attributes. Of a date, both forms are set: else the one that is read could be the other. */
export function setAttributes(webhook: Webhook, settings: readonly Setting[]): Webhook {
  return settings.reduce(setAttribute, webhook);
}

/** Purchasely's naming rule for points in time: ISO 8601, and its twin in milliseconds. */
const DATE = /^(.*_at)(?:_ms)?$/;

function setAttribute(webhook: Webhook, { name, value }: Setting): Webhook {
  const date = DATE.exec(name)?.[1];
  const forms = date === undefined ? [name] : [date, `${date}_ms`];
  const others = Object.fromEntries(Object.entries(webhook).filter(([other]) => !forms.includes(other)));
  if (value === undefined) return others;
  const ms = name.endsWith('_ms') ? value : toMilliseconds(value);
  return date !== undefined && isTime(ms) ? { ...others, ...dateOf(date, ms) } : { ...others, [name]: value };
}

/** Whether there is an ISO 8601 text for these milliseconds that is read as the same ones. */
function isTime(ms: unknown): ms is number {
  if (typeof ms !== 'number' || Number.isNaN(new Date(ms).getTime())) return false;
  return toMilliseconds(new Date(ms).toISOString()) === ms;
}
