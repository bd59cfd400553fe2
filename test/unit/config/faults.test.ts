import { ConfigError } from '../../../shared/config/explain-faults.ts';
import { resolveConfig } from '../../../shared/config/resolve.ts';

const environments = { PRODUCTION: { region: 'eu' }, SANDBOX: 'drop' };

/** The lines that tell what is wrong with a configuration. */
function faultsOf(config: unknown, stage = 'prod'): string[] {
  try {
    resolveConfig(config, stage);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

const withStage = (stage: object) => ({ stages: { prod: stage }, connections: { cinema: { environments } } });
const withConnection = (connection: object) => ({
  stages: { prod: {} },
  connections: { cinema: { environments, ...connection } },
});

test('tells of names that two stages have in a region, and of a backend that is at the domain of one', () => {
  const domain = { name: 'webhooks.example.com', hostedZoneId: 'Z0123456789' };
  const relay = { url: 'https://webhooks.example.com/webhooks/cinema' };
  const config = {
    stages: {
      prod: { domain, namePrefix: 'acme' },
      staging: { domain, namePrefix: 'acme' },
      other: { domain, namePrefix: 'acme', region: 'eu-west-1' },
    },
    connections: { cinema: { environments, relay } },
  };

  expect(faultsOf(config)).toEqual([
    'stages.staging.domain.name: is that of prod too; give one of them another',
    'stages.staging.namePrefix: is that of prod too; give one of them another',
    'connections.cinema.relay.url: is the webhook URL of cinema: expected that of your backend',
  ]);
});

test('finds no fault in the least that can be said', () => {
  expect(faultsOf(withConnection({}))).toEqual([]);
});

test('tells every fault at once, each with its path', () => {
  const config = {
    stages: { prod: { retryForHours: 96 } },
    connections: {
      cinema: {
        environments: { PRODUCTION: { region: 'de' }, SANDBOX: 'drop' },
        events: { SUBSCRIPTION_RENEWD: true, TRIAL_STARTED: { name: '' } },
      },
    },
  };

  expect(() => resolveConfig(config, 'prod')).toThrow(
    [
      'connector.config.ts has 4 faults:',
      '  stages.prod.retryForHours: expected at most 72: an older event starts no campaign',
      '  connections.cinema.environments.PRODUCTION.region: expected "us" or "eu"',
      '  connections.cinema.events.TRIAL_STARTED.name: expected a name that is not blank',
      '  connections.cinema.events.SUBSCRIPTION_RENEWD: not an event of Purchasely (a new one goes under `additional`); did you mean SUBSCRIPTION_RENEWED?',
    ].join('\n'),
  );
});

test('tells what is wrong between keys beside what is wrong with others', () => {
  const config = {
    stages: { prod: { retryForHours: 96 } },
    connections: {
      cinema: { environments, userProperties: { plan: { name: 'store' }, store: true } },
      'app-2': { environments },
      app2: { environments },
      press: { environments: {} },
    },
  };

  expect(faultsOf(config)).toEqual([
    expect.stringMatching(/^stages\.prod\.retryForHours: /),
    expect.stringMatching(/^connections\.press\.environments\.PRODUCTION: /),
    expect.stringMatching(/^connections\.press\.environments\.SANDBOX: /),
    'connections.app2: has the output WebhookUrlApp2 in the stack, as app-2 has; give one of them another name',
    expect.stringMatching(/^connections\.cinema\.userProperties\.\w+: becomes store, as /),
  ]);
});

test('tells a single fault in the singular', () => {
  expect(() => resolveConfig(withStage({ retryForHours: 96 }), 'prod')).toThrow(
    'connector.config.ts has a fault:\n  stages.prod.retryForHours: expected at most 72: an older event starts no campaign',
  );
});

describe('the whole', () => {
  test.each([
    {
      what: 'nothing in it',
      config: {},
      faults: ['stages: missing; expected an object', 'connections: missing; expected an object'],
    },
    {
      what: 'empty lists',
      config: { stages: {}, connections: {} },
      faults: ['stages: expected at least one stage', 'connections: expected at least one connection'],
    },
    {
      what: 'a key that does not exist, near to one that does',
      config: { ...withStage({}), connection: {} },
      faults: ['connection: not a key that exists here; did you mean connections?'],
    },
    {
      what: 'a key that is near to none',
      config: { ...withStage({}), queue: {} },
      faults: ['queue: not a key that exists here; expected one of stages, connections'],
    },
    {
      what: 'names no resource may have',
      config: { stages: { Prod: {} }, connections: { my_app: { environments } } },
      faults: [
        'stages.Prod: expected 1 to 32 lower-case letters, digits and hyphens, a letter first',
        'connections.my_app: expected 1 to 32 lower-case letters, digits and hyphens, a letter first',
        'stages.prod: no such stage; there are Prod',
      ],
    },
  ])('with $what', ({ config, faults }) => {
    expect(faultsOf(config)).toEqual(faults);
  });

  test.each(['text', null, [], 7])('may not be %p', (config) => {
    expect(faultsOf(config)).toEqual([expect.stringMatching(/expected an object$/)]);
  });
});

describe('a stage', () => {
  test.each([
    { stage: { account: 123456789012 }, fault: 'account: expected a text' },
    { stage: { account: '1234' }, fault: 'account: expected an AWS account: twelve digits, in quotes' },
    { stage: { region: 'Frankfurt' }, fault: 'region: expected an AWS region, such as eu-west-1' },
    { stage: { retryForHours: 0 }, fault: 'retryForHours: expected at least 1' },
    { stage: { retryForHours: '24' }, fault: 'retryForHours: expected a number' },
    { stage: { retryForHours: Number.NaN }, fault: 'retryForHours: expected a number' },
    {
      stage: { retryHours: 24 },
      fault: 'retryHours: not a key that exists here; did you mean retryForHours?',
    },
    {
      stage: { maximumConcurrency: 1 },
      fault: 'maximumConcurrency: expected at least 2, the least that SQS takes',
    },
    { stage: { maximumConcurrency: 1001 }, fault: 'maximumConcurrency: expected at most 1000' },
    { stage: { maximumConcurrency: 2.5 }, fault: 'maximumConcurrency: expected a whole number' },
    {
      stage: { batchingWindowSeconds: 0 },
      fault: 'batchingWindowSeconds: expected at least 1: without a window Lambda takes ten webhooks at most',
    },
    {
      stage: { batchingWindowSeconds: 21 },
      fault: 'batchingWindowSeconds: expected at most 20: the tools take a longer wait for a fault',
    },
    { stage: { batchingWindowSeconds: 0.5 }, fault: 'batchingWindowSeconds: expected a whole number' },
    {
      stage: { throttle: { requestsPerSecond: 0 } },
      fault: 'throttle.requestsPerSecond: expected at least 1',
    },
    { stage: { throttle: { burst: 0.5 } }, fault: 'throttle.burst: expected a whole number' },
    {
      stage: { logRetentionDays: 2 },
      fault: 'logRetentionDays: expected one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365',
    },
    { stage: { tracing: 'yes' as unknown as boolean }, fault: 'tracing: expected true or false' },
    ...[
      'on-call',
      'arn:aws:sqs:eu-west-1:123456789012:on-call',
      'arn:aws:sns:eu-west-1:123456789012:on-call.fifo',
    ].map((topicArn) => ({
      stage: { alarms: { topicArn } },
      fault:
        'alarms.topicArn: expected the ARN of a standard SNS topic, such as arn:aws:sns:eu-west-1:123456789012:on-call',
    })),
    {
      stage: { vpc: { subnetIds: [], securityGroupIds: ['sg-0123456789abcdef0'] } },
      fault: 'vpc.subnetIds: expected at least one',
    },
    {
      stage: { vpc: { subnetIds: ['subnet-0123456789abcdef0'], securityGroupIds: ['default'] } },
      fault: 'vpc.securityGroupIds.0: expected an id such as sg-0123456789abcdef0',
    },
    {
      stage: { vpc: { subnetIds: ['subnet-0a1b2c3d'], securityGroupIds: ['sg-0a1b2c3d'], functions: [] } },
      fault: 'vpc.functions: expected at least one',
    },
    ...['proxy.example.com:3128', 'http://me:secret@proxy.example.com', 'http://proxy.example.com/pac'].map(
      (url) => ({
        stage: {
          vpc: { subnetIds: ['subnet-0a1b2c3d'], securityGroupIds: ['sg-0a1b2c3d'], proxy: { url } },
        },
        fault:
          'vpc.proxy.url: expected the URL of a proxy without user and password, such as http://proxy.example.internal:3128',
      }),
    ),
    {
      stage: { domain: { name: 'webhooks.example.com' } },
      fault: 'domain: expected certificateArn, or hostedZoneId, in which a certificate is validated, or both',
    },
    ...['Webhooks.example.com', 'https://example.com', 'localhost', '*.example.com'].map((name) => ({
      stage: { domain: { name, hostedZoneId: 'Z0123456789' } },
      fault: 'domain.name: expected a domain name in lower case, such as webhooks.example.com',
    })),
    {
      stage: { domain: { name: 'webhooks.example.com', hostedZoneId: 'example.com' } },
      fault: 'domain.hostedZoneId: expected the id of a hosted zone, such as Z0123456789ABCDEFGHIJ',
    },
    {
      stage: {
        region: 'eu-west-1',
        domain: {
          name: 'webhooks.example.com',
          certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/mine',
        },
      },
      fault:
        'domain.certificateArn: is in us-east-1, the stage in eu-west-1: expected a certificate of its region',
    },
    {
      stage: { removal: 'destroy' },
      fault:
        "removal: is 'destroy', but the table is protected: expected people.deletionProtection: false beside it",
    },
    { stage: { receiveConcurrency: 0 }, fault: 'receiveConcurrency: expected at least 1' },
    {
      stage: { accessLogClass: 'DELIVERY' },
      fault: 'accessLogClass: expected "STANDARD" or "INFREQUENT_ACCESS"',
    },
    ...['aws:team', 'te&am'].map((key) => ({
      stage: { tags: { [key]: 'growth' } },
      fault: `tags.${key}: expected at most 128 letters, digits, spaces and _.:/=+-@, and not \`aws:\` first`,
    })),
    {
      stage: { tags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`tag-${index}`, 'a'])) },
      fault: 'tags: expected at most 50 tags',
    },
    {
      stage: { namePrefix: 'a-prefix-of-more-than-forty-letters-is-too-long' },
      fault: 'namePrefix: expected 1 to 40 letters, digits and hyphens, a letter first',
    },
    {
      stage: { stackName: 'acme_subscriptions' },
      fault: 'stackName: expected 1 to 128 letters, digits and hyphens, a letter first',
    },
    {
      stage: { permissionsBoundary: 'boundary' },
      fault:
        'permissionsBoundary: expected the ARN of a managed policy, such as arn:aws:iam::123456789012:policy/boundary',
    },
    {
      stage: { encryptionKeyArn: 'arn:aws:kms:eu-west-1:123456789012:alias/mine' },
      fault:
        'encryptionKeyArn: expected the ARN of a KMS key and no alias, such as arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555',
    },
    {
      stage: { region: 'eu-west-1', encryptionKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/mine' },
      fault: 'encryptionKeyArn: is in us-east-1, the stage in eu-west-1: expected a key of its region',
    },
    {
      stage: { region: 'eu-west-1', alarms: { topicArn: 'arn:aws:sns:us-east-1:123456789012:on-call' } },
      fault:
        'alarms.topicArn: is in us-east-1, the stage in eu-west-1: an alarm can only notify a topic in its region',
    },
    {
      stage: { dashboard: 'yes' as unknown as boolean },
      fault: 'dashboard: expected true or false or an object',
    },
    ...['docs/runbook.md', 'http://git.example.com/runbook.md'].map((runbookUrl) => ({
      stage: { dashboard: { runbookUrl } },
      fault:
        'dashboard.runbookUrl: expected an https URL, such as https://git.example.com/connector/blob/main/docs/runbook.md',
    })),
    {
      stage: { dashboard: { runbookUrl: 'https://git.example.com/runbook.md#reasons' } },
      fault: 'dashboard.runbookUrl: expected no # in it: the entry comes behind it',
    },
    {
      stage: { alarms: { noTrafficHours: 169 } },
      fault: 'alarms.noTrafficHours: expected at most 168: no alarm looks back further',
    },
    { stage: { alarms: { noTrafficHours: 0 } }, fault: 'alarms.noTrafficHours: expected at least 1' },
    {
      stage: { alarms: { topic: 'on-call' } },
      fault: 'alarms.topic: not a key that exists here; did you mean topicArn?',
    },
  ])('with $stage is told: $fault', ({ stage, fault }) => {
    expect(faultsOf(withStage(stage))).toEqual([`stages.prod.${fault}`]);
  });

  test('that does not exist is told which ones do', () => {
    const config = { ...withStage({}), stages: { prod: {}, staging: {} } };

    expect(faultsOf(config, 'qa')).toEqual(['stages.qa: no such stage; there are prod, staging']);
  });
});

