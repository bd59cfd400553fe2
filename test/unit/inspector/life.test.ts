import { lifeOf, type Told } from '../../../tools/inspector/life.ts';
import type { Life } from '../../../tools/inspector/protocol.ts';
import { aConnection, stateAfter, switchedOn } from '../../support/mapping.ts';
import { anEvent, type WebhookAttributes } from '../../support/webhooks.ts';

const DAY_MS = 86_400_000;
const START_MS = Date.parse('2026-03-01T00:00:00Z');
const RULES = aConnection({ userProperties: switchedOn(['plan', 'has_access']) });

/** What an event says on a day. */
function onDay(day: number, event: string, attributes: WebhookAttributes): Told {
  const atMs = START_MS + day * DAY_MS;
  const said = { event_name: event, event_id: `${event} ${day}`, event_created_at_ms: atMs, ...attributes };
  return { atMs, event, webhookId: `request ${day}`, state: stateAfter([anEvent(said)], RULES) };
}

const yearly = (status: string, more: WebhookAttributes = {}): WebhookAttributes => ({
  plan: 'YEARLY',
  purchasely_subscription_id: 'subs_YEARLY',
  subscription_status: status,
  ...more,
});
const monthly = (status: string): WebhookAttributes => ({
  plan: 'MONTHLY',
  purchasely_subscription_id: 'subs_MONTHLY',
  subscription_status: status,
});

const TOLD = [
  onDay(0, 'SUBSCRIPTION_STARTED', yearly('AUTO_RENEWING', { offer_type: 'FREE_TRIAL' })),
  onDay(7, 'TRIAL_CONVERTED', yearly('AUTO_RENEWING', { offer_type: 'NONE' })),
  onDay(8, 'SUBSCRIPTION_RENEWED', yearly('AUTO_RENEWING', { offer_type: 'NONE' })),
  onDay(10, 'SUBSCRIPTION_STARTED', monthly('AUTO_RENEWING')),
  onDay(20, 'RENEWAL_DISABLED', yearly('AUTO_RENEWING_CANCELED')),
  onDay(30, 'SUBSCRIPTION_TERMINATED', yearly('DEACTIVATED')),
];

/** Spans in days since the start. */
function spansOf(life: Life | undefined, name: string, which: 'phases' | 'main') {
  const lifeline = life?.lifelines.find((each) => each.name === name);
  return lifeline?.[which].map(({ what, fromAtMs, untilAtMs }) => [
    what,
    (fromAtMs - START_MS) / DAY_MS,
    (untilAtMs - START_MS) / DAY_MS,
  ]);
}

test('tells how each purchase stood, and which one was the main one', () => {
  const life = lifeOf(TOLD, RULES);

  expect(life?.lifelines.map(({ name, kind }) => [name, kind])).toEqual([
    ['YEARLY', 'subscription'],
    ['MONTHLY', 'subscription'],
  ]);
  expect(spansOf(life, 'YEARLY', 'phases')).toEqual([
    ['trial', 0, 7],
    ['active', 7, 20],
    ['cancelled', 20, 30],
    ['ended', 30, 32.4],
  ]);
  expect(spansOf(life, 'MONTHLY', 'phases')).toEqual([['active', 10, 32.4]]);
  expect(spansOf(life, 'YEARLY', 'main')).toEqual([['main', 0, 10]]);
  expect(spansOf(life, 'MONTHLY', 'main')).toEqual([['main', 10, 32.4]]);
});

test('tells how the person looked at each moment, whatever the webhooks came in', () => {
  const life = lifeOf(TOLD, RULES);

  expect(life?.moments.map(({ attributes }) => attributes['plan'])).toEqual([
    'YEARLY',
    'YEARLY',
    'YEARLY',
    'MONTHLY',
    'MONTHLY',
    'MONTHLY',
  ]);
  expect(lifeOf(TOLD.toReversed(), RULES)).toEqual(life);
});

test('makes one moment of what happens at one time', () => {
  const life = lifeOf(
    [
      onDay(0, 'ACTIVATE', yearly('AUTO_RENEWING')),
      onDay(0, 'SUBSCRIPTION_STARTED', yearly('AUTO_RENEWING')),
    ],
    RULES,
  );

  expect(life?.moments.map(({ events }) => events.map(({ name }) => name))).toEqual([
    ['ACTIVATE', 'SUBSCRIPTION_STARTED'],
  ]);
  expect(life?.moments[0]?.events[0]?.purchases).toEqual(['s:subs_YEARLY']);
  expect(life?.moments[0]?.attributes).toEqual({ plan: 'YEARLY', has_access: true });
});

test('tells what is owned for life, and that it was taken back', () => {
  const lifetime = {
    purchase_type: 'NON_CONSUMABLE',
    plan: 'LIFETIME',
    purchasely_one_time_purchase_id: 'o',
  };
  const life = lifeOf([onDay(0, 'ACTIVATE', lifetime), onDay(5, 'DEACTIVATE', lifetime)], RULES);

  expect(spansOf(life, 'LIFETIME', 'phases')).toEqual([
    ['owned', 0, 5],
    ['taken back', 5, 5.4],
  ]);
  expect(spansOf(life, 'LIFETIME', 'main')).toEqual([]);
});

test('tells the newest moments of a long life, made of all before them', () => {
  const long = Array.from({ length: 230 }, (_, day) =>
    onDay(day, 'SUBSCRIPTION_RENEWED', day === 0 ? monthly('AUTO_RENEWING') : yearly('AUTO_RENEWING')),
  );
  const life = lifeOf(long, RULES);

  expect(life?.moments).toHaveLength(200);
  expect(life?.olderMoments).toBe(30);
  expect(life?.lifelines.map(({ name }) => name)).toEqual(['MONTHLY', 'YEARLY']);
});

test('has nothing to tell of somebody about whom no webhook is kept', () => {
  expect(lifeOf([], RULES)).toBeUndefined();
});
