import type { ConnectionConfig, ConnectorConfig, StageConfig } from '../../../shared/config/define-config.ts';
import { resolveConfig } from '../../../shared/config/resolve.ts';
import { toDeliverConfig, toReceiveConfig } from '../../../shared/config/resolved.ts';
import connectorConfig from '../../support/cinema.config.ts';

const minimal: ConnectionConfig = { environments: { PRODUCTION: { region: 'eu' }, SANDBOX: 'drop' } };

function configWith(connection: Partial<ConnectionConfig>, stage: StageConfig = {}): ConnectorConfig {
  return { stages: { prod: stage, staging: {} }, connections: { cinema: { ...minimal, ...connection } } };
}

function cinema(connection: Partial<ConnectionConfig>, stageName = 'prod') {
  return resolveConfig(configWith(connection), stageName).connections['cinema'];
}

test('fills in every default', () => {
  expect(resolveConfig(configWith({}), 'prod')).toStrictEqual({
    stage: 'prod',
    stackName: 'PurchaselyCustomerio-prod',
    tags: {},
    terminationProtection: false,
    accessLogClass: 'STANDARD',
    removal: 'retain',
    mappingVersion: expect.stringMatching(/^[0-9a-f]{12}$/),
    delivery: {
      retryForSeconds: 86_400,
      maxReceiveCount: expect.any(Number),
      maximumConcurrency: 10,
      batchingWindowSeconds: 7,
    },
    throttle: { requestsPerSecond: 2500, burst: 1250 },
    logRetentionDays: 30,
    tracing: false,
    people: { retentionDays: 800, deletionProtection: true },
    dashboard: false,
    alarms: { noTrafficHours: 24 },
    connections: {
      cinema: {
        purchasely: {
          secret: { name: 'purchasely-customerio/prod/cinema/purchasely', created: true },
          replayWindowSeconds: null,
        },
        relay: null,
        copies: [],
        environments: {
          PRODUCTION: {
            region: 'eu',
            secret: { name: 'purchasely-customerio/prod/cinema/customerio-production', created: true },
          },
          SANDBOX: 'drop',
        },
        identity: { userId: 'id', anonymous: 'event' },
        events: { unlisted: false, listed: {} },
        eventAttributes: { include: null, exclude: [], rename: {} },
        userProperties: [],
        planPeriodicity: {},
      },
    },
  });
});

