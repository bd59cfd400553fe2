import { readFileSync } from 'node:fs';
import type { EventName } from '../../../shared/purchasely/events.ts';
import { toMilliseconds } from '../../../shared/purchasely/read-attribute.ts';
import { toObject } from '../../../shared/purchasely/to-object.ts';
import { RECIPES } from './recipes.ts';

/** Attributes of a webhook, as Purchasely would send them. */
export type Webhook = Readonly<Record<string, unknown>>;

/** The parts of a webhook that do not depend on the event. */
export interface Occasion {
  readonly eventId: string;
  /** Time of creation, in milliseconds since the epoch. */
  readonly nowMs: number;
  readonly environment: string;
  readonly userId: string;
}

const DAY_MS = 86_400_000;

/**
 * Composes a webhook of this event that Purchasely could have sent now, from the sample of the recipe with its dates
 * moved. All values are made up.
 */
export function composeWebhook(eventName: EventName, occasion: Occasion): Webhook {
  const { sample, attributes, inDays = {} } = RECIPES[eventName];
  const { eventId, nowMs, environment, userId } = occasion;
  const { anonymous_user_id: _, ...body } = readSample(sample);
  const createdAtMs = toMilliseconds(body['event_created_at']) ?? nowMs;
  const dates = Object.entries(inDays).map(([name, days]) =>
    days === null ? {} : dateOf(name, nowMs + days * DAY_MS),
  );
  const left = Object.keys(inDays).flatMap((name) => [name, `${name}_ms`]);
  return Object.assign(
    without(moved(body, nowMs - createdAtMs), left),
    { event_name: eventName, event_id: eventId, environment, user_id: userId, ...attributes },
    ...dates,
    dateOf('event_created_at', nowMs),
  );
}

function readSample(name: string): Webhook {
  const sample = toObject(readFileSync(new URL(`../../local/samples/${name}.json`, import.meta.url), 'utf8'));
  if (sample === undefined) throw new Error(`the sample ${name} is not a JSON object`);
  return sample;
}

/** Moves all dates of a webhook. */
function moved(body: Webhook, byMs: number): Webhook {
  const dates = Object.entries(body).map(([name, value]) => {
    const ms = name.endsWith('_at') ? toMilliseconds(value) : undefined;
    return ms === undefined ? {} : dateOf(name, ms + byMs);
  });
  return Object.assign({}, body, ...dates);
}

function without(body: Webhook, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));
}

/** Returns both attributes of a point in time: ISO 8601 and milliseconds. */
export function dateOf(name: string, ms: number): Webhook {
  return { [name]: new Date(ms).toISOString(), [`${name}_ms`]: ms };
}
