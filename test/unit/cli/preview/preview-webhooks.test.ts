import type { ConnectionConfig } from '../../../../shared/config/define-config.ts';
import { resolveConfig } from '../../../../shared/config/resolve.ts';
import type { ResolvedConfig } from '../../../../shared/config/resolved.ts';
import { PROPERTY_NAMES } from '../../../../shared/purchasely/properties.ts';
import type { ExplainedAttribute, Sends } from '../../../../tools/cli/preview/explained.ts';
import { previewWebhooks } from '../../../../tools/cli/preview/preview-webhooks.ts';
import connectorConfig from '../../../support/cinema.config.ts';
import { configWith } from '../../../support/config-with.ts';
import { switchedOn } from '../../../support/mapping.ts';
import { readSample, sampleFiles } from '../../../support/samples.ts';

const NOW_MS = Date.parse('2026-10-01T00:00:00Z');

const resolved = (changes: Partial<ConnectionConfig> = {}) => resolveConfig(configWith(changes), 'local');
/** Everything on, under names of its own. */
const EVERYTHING = resolved({
  environments: { PRODUCTION: { region: 'eu' }, SANDBOX: { region: 'eu' } },
  events: { unlisted: true },
  eventAttributes: { rename: { plan: 'Plan', attribution_utm_source: 'source' } },
  userProperties: { ...switchedOn(PROPERTY_NAMES), prefix: 'purchasely_' },
});
const COMMITTED = resolveConfig(connectorConfig, 'local');

const preview = (texts: readonly string[], config: ResolvedConfig) =>
  previewWebhooks(
    texts.map((text, index) => ({ name: `webhook ${index}`, text })),
    config,
    'cinema',
    NOW_MS,
  );
const sample = (name: string, changes: object = {}) =>
  JSON.stringify({ ...JSON.parse(readSample(`${name}.json`)), ...changes });

async function sends(text: string, changes: Partial<ConnectionConfig> = {}): Promise<Sends> {
  const { webhooks } = await preview([text], resolved(changes));
  const outcome = webhooks[0]?.outcome;
  if (outcome?.kind !== 'sends') throw new Error(`not sent but ${JSON.stringify(outcome)}`);
  return outcome;
}

const personOf = ({ person }: Sends) => ('why' in person ? [] : person.attributes);
const eventOf = ({ event }: Sends) => ('why' in event ? [] : event.attributes);
const named = (attributes: readonly ExplainedAttribute[], name: string) =>
  attributes.find((attribute) => attribute.name === name);

/** The attributes of the operations in the requests, as `[name, value]` in one list. */
function written(requests: readonly { readonly body: string }[]): string[] {
  return requests
    .flatMap(({ body }): { attributes: object }[] => JSON.parse(body).batch)
    .flatMap(({ attributes }) => Object.entries(attributes).map((entry) => JSON.stringify(entry)))
    .sort();
}

describe.each([
  { what: 'the committed configuration', config: COMMITTED },
  { what: 'everything on', config: EVERYTHING },
])('with $what', ({ config }) => {
  test.each(sampleFiles())('explains every attribute that %s sends, and nothing else', async (file) => {
    const { webhooks, requests } = await preview([readSample(file)], config);

    const explained = webhooks.flatMap(({ outcome }) =>
      outcome.kind === 'sends' ? [...personOf(outcome), ...eventOf(outcome)] : [],
    );
    expect(explained.map(({ name, value }) => JSON.stringify([name, value])).sort()).toEqual(
      written(requests),
    );
    expect(explained.filter(({ why }) => why === '')).toEqual([]);
    // That somebody has nothing comes from no attribute.
    const nothing = ['has_access', 'active_subscription_count', 'active_plans', 'owned_products'];
    const sources = explained
      .filter(({ from }) => Object.keys(from).length === 0)
      .map(({ source }) => source);
    expect(nothing.map((name) => `userProperties.${name}`)).toEqual(expect.arrayContaining(sources));
  });

  test('explains every attribute of everybody whom all samples are about', async () => {
    const { people, requests } = await preview(sampleFiles().map(readSample), config);

    const explained = people.flatMap(({ identifiers, environment, why }) =>
      why.map(({ name, value }) => JSON.stringify([environment, identifiers, name, value])),
    );
    const inWorkspace = (name: string) => (name.endsWith('sandbox') ? 'SANDBOX' : 'PRODUCTION');
    const identified = requests.flatMap(({ workspace, body }) =>
      JSON.parse(body)
        .batch.filter(({ action }: { action: string }) => action === 'identify')
        .flatMap(({ identifiers, attributes }: { identifiers: object; attributes: object }) =>
          Object.entries(attributes)
            .filter(([name]) => name !== 'anonymous_id')
            .map(([name, value]) =>
              JSON.stringify([inWorkspace(workspace.secret.name), identifiers, name, value]),
            ),
        ),
    );
    expect(explained.sort()).toEqual(identified.sort());
  });
});

