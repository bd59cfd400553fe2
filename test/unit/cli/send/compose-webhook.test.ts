import { existsSync } from 'node:fs';
import { mapEvent } from '../../../../shared/mapping/map-event.ts';
import { EVENT_NAMES, type EventName } from '../../../../shared/purchasely/events.ts';
import { PROPERTY_NAMES } from '../../../../shared/purchasely/properties.ts';
import { toMilliseconds } from '../../../../shared/purchasely/read-attribute.ts';
import { parseWebhook } from '../../../../shared/purchasely/webhook.ts';
import { composeWebhook } from '../../../../tools/cli/send/compose-webhook.ts';
import { RECIPES } from '../../../../tools/cli/send/recipes.ts';
import { aConnection, switchedOn } from '../../../support/mapping.ts';

const NOW_MS = Date.parse('2026-11-20T12:00:00Z');
const OCCASION = { eventId: 'e-1', nowMs: NOW_MS, environment: 'SANDBOX', userId: 'user-1' };

const compose = (name: EventName) => composeWebhook(name, OCCASION);
/** How many days before or after the event a date is; `undefined` if there is none. */
const daysTo = (name: EventName, attribute: string) => {
  const ms = toMilliseconds(compose(name)[attribute]);
  return ms === undefined ? undefined : Math.round((ms - NOW_MS) / 86_400_000);
};

test.each(EVENT_NAMES)(
  '%s is an event of today, of the user and the environment that are asked for',
  (name) => {
    expect(compose(name)).toMatchObject({
      api_version: 3,
      event_name: name,
      event_id: 'e-1',
      event_created_at: '2026-11-20T12:00:00.000Z',
      event_created_at_ms: NOW_MS,
      environment: 'SANDBOX',
      user_id: 'user-1',
    });
    expect(compose(name)).not.toHaveProperty('anonymous_user_id');
  },
);

test.each(EVENT_NAMES)('%s says each date in both forms, and none before the first purchase', (name) => {
  const webhook = compose(name);
  const dates = Object.keys(webhook).filter((attribute) => attribute.endsWith('_at'));

  expect(dates.length).toBeGreaterThanOrEqual(3);
  for (const date of dates) expect(toMilliseconds(webhook[date])).toBe(webhook[`${date}_ms`]);
  expect(Math.min(...dates.map((date) => Number(webhook[`${date}_ms`])))).toBe(
    webhook['original_purchased_at_ms'],
  );
});

test.each(EVENT_NAMES)('%s is mapped without a remark if everything is on', (name) => {
  const parsed = parseWebhook(JSON.stringify(compose(name)));
  const everything = aConnection({
    environments: { PRODUCTION: 'drop', SANDBOX: { region: 'eu' } },
    events: { unlisted: true },
    userProperties: switchedOn(PROPERTY_NAMES),
  });
  if (parsed.kind !== 'event') throw new Error('no event');

  expect(mapEvent(parsed.event, everything, NOW_MS)).toMatchObject({
    kind: 'operations',
    event: { name },
    adjustments: [],
  });
});

test.each<{ name: EventName; attributes: object }>([
  { name: 'RENEWAL_ENABLED', attributes: { subscription_status: 'AUTO_RENEWING' } },
  { name: 'GRACE_PERIOD_STARTED', attributes: { subscription_status: 'IN_GRACE_PERIOD' } },
  { name: 'ENTERED_BILLING_RETRY', attributes: { subscription_status: 'ON_HOLD' } },
  { name: 'SUBSCRIPTION_CANCELLED_DURING_PAUSE', attributes: { subscription_status: 'DEACTIVATED' } },
  {
    name: 'TRIAL_NOT_CONVERTED',
    attributes: { subscription_status: 'DEACTIVATED', offer_type: 'FREE_TRIAL' },
  },
  { name: 'INTRO_OFFER_STARTED', attributes: { offer_type: 'INTRO_OFFER' } },
  { name: 'PROMO_CODE_CONVERTED', attributes: { offer_type: 'NONE', previous_offer_type: 'PROMO_CODE' } },
  {
    name: 'SUBSCRIPTION_DOWNGRADED',
    attributes: { plan: 'CINEMA_PLUS_MONTHLY', previous_plan: 'CINEMA_PLUS_YEARLY' },
  },
  { name: 'ONE_TIME_PURCHASE_TRANSFERRED', attributes: { purchase_type: 'NON_CONSUMABLE' } },
])('$name has the state that goes with it', ({ name, attributes }) => {
  expect(compose(name)).toMatchObject(attributes);
});

test.each<{ name: EventName; attribute: string; days: number | undefined }>([
  { name: 'TRIAL_STARTED', attribute: 'effective_next_renewal_at', days: 7 },
  { name: 'TRIAL_NOT_CONVERTED', attribute: 'effective_next_renewal_at', days: 0 },
  { name: 'GRACE_PERIOD_STARTED', attribute: 'grace_period_expires_at', days: 16 },
  { name: 'GRACE_PERIOD_TERMINATED', attribute: 'grace_period_expires_at', days: 0 },
  { name: 'ENTERED_BILLING_RETRY', attribute: 'grace_period_expires_at', days: undefined },
  { name: 'SUBSCRIPTION_DEFERRED', attribute: 'defer_end_at', days: 17 },
  { name: 'SUBSCRIPTION_WILL_PAUSE', attribute: 'auto_resume_at', days: 41 },
  { name: 'SUBSCRIPTION_UNPAUSED', attribute: 'auto_resume_at', days: undefined },
])('$name: $attribute is in $days days', ({ name, attribute, days }) => {
  expect(daysTo(name, attribute)).toBe(days);
});

test('every recipe names a sample that exists', () => {
  const missing = Object.values(RECIPES).filter(
    ({ sample }) => !existsSync(new URL(`../../../../tools/local/samples/${sample}.json`, import.meta.url)),
  );

  expect(missing).toEqual([]);
});