test('takes what is given', () => {
  const stage = {
    account: '123456789012',
    region: 'eu-west-1',
    stackName: 'acme-subscriptions',
    namePrefix: 'acme',
    tags: { team: 'growth' },
    terminationProtection: true,
    accessLogClass: 'INFREQUENT_ACCESS' as const,
    removal: 'destroy' as const,
    receiveConcurrency: 100,
    retryForHours: 1.5,
    maximumConcurrency: 2,
    batchingWindowSeconds: 20,
    throttle: { requestsPerSecond: 10, burst: 20 },
    logRetentionDays: 7,
    tracing: true,
    people: { retentionDays: 400, deletionProtection: false },
    dashboard: { deadLetterWidget: false, runbookUrl: 'https://git.example.com/runbook.md' },
    alarms: { topicArn: 'arn:aws:sns:eu-west-1:210987654321:on-call', noTrafficHours: 12 },
  };
  const connection: ConnectionConfig = {
    purchasely: { secretName: 'shared/purchasely', replayWindowMinutes: 15 },
    relay: { url: 'https://{stage}.example.com/', events: ['ACTIVATE', 'A_NEW_EVENT'], timeoutSeconds: 3 },
    copies: ['arn:aws:sqs:eu-west-1:123456789012:webhooks-{stage}.fifo'],
    environments: {
      PRODUCTION: { region: 'us', secretName: 'shared/customerio' },
      SANDBOX: { region: 'eu' },
    },
    identity: { userId: 'email', anonymous: 'skip' },
    events: {
      unlisted: true,
      TRIAL_STARTED: true,
      RENEWAL_DISABLED: false,
      ACTIVATE: { name: 'Bought', when: { purchase_type: ['CONSUMABLE'], is_family_shared: false } },
      additional: { A_NEW_EVENT: { name: 'News' } },
    },
    eventAttributes: { include: ['plan'], exclude: ['device_id'], rename: { plan: 'Plan' } },
    userProperties: { prefix: 'p_', plan: true, product: { name: 'Product' }, store: {}, offer_type: false },
    planPeriodicity: { MONTHLY: 'P1M' },
  };

  expect(
    resolveConfig({ stages: { prod: stage }, connections: { cinema: connection } }, 'prod'),
  ).toStrictEqual({
    stage: 'prod',
    mappingVersion: expect.any(String),
    account: '123456789012',
    region: 'eu-west-1',
    stackName: 'acme-subscriptions',
    namePrefix: 'acme',
    tags: { team: 'growth' },
    terminationProtection: true,
    accessLogClass: 'INFREQUENT_ACCESS',
    removal: 'destroy',
    receiveConcurrency: 100,
    delivery: {
      retryForSeconds: 5400,
      maxReceiveCount: expect.any(Number),
      maximumConcurrency: 2,
      batchingWindowSeconds: 20,
    },
    throttle: { requestsPerSecond: 10, burst: 20 },
    logRetentionDays: 7,
    tracing: true,
    people: { retentionDays: 400, deletionProtection: false },
    dashboard: { deadLetterWidget: false, runbookUrl: 'https://git.example.com/runbook.md' },
    alarms: { topicArn: 'arn:aws:sns:eu-west-1:210987654321:on-call', noTrafficHours: 12 },
    connections: {
      cinema: {
        purchasely: { secret: { name: 'shared/purchasely', created: false }, replayWindowSeconds: 900 },
        relay: { url: 'https://prod.example.com/', events: ['ACTIVATE', 'A_NEW_EVENT'], timeoutSeconds: 3 },
        copies: ['arn:aws:sqs:eu-west-1:123456789012:webhooks-prod.fifo'],
        environments: {
          PRODUCTION: { region: 'us', secret: { name: 'shared/customerio', created: false } },
          SANDBOX: {
            region: 'eu',
            secret: { name: 'purchasely-customerio/prod/cinema/customerio-sandbox', created: true },
          },
        },
        identity: { userId: 'email', anonymous: 'skip' },
        events: {
          unlisted: true,
          listed: {
            ACTIVATE: {
              send: true,
              name: 'Bought',
              when: { purchase_type: ['CONSUMABLE'], is_family_shared: ['false'] },
            },
            RENEWAL_DISABLED: { send: false, name: 'RENEWAL_DISABLED' },
            TRIAL_STARTED: { send: true, name: 'TRIAL_STARTED' },
            A_NEW_EVENT: { send: true, name: 'News' },
          },
        },
        eventAttributes: { include: ['plan'], exclude: ['device_id'], rename: { plan: 'Plan' } },
        userProperties: expect.arrayContaining([
          ['plan', 'p_plan'],
          ['product', 'Product'],
          ['store', 'p_store'],
        ]),
        planPeriodicity: { MONTHLY: 'P1M' },
      },
    },
  });
});

test('names the secrets of each stage apart', () => {
  expect(cinema({}, 'prod')?.purchasely.secret.name).toBe('purchasely-customerio/prod/cinema/purchasely');
  expect(cinema({}, 'staging')?.purchasely.secret.name).toBe(
    'purchasely-customerio/staging/cinema/purchasely',
  );
});

test.each([
  { stage: 'prod', name: 'shared/prod/purchasely-prod' },
  { stage: 'staging', name: 'shared/staging/purchasely-staging' },
])('puts the stage $stage into the name of a secret that asks for it', ({ stage, name }) => {
  const purchasely = { secretName: 'shared/{stage}/purchasely-{stage}' };

  expect(cinema({ purchasely }, stage)?.purchasely.secret).toEqual({ name, created: false });
});

test.each([
  { stage: 'prod', secret: { name: 'of-prod', created: false } },
  { stage: 'staging', secret: { name: 'purchasely-customerio/staging/cinema/purchasely', created: true } },
])('gives the stage $stage a secret of its own, or creates it', ({ stage, secret }) => {
  expect(cinema({ purchasely: { secretName: { prod: 'of-prod' } } }, stage)?.purchasely.secret).toEqual(
    secret,
  );
});