describe('a connection', () => {
  test.each([
    {
      connection: { environments: undefined },
      fault: 'environments: missing; expected an object',
    },
    {
      connection: { environments: { ...environments, PRODUCTION: true } },
      fault: 'environments.PRODUCTION: expected "drop" or an object',
    },
    {
      connection: { environments: { ...environments, STAGING: 'drop' } },
      fault: 'environments.STAGING: not a key that exists here; expected one of PRODUCTION, SANDBOX',
    },
    {
      connection: { environments: { ...environments, SANDBOX: { region: 'eu', secret: 'x' } } },
      fault: 'environments.SANDBOX.secret: not a key that exists here; did you mean secretName?',
    },
    {
      connection: { environments: { ...environments, SANDBOX: { region: 'eu', secretName: 'a b' } } },
      fault:
        'environments.SANDBOX.secretName: expected the name of a secret (letters, digits, /_+=.@- and {stage}), or its ARN',
    },
    {
      connection: { purchasely: { secretName: '' } },
      fault:
        'purchasely.secretName: expected the name of a secret (letters, digits, /_+=.@- and {stage}), or its ARN',
    },
    {
      connection: { purchasely: { secretName: { prd: 'mine' } } },
      fault: 'purchasely.secretName.prd: no such stage; did you mean prod?',
    },
    {
      connection: { purchasely: { secretName: { prod: 'arn:aws:sqs:eu-west-1:123456789012:mine' } } },
      fault:
        'purchasely.secretName.prod: expected the name of a secret (letters, digits, /_+=.@- and {stage}), or its ARN',
    },
    {
      connection: { relay: { url: 'backend' } },
      fault: 'relay.url: expected a URL, such as https://api.example.com/webhooks',
    },
    {
      connection: { relay: { url: 'http://api.example.com/' } },
      fault: 'relay.url: expected https: webhooks contain personal purchases',
    },
    {
      connection: { relay: { url: 'https://me:secret@api.example.com/' } },
      fault:
        'relay.url: expected no user and no password: the configuration is no place for them, and Purchasely would send none',
    },
    {
      connection: { relay: { url: 'https://a1b2c3.execute-api.eu-west-1.amazonaws.com/webhooks/cinema' } },
      fault: 'relay.url: is the webhook URL of cinema: expected that of your backend',
    },
    {
      connection: { relay: { url: 'https://a1b2c3.execute-api.eu-west-1.amazonaws.com/webhooks/cinema/' } },
      fault: 'relay.url: is the webhook URL of cinema: expected that of your backend',
    },
    {
      connection: { relay: { url: 'https://api.example.com/', timeoutSeconds: 9 } },
      fault:
        'relay.timeoutSeconds: expected at most 8: Purchasely waits ten, and the webhook is stored first',
    },
    {
      connection: { relay: { url: 'https://api.example.com/', events: [] } },
      fault: 'relay.events: expected at least one event',
    },
    {
      connection: { relay: { url: 'https://api.example.com/', events: ['ACTIVATED'] } },
      fault:
        'relay.events.0: ACTIVATED is not an event of Purchasely (a new one goes under events.additional too); did you mean ACTIVATE?',
    },
    {
      connection: { copies: ['arn:aws:sns:eu-west-1:123456789012:webhooks'] },
      fault:
        'copies.0: expected the ARN of an SQS queue, such as arn:aws:sqs:eu-west-1:123456789012:webhooks',
    },
    {
      connection: { copies: Array(2).fill('arn:aws:sqs:eu-west-1:123456789012:webhooks') },
      fault: 'copies: expected each queue once',
    },
    {
      connection: { purchasely: { replayWindowMinutes: 0 } },
      fault: 'purchasely.replayWindowMinutes: expected at least 1',
    },
    {
      connection: { identity: { userId: 'mail' } },
      fault: 'identity.userId: expected "id" or "email" or "cio_id"',
    },
    {
      connection: { identity: { anonymous: 'drop' } },
      fault: 'identity.anonymous: expected "event" or "skip" or "person"',
    },
    {
      connection: { planPeriodicity: { MONTHLY: 'monthly' } },
      fault: "planPeriodicity.MONTHLY: expected an ISO 8601 period, such as 'P1M' or 'P1Y'",
    },
    {
      connection: { planPeriodicity: { MONTHLY: 'P' } },
      fault: "planPeriodicity.MONTHLY: expected an ISO 8601 period, such as 'P1M' or 'P1Y'",
    },
    { connection: { event: {} }, fault: 'event: not a key that exists here; did you mean events?' },
    { connection: { events: null }, fault: 'events: expected an object' },
  ])('with $connection is told: $fault', ({ connection, fault }) => {
    expect(faultsOf(withConnection(connection))).toEqual([`connections.cinema.${fault}`]);
  });

  test.each(['PRODUCTION', 'SANDBOX'])('has to say where %s goes', (missing) => {
    const incomplete = { ...environments, [missing]: undefined };

    expect(faultsOf(withConnection({ environments: incomplete }))).toEqual([
      expect.stringMatching(
        `^connections.cinema.environments.${missing}: missing; expected "drop" or an object$`,
      ),
    ]);
  });
});