test.each<{
  what: string;
  webhook: object;
  config?: Partial<ConnectionConfig>;
  attribute: string;
  expected: Partial<ExplainedAttribute>;
}>([
  {
    what: 'copied',
    webhook: { plan: 'GOLD' },
    attribute: 'plan',
    expected: {
      value: 'GOLD',
      source: 'userProperties.plan',
      from: { plan: 'GOLD' },
      why: 'copied from plan',
    },
  },
  {
    what: 'a date',
    webhook: { original_purchased_at: '2026-03-02T08:15:30.000Z' },
    attribute: 'original_purchased_at',
    expected: { value: 1772439330, why: 'copied from original_purchased_at, in Unix seconds' },
  },
  {
    what: 'a date of which only the twin can be read',
    webhook: { original_purchased_at: 'yesterday', original_purchased_at_ms: 1772439330000 },
    attribute: 'original_purchased_at',
    expected: {
      value: 1772439330,
      from: { original_purchased_at: 'yesterday', original_purchased_at_ms: 1772439330000 },
    },
  },
  {
    what: 'derived',
    webhook: { subscription_status: 'IN_GRACE_PERIOD' },
    attribute: 'is_in_grace_period',
    expected: {
      value: true,
      from: { subscription_status: 'IN_GRACE_PERIOD', event_name: 'TRIAL_STARTED' },
      why: 'derived: subscription_status is IN_GRACE_PERIOD, or the event means it',
    },
  },
  {
    what: 'configured',
    webhook: { plan: 'GOLD' },
    config: { userProperties: { plan_periodicity: true }, planPeriodicity: { GOLD: 'P1M' } },
    attribute: 'plan_periodicity',
    expected: { value: 'P1M', why: 'configured: plan, looked up in planPeriodicity' },
  },
  {
    what: 'cleared, because it has stopped applying',
    webhook: { grace_period_expires_at: null },
    attribute: 'grace_period_expires_at',
    expected: { value: '', why: 'cleared: the webhook has no grace_period_expires_at' },
  },
  {
    what: 'cleared, because it cannot be read',
    webhook: { grace_period_expires_at: 'soon' },
    attribute: 'grace_period_expires_at',
    expected: { value: '', why: 'cleared: grace_period_expires_at is not a date' },
  },
  {
    what: 'cleared by another attribute',
    webhook: { offer_type: 'NONE' },
    attribute: 'trial_ends_at',
    expected: { value: '', why: 'cleared: offer_type is not FREE_TRIAL' },
  },
  {
    what: 'cut to the limit',
    webhook: { plan: 'G'.repeat(2000) },
    attribute: 'plan',
    expected: { value: 'G'.repeat(1000), why: 'copied from plan, cut to 1000 bytes' },
  },
  {
    what: 'claimed',
    webhook: { anonymous_user_id: 'device-1' },
    attribute: 'anonymous_id',
    expected: {
      value: 'device-1',
      from: expect.objectContaining({ anonymous_user_id: 'device-1', transferred_from_user_id: null }),
    },
  },
])('says of a person’s attribute that is $what why', async ({ webhook, config, attribute, expected }) => {
  const outcome = await sends(sample('trial-started', webhook), config);

  expect(named(personOf(outcome), attribute)).toMatchObject(expected);
});

