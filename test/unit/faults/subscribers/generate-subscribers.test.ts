import { resolveConfig } from '../../../../shared/config/resolve.ts';
import { isObject } from '../../../../shared/is-object.ts';
import { EVENT_NAMES } from '../../../../shared/purchasely/events.ts';
import campaignConfig from '../../../../tools/faults/campaign.config.ts';
import { generateSubscribers, SCENARIOS } from '../../../../tools/faults/subscribers/generate-subscribers.ts';
import { type GeneratedWebhook, MARK } from '../../../../tools/faults/subscribers/subscriber.ts';

const CONFIG = resolveConfig(campaignConfig, 'local');
const FROM_MS = Date.parse('2026-10-01T00:00:00Z');
const DAYS = 40;
const subscribersOf = (seed: number, webhooks: number) =>
  generateSubscribers({ seed, webhooks, fromMs: FROM_MS, days: DAYS });

const SUBSCRIBERS = subscribersOf(7, 6000);
const WEBHOOKS = SUBSCRIBERS.flatMap(({ webhooks }) => webhooks);
const SOUND = WEBHOOKS.filter(({ expected }) => expected.kind !== 'dead-letter');

function bodyOf({ body }: GeneratedWebhook): Record<string, unknown> {
  const parsed: unknown = JSON.parse(body);
  if (!isObject(parsed)) throw new Error('a body is no object');
  return parsed;
}

const nameOf = (webhook: GeneratedWebhook) => String(bodyOf(webhook)['event_name']).trim();

test('the same seed gives the same subscribers, another seed others', () => {
  expect(subscribersOf(11, 500)).toEqual(subscribersOf(11, 500));
  expect(subscribersOf(12, 500)).not.toEqual(subscribersOf(11, 500));
});

test.each([300, 2000])('%i webhooks are about as many, over the whole time', (webhooks) => {
  const times = subscribersOf(7, webhooks).flatMap((subscriber) =>
    subscriber.webhooks.map(({ createdAtMs }) => createdAtMs),
  );

  expect(times.length).toBeGreaterThanOrEqual(webhooks);
  expect(times.length).toBeLessThan(webhooks + 50);
  const days = new Set(times.map((ms) => Math.floor((ms - FROM_MS) / 86_400_000)));
  expect(Math.min(...days)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...days)).toBeLessThanOrEqual(DAYS);
  expect(days.size).toBeGreaterThan(DAYS * 0.8);
});

test.each([300, 2000])('of %i webhooks one in fifty is poison, each reason as often as any', (webhooks) => {
  const outcomes = subscribersOf(3, webhooks).flatMap((subscriber) =>
    subscriber.webhooks.map(({ expected }) => expected),
  );
  const reasons = outcomes.flatMap((expected) => (expected.kind === 'dead-letter' ? [expected.reason] : []));
  const counts = new Map(
    [...Map.groupBy(reasons, (reason) => reason)].map(([reason, all]) => [reason, all.length]),
  );

  expect([...counts.keys()].sort()).toEqual([
    'invalid-identity',
    'no-identity',
    'unknown-environment',
    'unreadable-webhook',
    'unsupported-payload-version',
  ]);
  const each = Math.floor(webhooks / 51 / 5);
  for (const count of counts.values()) expect([each, each + 1]).toContain(count);
});

test('every scenario is played, and every event Purchasely documents happens', () => {
  const [scenarios, names] = [
    new Set(SUBSCRIBERS.map(({ scenario }) => scenario)),
    new Set(WEBHOOKS.map(nameOf)),
  ];

  expect(Object.keys(SCENARIOS).filter((scenario) => !scenarios.has(scenario))).toEqual([]);
  expect(EVENT_NAMES.filter((name) => !names.has(name))).toEqual([]);
});

test('every outcome is expected somewhere, in every workspace', () => {
  const outcomes = WEBHOOKS.map(({ expected }) => {
    if (expected.kind === 'event')
      return `event of ${expected.person ? 'a person' : 'nobody'} in ${expected.workspace}`;
    return expected.kind === 'skipped' ? `skipped: ${expected.why}` : expected.kind;
  });

  expect([...new Set(outcomes)].sort()).toEqual([
    'dead-letter',
    'event of a person in cinema production',
    'event of a person in cinema sandbox',
    'event of a person in press production',
    'event of nobody in cinema production',
    'person-only',
    'skipped: anonymous owner',
    'skipped: environment dropped',
    'skipped: event switched off',
  ]);
});

