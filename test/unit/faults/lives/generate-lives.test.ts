import { isObject } from '../../../../shared/is-object.ts';
import { EVENT_NAMES } from '../../../../shared/purchasely/events.ts';
import { generateLives } from '../../../../tools/faults/lives/generate-lives.ts';
import { type LifeWebhook, MARK } from '../../../../tools/faults/lives/life.ts';
import { STORIES } from '../../../../tools/faults/lives/stories/all.ts';

const FROM_MS = Date.parse('2026-10-01T00:00:00Z');
const DAYS = 40;
const livesOf = (seed: number, webhooks: number) =>
  generateLives({ seed, webhooks, fromMs: FROM_MS, days: DAYS });

const LIVES = livesOf(7, 4000);
const WEBHOOKS = LIVES.flatMap(({ webhooks }) => webhooks);
const SOUND = WEBHOOKS.filter(({ fate }) => fate.kind !== 'dead-letter');

function bodyOf({ body }: LifeWebhook): Record<string, unknown> {
  const parsed: unknown = JSON.parse(body);
  if (!isObject(parsed)) throw new Error('a body is no object');
  return parsed;
}

const nameOf = (webhook: LifeWebhook) => String(bodyOf(webhook)['event_name']).trim();

test('the same seed tells the same lives, another seed others', () => {
  expect(livesOf(11, 500)).toEqual(livesOf(11, 500));
  expect(livesOf(12, 500)).not.toEqual(livesOf(11, 500));
});

test.each([300, 2000])('%i webhooks are about so many, over the whole time', (webhooks) => {
  const times = livesOf(7, webhooks).flatMap((life) => life.webhooks.map(({ createdAtMs }) => createdAtMs));

  expect(times.length).toBeGreaterThanOrEqual(webhooks);
  expect(times.length).toBeLessThan(webhooks + 50);
  const days = new Set(times.map((ms) => Math.floor((ms - FROM_MS) / 86_400_000)));
  expect(Math.min(...days)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...days)).toBeLessThanOrEqual(DAYS);
  expect(days.size).toBeGreaterThan(DAYS * 0.8);
});

test.each([300, 2000])('of %i webhooks one in fifty is poison, each reason as often as any', (webhooks) => {
  const fates = livesOf(3, webhooks).flatMap((life) => life.webhooks.map(({ fate }) => fate));
  const reasons = fates.flatMap((fate) => (fate.kind === 'dead-letter' ? [fate.reason] : []));
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

test('every story is told, and every event Purchasely documents happens', () => {
  const [stories, names] = [new Set(LIVES.map(({ story }) => story)), new Set(WEBHOOKS.map(nameOf))];

  expect(Object.keys(STORIES).filter((story) => !stories.has(story))).toEqual([]);
  expect(EVENT_NAMES.filter((name) => !names.has(name))).toEqual([]);
});

test('every fate occurs, in every workspace', () => {
  const fates = WEBHOOKS.map(({ fate }) => {
    if (fate.kind === 'event') return `event of ${fate.person ? 'a person' : 'nobody'} in ${fate.workspace}`;
    return fate.kind === 'skipped' ? `skipped: ${fate.why}` : fate.kind;
  });

  expect([...new Set(fates)].sort()).toEqual([
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

test('a time is that of the body, and the webhooks of a life are in its order', () => {
  for (const webhook of SOUND) {
    const body = bodyOf(webhook);
    const times = [body['event_created_at_ms'], Date.parse(String(body['event_created_at']))];
    expect(times).toContain(webhook.createdAtMs);
  }
  for (const { webhooks } of LIVES) {
    const times = webhooks.map(({ createdAtMs }) => createdAtMs);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  }
});

test('the user of a queue is in no other life', () => {
  const livesByOwner = Map.groupBy(
    LIVES.flatMap((life, index) => life.webhooks.map(({ owner }) => ({ owner, index }))),
    ({ owner }) => owner,
  );
  for (const places of livesByOwner.values()) expect(new Set(places.map(({ index }) => index)).size).toBe(1);
});

test('webhooks come in groups of one millisecond, and such groups of a user are two seconds apart', () => {
  const sizes = [...Map.groupBy(SOUND, ({ owner }) => owner).values()].flatMap((ofOwner) => {
    const groups = Map.groupBy(ofOwner, ({ createdAtMs }) => createdAtMs);
    const times = [...groups.keys()].sort((one, other) => one - other);
    const gaps = times.slice(1).map((ms, index) => ms - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2000);
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