test.each<{ what: string; webhook: object; attribute: string; expected: Partial<ExplainedAttribute> }>([
  {
    what: 'copied',
    webhook: { placement: 'shop' },
    attribute: 'placement',
    expected: { value: 'shop', source: 'placement', why: 'copied from placement' },
  },
  {
    what: 'renamed',
    webhook: { plan: 'GOLD' },
    attribute: 'Plan',
    expected: { value: 'GOLD', source: 'plan', why: 'copied from plan, renamed by eventAttributes' },
  },
  {
    what: 'taken out of an object',
    webhook: { attribution: { utm_source: 'mail' } },
    attribute: 'attribution_utm_source',
    expected: { value: 'mail', from: { 'attribution.utm_source': 'mail' } },
  },
  {
    what: 'a date of which only the twin came',
    webhook: { shown_at_ms: 1772439330512 },
    attribute: 'shown_at',
    expected: { value: 1772439330, why: 'copied from shown_at_ms, in Unix seconds' },
  },
  {
    what: 'an amount',
    webhook: { amount_in_eur: '9.99' },
    attribute: 'amount_in_eur',
    expected: { value: 9.99, why: 'copied from amount_in_eur, as a number' },
  },
  {
    what: 'a list',
    webhook: { tags: ['a', 'b'] },
    attribute: 'tags',
    expected: { value: '["a","b"]', why: 'copied from tags, as JSON text' },
  },
  {
    what: 'cut',
    webhook: { placement: 'é'.repeat(600) },
    attribute: 'placement',
    expected: { value: 'é'.repeat(500), why: 'copied from placement, cut to 1000 bytes' },
  },
  {
    what: 'half a character',
    webhook: { placement: 'shop \ud83d' },
    attribute: 'placement',
    expected: { value: 'shop \ufffd' },
  },
  {
    what: 'a property that no webhook carries',
    webhook: {},
    attribute: 'is_in_trial',
    expected: { value: true, source: 'userProperties.is_in_trial' },
  },
])('says of an event’s attribute that is $what why', async ({ webhook, attribute, expected }) => {
  const outcome = await sends(sample('trial-started', webhook), {
    eventAttributes: { rename: { plan: 'Plan' } },
  });

  expect(named(eventOf(outcome), attribute)).toMatchObject(expected);
});

test('says which attributes the configuration keeps from an event', async () => {
  const { event } = await sends(sample('trial-started'), { eventAttributes: { exclude: ['plan', 'store'] } });

  expect(event).toMatchObject({
    without: [
      { name: 'store', why: 'eventAttributes' },
      { name: 'plan', why: 'eventAttributes' },
    ],
  });
});

test.each<{ what: string; text: string; name: string; why: string }>([
  {
    what: 'a one-time purchase',
    text: sample('activate-consumable'),
    name: 'plan',
    why: 'not for one-time purchases',
  },
  {
    what: 'a webhook that does not say',
    text: sample('trial-started', { store: null }),
    name: 'store',
    why: 'no value in the webhook',
  },
  {
    what: 'a payment',
    text: sample('transaction-processed-renewal'),
    name: 'plan',
    why: 'a transaction does not change the person',
  },
])('says why $what leaves a property alone', async ({ text, name, why }) => {
  const { person } = await sends(text, { events: { unlisted: true } });

  expect(person).toMatchObject({ without: expect.arrayContaining([{ name, why }]) });
});

test.each<{ what: string; text: string; config: Partial<ConnectionConfig>; why: string }>([
  {
    what: 'off',
    text: sample('trial-started'),
    config: { events: { TRIAL_STARTED: false } },
    why: 'events.TRIAL_STARTED is false',
  },
  {
    what: 'not listed',
    text: sample('trial-started'),
    config: { events: {} },
    why: 'events does not list TRIAL_STARTED, and events.unlisted is false',
  },
  {
    what: 'switched off by a condition',
    text: sample('trial-started', { store: undefined }),
    config: { events: { TRIAL_STARTED: { when: { plan: ['A', 'B'], store: 'STRIPE' } } } },
    why: 'events.TRIAL_STARTED.when is not met: plan is "CINEMA_PLUS_MONTHLY", not A or B; store is missing, not STRIPE',
  },
])('says why an event that is $what is not sent', async ({ text, config, why }) => {
  expect((await sends(text, config)).event).toEqual({ why });
});