describe('an event', () => {
  const notAnEvent = 'not an event of Purchasely (a new one goes under `additional`)';

  test.each([
    {
      events: { SUBSCRIPTION_RENEWD: true },
      fault: `SUBSCRIPTION_RENEWD: ${notAnEvent}; did you mean SUBSCRIPTION_RENEWED?`,
    },
    {
      events: { TRIAL_CONVERTD: true },
      fault: `TRIAL_CONVERTD: ${notAnEvent}; did you mean TRIAL_CONVERTED?`,
    },
    {
      events: { GIFT: true },
      fault: `GIFT: ${notAnEvent}; expected one of unlisted, additional, ACTIVATE, DEACTIVATE, SUBSCRIPTION_STARTED, SUBSCRIPTION_RENEWED, SUBSCRIPTION_REACTIVATED, SUBSCRIPTION_TERMINATED … (docs/mapping.md has them all)`,
    },
    { events: { TRIAL_STARTED: 'yes' }, fault: 'TRIAL_STARTED: expected true or false or an object' },
    {
      events: { TRIAL_STARTED: { names: 'x' } },
      fault: 'TRIAL_STARTED.names: not a key that exists here; did you mean name?',
    },
    { events: { TRIAL_STARTED: { name: 7 } }, fault: 'TRIAL_STARTED.name: expected a text' },
    {
      events: { TRIAL_STARTED: { name: ' Trial' } },
      fault: 'TRIAL_STARTED.name: expected no space around the name: Customer.io trims it',
    },
    {
      events: { TRIAL_STARTED: { name: 'é'.repeat(51) } },
      fault: 'TRIAL_STARTED.name: expected at most 100 bytes: Customer.io refuses longer names',
    },
    { events: { TRIAL_STARTED: { when: 'paid' } }, fault: 'TRIAL_STARTED.when: expected an object' },
    {
      events: { TRIAL_STARTED: { when: { plan: null } } },
      fault: 'TRIAL_STARTED.when.plan: expected a text or a number or true or false',
    },
    {
      events: { TRIAL_STARTED: { when: { plan: [] } } },
      fault: 'TRIAL_STARTED.when.plan: expected at least one value',
    },
    { events: { unlisted: 'no' }, fault: 'unlisted: expected true or false' },
    {
      events: { additional: { TRIAL_STARTED: true } },
      fault: 'additional.TRIAL_STARTED: a known event: write it beside `additional`',
    },
    {
      events: { additional: { A_NEW_EVENT: 1 } },
      fault: 'additional.A_NEW_EVENT: expected true or false or an object',
    },
  ])('in $events is told: $fault', ({ events, fault }) => {
    expect(faultsOf(withConnection({ events }))).toEqual([`connections.cinema.events.${fault}`]);
  });

  test.each([
    { former: 'SUBSCRIPTION_EXPIRED', today: 'SUBSCRIPTION_TERMINATED' },
    { former: 'SUBSCRIPTION_REFUNDED', today: 'SUBSCRIPTION_REFUNDED_REVOKED' },
    { former: 'INTRO_PERIOD_STARTED', today: 'INTRO_OFFER_STARTED' },
    { former: 'PURCHASE_VALIDATED', today: 'ACTIVATE' },
    { former: 'PURCHASE_REFUND', today: 'DEACTIVATE' },
  ])('under its former name $former is told the one of today', ({ former, today }) => {
    expect(faultsOf(withConnection({ events: { [former]: true } }))).toEqual([
      `connections.cinema.events.${former}: ${notAnEvent}; ${today} is its name today: write ${today}: { name: '${former}' }`,
    ]);
  });
});