describe('the committed configuration', () => {
  test.each(Object.keys(connectorConfig.stages))('resolves for the stage %s', (stage) => {
    expect(resolveConfig(connectorConfig, stage)).toMatchObject({ stage, connections: { cinema: {} } });
  });

  test('switches on the ten events of the native integration, the end under its former name', () => {
    const { events } = resolveConfig(connectorConfig, 'prod').connections['cinema'] ?? {};
    const sent = Object.values(events?.listed ?? {}).filter(({ send }) => send);

    expect(events?.unlisted).toBe(false);
    expect(sent.map(({ name }) => name).sort()).toEqual([
      'RENEWAL_DISABLED',
      'RENEWAL_ENABLED',
      'SUBSCRIPTION_EXPIRED',
      'SUBSCRIPTION_REACTIVATED',
      'SUBSCRIPTION_REFUNDED_REVOKED',
      'SUBSCRIPTION_RENEWED',
      'SUBSCRIPTION_STARTED',
      'TRIAL_CONVERTED',
      'TRIAL_NOT_CONVERTED',
      'TRIAL_STARTED',
    ]);
  });

  test('travels as JSON without loss', () => {
    const resolved = resolveConfig(connectorConfig, 'prod');

    expect(JSON.parse(JSON.stringify(resolved))).toStrictEqual(resolved);
  });
});

describe('the mapping version', () => {
  const versionOf = (connection: Partial<ConnectionConfig>, stage?: StageConfig) =>
    resolveConfig(configWith(connection, stage), 'prod').mappingVersion;

  test.each<Partial<ConnectionConfig>>([
    { purchasely: { replayWindowMinutes: 15 } },
    { environments: { PRODUCTION: { region: 'us' }, SANDBOX: 'drop' } },
    { environments: { PRODUCTION: { region: 'eu' }, SANDBOX: { region: 'eu' } } },
    { identity: { userId: 'email' } },
    { identity: { anonymous: 'skip' } },
    { events: { TRIAL_STARTED: true } },
    { events: { unlisted: true } },
    { eventAttributes: { exclude: ['plan'] } },
    { userProperties: { plan: true } },
    { planPeriodicity: { MONTHLY: 'P1M' } },
  ])('is another with %p', (change) => {
    expect(versionOf(change)).not.toBe(versionOf({}));
  });

  test('is the same whatever the stage allows, waits for or keeps', () => {
    const stage = {
      account: '123456789012',
      region: 'eu-west-1',
      retryForHours: 72,
      maximumConcurrency: 50,
      throttle: { requestsPerSecond: 1, burst: 1 },
      logRetentionDays: 1,
      alarms: { topicArn: 'arn:aws:sns:eu-west-1:123456789012:on-call', noTrafficHours: 168 },
    };

    expect(versionOf({}, stage)).toBe(versionOf({}));
  });

  test('is the same whoever else gets the webhooks', () => {
    const destinations: Partial<ConnectionConfig> = {
      relay: { url: 'https://api.example.com/' },
      copies: ['arn:aws:sqs:eu-west-1:123456789012:webhooks'],
    };

    expect(versionOf(destinations)).toBe(versionOf({}));
  });

  test('is the same if a default is spelled out', () => {
    const spelledOut: Partial<ConnectionConfig> = {
      identity: { userId: 'id', anonymous: 'event' },
      events: { unlisted: false },
      eventAttributes: { exclude: [], rename: {} },
      userProperties: { plan: false },
      planPeriodicity: {},
    };

    expect(versionOf(spelledOut)).toBe(versionOf({}));
  });
});

test('gives each function no more than it needs', () => {
  const resolved = resolveConfig(connectorConfig, 'prod');
  const { purchasely } = resolved.connections['cinema'] ?? {};

  expect(toReceiveConfig(resolved)).toStrictEqual({
    stage: 'prod',
    connections: { cinema: { ...purchasely, relay: null, copies: [] } },
  });
  expect(Object.keys(toDeliverConfig(resolved)).sort()).toEqual([
    'connections',
    'delivery',
    'mappingVersion',
    'people',
    'stage',
  ]);
});
