import type { ConnectionConfig } from '../../../../shared/config/define-config.ts';
import { resolveConfig } from '../../../../shared/config/resolve.ts';
import { EVENT_NAMES } from '../../../../shared/purchasely/events.ts';
import { collectChanges } from '../../../../tools/cli/diff/collect-changes.ts';
import { defaultWebhooks } from '../../../../tools/cli/diff/command.ts';

const NOW_MS = Date.parse('2026-10-01T00:00:00Z');

const PRODUCTION = { region: 'eu' } as const;
const BEFORE: ConnectionConfig = {
  environments: { PRODUCTION, SANDBOX: 'drop' },
  events: { TRIAL_STARTED: true },
  eventAttributes: { include: ['plan', 'store'] },
  userProperties: { plan: true },
  planPeriodicity: { CINEMA_PLUS_MONTHLY: 'P1M' },
};

const resolved = (connections: Readonly<Record<string, ConnectionConfig>>) =>
  resolveConfig({ stages: { test: {} }, connections }, 'test');

/** What these changes of a connection change, in a few words each. */
async function changes(after: Partial<ConnectionConfig>, before: Partial<ConnectionConfig> = {}) {
  const collected = await collectChanges(
    resolved({ app: { ...BEFORE, ...before } }),
    resolved({ app: { ...BEFORE, ...before, ...after } }),
    await defaultWebhooks(NOW_MS),
    NOW_MS,
  );
  return collected.map(({ subject, kind, before, after, types }) => {
    const side = (name: string | undefined, of: readonly string[]) => [name ?? '–', ...of].join(' ');
    return `${subject} ${kind}: ${side(before?.name, types.before)} → ${side(after?.name, types.after)}`;
  });
}

test.each<{
  what: string;
  before?: Partial<ConnectionConfig>;
  after: Partial<ConnectionConfig>;
  says: string[];
}>([
  { what: 'nothing', after: {}, says: [] },
  {
    what: 'an event more',
    after: { events: { TRIAL_STARTED: true, ENTERED_BILLING_RETRY: true } },
    says: ['event added: – → ENTERED_BILLING_RETRY'],
  },
  { what: 'an event less', after: { events: {} }, says: ['event removed: TRIAL_STARTED → –'] },
  {
    what: 'an event under another name',
    after: { events: { TRIAL_STARTED: { name: 'Trial' } } },
    says: ['event renamed: TRIAL_STARTED → Trial'],
  },
  {
    what: 'a condition that does not hold',
    after: { events: { TRIAL_STARTED: { when: { store: 'STRIPE' } } } },
    says: ['event removed: TRIAL_STARTED → –'],
  },
  {
    what: 'an attribute of events more and one less',
    after: { eventAttributes: { include: ['plan', 'placement'] } },
    says: ['event attribute removed: store string → –', 'event attribute added: – → placement string'],
  },
  {
    what: 'an attribute of events under another name',
    after: { eventAttributes: { include: ['plan', 'store'], rename: { store: 'shop' } } },
    says: ['event attribute renamed: store string → shop string'],
  },
  {
    what: 'two attributes of events that swap their names',
    after: { eventAttributes: { include: ['plan', 'store'], rename: { store: 'plan', plan: 'store' } } },
    says: [
      'event attribute renamed: store string → plan string',
      'event attribute renamed: plan string → store string',
    ],
  },
  {
    what: 'a property under another name',
    after: { userProperties: { plan: { name: 'Plan' } } },
    says: ['person attribute renamed: plan string → Plan string'],
  },
  {
    what: 'a name that another property gets',
    before: { userProperties: { is_family_shared: { name: 'status' } } },
    after: { userProperties: { subscription_status: { name: 'status' } } },
    says: ['person attribute other type: status boolean → status string'],
  },
  {
    what: 'a name that goes over to something of the same type',
    before: { userProperties: { plan: { name: 'what' } } },
    after: { userProperties: { product: { name: 'what' } } },
    says: ['person attribute other value: what string → what string'],
  },
  {
    what: 'a property that is cleared for some',
    after: { userProperties: { plan: true, grace_period_expires_at: true } },
    says: ['person attribute added: – → grace_period_expires_at cleared number'],
  },
  {
    what: 'another value',
    before: { userProperties: { plan_periodicity: true } },
    after: { planPeriodicity: { CINEMA_PLUS_MONTHLY: 'P4W' } },
    says: ['person attribute other value: plan_periodicity string → plan_periodicity string'],
  },
  {
    what: 'another identity',
    after: { identity: { userId: 'cio_id' } },
    says: ['identity changed: id → cio_id'],
  },
  {
    what: 'an identity that the ids are not',
    after: { identity: { userId: 'email' } },
    says: [
      'outcome changed: sent → dead letter: invalid-identity',
      'outcome changed: skipped: event switched off → dead letter: invalid-identity',
    ],
  },
  {
    what: 'anonymous people who are persons',
    before: { events: { SUBSCRIPTION_STARTED: true } },
    after: { identity: { anonymous: 'person' } },
    says: [
      'identity changed: anonymous_id → id',
      'person attribute added: – → plan string',
      'person attribute removed: anonymous_id string → –',
    ],
  },
  {
    what: 'sandbox that is kept',
    after: { environments: { PRODUCTION, SANDBOX: { region: 'us' } } },
    says: ['outcome changed: skipped: environment dropped → sent'],
  },
  {
    what: 'another workspace',
    after: { environments: { PRODUCTION: { region: 'us', secretName: 'own' }, SANDBOX: 'drop' } },
    says: ['workspace changed: purchasely-customerio/test/app/customerio-production (eu) → own (us)'],
  },
])('tells $what', async ({ before, after, says }) => {
  expect(await changes(after, before)).toEqual(says);
});

test('tells connections that come and go, and tries the webhooks on the others', async () => {
  const collected = await collectChanges(
    resolved({ gone: BEFORE, stays: BEFORE }),
    resolved({ stays: { ...BEFORE, events: {} }, new: BEFORE }),
    await defaultWebhooks(NOW_MS),
    NOW_MS,
  );

  expect(collected.map(({ connection, subject, kind }) => [connection, subject, kind])).toEqual([
    ['gone', 'connection', 'removed'],
    ['new', 'connection', 'added'],
    ['stays', 'event', 'removed'],
  ]);
});

test('names the webhooks that show a change, and their events', async () => {
  const [change] = await collectChanges(
    resolved({ app: BEFORE }),
    resolved({ app: { ...BEFORE, events: {} } }),
    await defaultWebhooks(NOW_MS),
    NOW_MS,
  );

  expect(change).toMatchObject({
    webhooks: ['another-trial-started.json', 'trial-started.json'],
    events: ['TRIAL_STARTED'],
  });
});

test('tries every event if nobody says which webhooks', async () => {
  const names = (await defaultWebhooks(NOW_MS)).map(({ text }) => JSON.parse(text).event_name);

  expect(new Set(names)).toEqual(new Set([...EVENT_NAMES, undefined])); // one sample is of payload version 2
});