describe('an event attribute', () => {
  test.each([
    { eventAttributes: { include: 'plan' }, fault: 'include: expected a list' },
    { eventAttributes: { exclude: [7] }, fault: 'exclude.0: expected a text' },
    {
      eventAttributes: { only: [] },
      fault: 'only: not a key that exists here; expected one of include, exclude, rename',
    },
    { eventAttributes: { rename: { plan: '' } }, fault: 'rename.plan: expected a name' },
    {
      eventAttributes: { rename: { plan: 'x'.repeat(151) } },
      fault: 'rename.plan: expected at most 150 bytes: Customer.io refuses longer names',
    },
    {
      eventAttributes: { rename: { plan: 'recipient' } },
      fault: 'rename.plan: expected another name: this one would override the addresses of the campaign',
    },
    {
      eventAttributes: { rename: { recipient: 'to' } },
      fault: 'rename.recipient: is never sent: it would override the addresses of the campaign',
    },
    {
      eventAttributes: { rename: { plan: 'what', product: 'what' } },
      fault: 'rename.product: becomes what, as plan does; give one of them another name',
    },
  ])('in $eventAttributes is told: $fault', ({ eventAttributes, fault }) => {
    expect(faultsOf(withConnection({ eventAttributes }))).toEqual([
      `connections.cinema.eventAttributes.${fault}`,
    ]);
  });
});