test('an event id is that of the body and of no other webhook', () => {
  expect(new Set(WEBHOOKS.map(({ eventId }) => eventId)).size).toBe(WEBHOOKS.length);
  for (const webhook of WEBHOOKS) expect(bodyOf(webhook)['event_id']).toBe(webhook.eventId);
});

test('a time is that of the body, and the webhooks of a subscriber are in its order', () => {
  for (const webhook of SOUND) {
    const body = bodyOf(webhook);
    const times = [body['event_created_at_ms'], Date.parse(String(body['event_created_at']))];
    expect(times).toContain(webhook.createdAtMs);
  }
  for (const { webhooks } of SUBSCRIBERS) {
    const times = webhooks.map(({ createdAtMs }) => createdAtMs);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  }
});

test('the user of a queue belongs to no other subscriber', () => {
  const subscribersByOwner = Map.groupBy(
    SUBSCRIBERS.flatMap((subscriber, index) => subscriber.webhooks.map(({ owner }) => ({ owner, index }))),
    ({ owner }) => owner,
  );
  for (const places of subscribersByOwner.values())
    expect(new Set(places.map(({ index }) => index)).size).toBe(1);
});

test('webhooks come in groups of one millisecond, and no two such groups of a user share one', () => {
  const sizes = [...Map.groupBy(SOUND, ({ owner }) => owner).values()].flatMap((ofOwner) => {
    const groups = Map.groupBy(ofOwner, ({ createdAtMs }) => createdAtMs);
    const times = [...groups.keys()].sort((one, other) => one - other);
    const gaps = times.slice(1).map((ms, index) => ms - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1);
    return [...groups.values()].map((group) => group.map(nameOf).sort().join(' '));
  });

  expect(sizes).toContain('ACTIVATE SUBSCRIPTION_RENEWED TRANSACTION_PROCESSED');
  expect(sizes).toContain('ACTIVATE SUBSCRIPTION_STARTED TRIAL_STARTED');
});

/** Names of attributes whose values are about one person alone, wherever in a body they are. */
const PERSONAL = new Set([
  'user_id',
  'id',
  'vendor_id',
  'anonymous_user_id',
  'transferred_to_user_id',
  'transferred_to_anonymous_user_id',
  'transferred_from_user_id',
  'transferred_from_anonymous_user_id',
  'device_id',
  'purchase_token',
  'store_transaction_id',
  'store_original_transaction_id',
  'stripe_purchase_id',
  'purchasely_subscription_id',
  'from_purchasely_subscription_id',
  'purchasely_one_time_purchase_id',
  'from',
]);

test('the mark is in every personal value and nowhere else', () => {
  const misplaced = WEBHOOKS.flatMap((webhook) =>
    leavesOf(bodyOf(webhook)).filter(([name, text]) => {
      const isPersonal = PERSONAL.has(name) && text !== '' && text !== 'null';
      return text.includes(MARK) !== isPersonal || name.includes(MARK);
    }),
  );

  expect(misplaced).toEqual([]);
});

function leavesOf(value: unknown, name = ''): [name: string, text: string][] {
  if (value === null || typeof value !== 'object') return [[name, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, key));
}

test.each(Object.keys(CONFIG.connections))(
  'the truth of the people of %s names every property that is on',
  (name) => {
    const on = CONFIG.connections[name]?.userProperties.map(([, attribute]) => attribute) ?? [];
    const people = SUBSCRIBERS.flatMap(({ expectedPeople }) => expectedPeople).filter(({ workspace }) =>
      workspace.startsWith(`${name} `),
    );

    expect(on.length).toBeGreaterThan(10);
    expect(people.length).toBeGreaterThan(10);
    const named = new Set(people.flatMap(({ attributes }) => Object.keys(attributes)));
    expect(on.filter((attribute) => !named.has(attribute))).toEqual([]);
  },
);