test('says why nobody gets attributes', async () => {
  const { person } = await sends(sample('anonymous-subscription-started'));

  expect(person).toEqual({ why: 'a user who is not logged in has no person at Customer.io' });
});

test.each<{ what: string; text: string; config?: Partial<ConnectionConfig>; outcome: object }>([
  {
    what: 'whose environment is dropped',
    text: sample('trial-started', { environment: 'SANDBOX' }),
    config: { environments: { PRODUCTION: { region: 'eu' }, SANDBOX: 'drop' } },
    outcome: { kind: 'skips', why: 'environment dropped', because: "environments.SANDBOX is 'drop'" },
  },
  {
    what: 'of nobody who is wanted',
    text: sample('anonymous-subscription-started'),
    config: { identity: { anonymous: 'skip' } },
    outcome: { kind: 'skips', why: 'anonymous owner' },
  },
  {
    what: 'that is a payment, and off',
    text: sample('transaction-processed-renewal'),
    outcome: {
      kind: 'skips',
      because:
        'events does not list TRANSACTION_PROCESSED, and events.unlisted is false; the person does not change (a transaction does not change the person)',
    },
  },
  {
    what: 'of an environment that nobody knows',
    text: sample('trial-started', { environment: 'STAGING' }),
    outcome: {
      kind: 'dead-letters',
      failure: { reason: 'unknown-environment', field: 'environment' },
      because: 'The webhook names neither PRODUCTION nor SANDBOX.',
    },
  },
])('says what becomes of a webhook $what', async ({ text, config, outcome }) => {
  const { webhooks, requests } = await preview([text], resolved(config));

  expect(webhooks).toMatchObject([{ outcome }]);
  expect(requests).toEqual([]);
});

test('shows each person as Customer.io has them after all webhooks, and which event says what', async () => {
  const webhooks = [sample('trial-started'), sample('subscription-terminated'), sample('renewal-disabled')];

  const { people } = await preview(webhooks, COMMITTED);

  expect(people).toMatchObject([
    {
      environment: 'PRODUCTION',
      attributes: { has_active_subscription: false, last_event: 'SUBSCRIPTION_TERMINATED' },
      purchases: [{ kind: 'subscription', plan: 'CINEMA_PLUS_MONTHLY', standing: 'ended', isMain: true }],
      why: expect.arrayContaining([
        expect.objectContaining({
          name: 'subscription_status',
          value: 'DEACTIVATED',
          from: [expect.objectContaining({ event: 'SUBSCRIPTION_TERMINATED' })],
        }),
      ]),
    },
  ]);
  expect(people[0]?.attributes).not.toHaveProperty('trial_ends_at');
});

test('starts from people who are known', async () => {
  const { people: known } = await preview([sample('trial-started')], COMMITTED);

  const { people, webhooks } = await previewWebhooks(
    [
      {
        name: 'end',
        text: sample('trial-not-converted', { user_id: JSON.parse(sample('trial-started')).user_id }),
      },
    ],
    COMMITTED,
    'cinema',
    NOW_MS,
    known.map(({ record }) => record),
  );

  expect(webhooks).toHaveLength(1);
  expect(people[0]?.attributes).toMatchObject({
    active_subscription_count: 1,
    has_expired_subscription: true,
  });
});

test('takes more webhooks than a batch has for several batches', async () => {
  const texts = Array.from({ length: 601 }, (_, index) =>
    sample('trial-started', { event_id: `e-${index}` }),
  );

  // Of one person: an identify and 600 events, and an identify and the last event.
  const { requests } = await preview(texts, COMMITTED);
  expect(requests.map(({ body }) => JSON.parse(body).batch.length)).toEqual([
    100, 100, 100, 100, 100, 100, 1, 2,
  ]);
});