describe('a user property', () => {
  test.each([
    {
      userProperties: { has_active_subscripton: true },
      fault: 'has_active_subscripton: not a user property; did you mean has_active_subscription?',
    },
    {
      userProperties: { email: true },
      fault:
        'email: not a user property; expected one of prefix, user_id, anonymous_user_id, device_id, environment, store_country, last_event, has_active_subscription … (docs/mapping.md has them all)',
    },
    { userProperties: { plan: 'Plan' }, fault: 'plan: expected true or false or an object' },
    {
      userProperties: { plan: { label: 'Plan' } },
      fault: 'plan.label: not a key that exists here; expected one of name',
    },
    {
      userProperties: { plan: { name: 'email' } },
      fault: 'plan.name: expected another name: Customer.io reserves this one',
    },
    {
      userProperties: { plan: { name: 'cio_plan' } },
      fault: 'plan.name: expected another name: Customer.io reserves this one',
    },
    {
      userProperties: { plan: { name: 'x'.repeat(151) } },
      fault: 'plan.name: expected at most 150 bytes: Customer.io refuses longer names',
    },
    {
      userProperties: { prefix: '_' },
      fault: 'prefix: expected another name: Customer.io reserves this one',
    },
    {
      userProperties: { plan: { name: 'What' }, product: { name: 'What' } },
      fault: 'plan: becomes What, as product does; give one of them another name',
    },
    {
      userProperties: { prefix: 'p_', plan: true, product: { name: 'p_plan' } },
      fault: 'plan: becomes p_plan, as product does; give one of them another name',
    },
  ])('in $userProperties is told: $fault', ({ userProperties, fault }) => {
    expect(faultsOf(withConnection({ userProperties }))).toEqual([
      `connections.cinema.userProperties.${fault}`,
    ]);
  });
});

test('tells clashes of names of every connection, and the unknown stage, at once', () => {
  const clash = { environments, userProperties: { plan: { name: 'x' }, product: { name: 'x' } } };
  const config = { stages: { prod: {} }, connections: { cinema: clash, music: clash } };

  expect(faultsOf(config, 'qa')).toEqual([
    'stages.qa: no such stage; there are prod',
    'connections.cinema.userProperties.plan: becomes x, as product does; give one of them another name',
    'connections.music.userProperties.plan: becomes x, as product does; give one of them another name',
  ]);
});

test('tells a prefix that makes a name too long', () => {
  const userProperties = { prefix: 'x'.repeat(140), has_active_subscription: true };

  expect(
    faultsOf({ stages: { prod: {} }, connections: { cinema: { environments, userProperties } } }),
  ).toEqual([
    'connections.cinema.userProperties.has_active_subscription: has more than 150 bytes with the prefix: Customer.io refuses longer names',
  ]);
});

test.each([
  { key: 'trial_started', told: 'did you mean TRIAL_STARTED?' },
  { key: 'constructor', told: 'expected one of unlisted, additional, ACTIVATE' },
])('takes the event $key for none, and tells it in words', ({ key, told }) => {
  const [fault, ...others] = faultsOf({
    stages: { prod: {} },
    connections: { cinema: { environments, events: { [key]: true } } },
  });

  expect(others).toEqual([]);
  expect(fault).toContain(told);
});

test('knows no stage named like a method', () => {
  const config = { stages: { prod: {} }, connections: { cinema: { environments } } };

  expect(faultsOf(config, 'constructor')).toEqual(['stages.constructor: no such stage; there are prod']);
});

test('tells a missing region as missing', () => {
  const connection = { environments: { ...environments, PRODUCTION: {} } };

  expect(faultsOf({ stages: { prod: {} }, connections: { cinema: connection } })).toEqual([
    'connections.cinema.environments.PRODUCTION.region: missing; expected "us" or "eu"',
  ]);
});
