import type { RelayConfig } from '../../../../shared/config/define-config.ts';
import { resolveConfig } from '../../../../shared/config/resolve.ts';
import { check, ok, type Verdict } from '../../../../tools/cli/base/checks.ts';
import { judgePeopleTable } from '../../../../tools/cli/doctor/inspect-people.ts';
import {
  judgeBacklog,
  judgeDeadLetters,
  judgeEventSources,
  judgeRedrive,
} from '../../../../tools/cli/doctor/inspect-queues.ts';
import { judgeMapping } from '../../../../tools/cli/doctor/inspect-stack.ts';
import {
  judgeAlarms,
  judgeEvents,
  judgeRequests,
  judgeWebhooks,
} from '../../../../tools/cli/doctor/inspect-traffic.ts';
import { backendOf, judgeForged, judgeSigned } from '../../../../tools/cli/doctor/send-test.ts';
import { configWith } from '../../../support/config-with.ts';

/** A verdict in one line: what it is, what it says, and what to do. */
const inWords = (verdict: Verdict) =>
  verdict.state === 'finding' ? `${verdict.what} → ${verdict.fix}` : `${verdict.state}: ${verdict.what}`;

test.each([
  { content: { count: 0, oldestAgeSeconds: undefined }, words: 'ok: empty' },
  {
    content: { count: 1200, oldestAgeSeconds: 1800 },
    words: 'ok: 1,200 waiting or under way, the oldest for 30 min',
  },
  {
    content: { count: 3, oldestAgeSeconds: undefined },
    words: 'ok: 3 waiting or under way, of unknown age',
  },
  {
    content: { count: 3, oldestAgeSeconds: 1801 },
    words: expect.stringMatching(/^3 waiting or under way, the oldest for 30 min 1 s → The log of deliver/),
  },
])(
  'an events queue with $content.count, the oldest for $content.oldestAgeSeconds s',
  ({ content, words }) => {
    expect(inWords(judgeBacklog(content))).toEqual(words);
  },
);

test.each([
  { content: { count: 0, oldestAgeSeconds: undefined }, words: 'ok: empty' },
  {
    content: { count: 2, oldestAgeSeconds: 90_000 },
    words: '2 dead letters, the oldest for 1 d 1 h → npm run dlq -- status --stage prod',
  },
  {
    content: { count: 1, oldestAgeSeconds: undefined },
    words: '1 dead letter → npm run dlq -- status --stage prod',
  },
])('a dead-letter queue with $content.count', ({ content, words }) => {
  expect(inWords(judgeDeadLetters(content, '--stage prod'))).toBe(words);
});

test.each([
  { policy: '{"deadLetterTargetArn":"arn:dead","maxReceiveCount":400}', words: /^ok: after 400 receives/ },
  { policy: '{"deadLetterTargetArn":"arn:dead","maxReceiveCount":"400"}', words: /^ok: after 400 receives/ },
  {
    policy: '{"deadLetterTargetArn":"arn:dead","maxReceiveCount":3}',
    words: /^applies after 3 receives; .* 400 → Deploy\.$/,
  },
  {
    policy: '{"deadLetterTargetArn":"arn:other","maxReceiveCount":400}',
    words: /^leads to arn:other, .* → Deploy\.$/,
  },
  { policy: '', words: /^the events queue has none: .* → Deploy\.$/ },
])('the redrive policy $policy', ({ policy, words }) => {
  const expected = { deadLetterArn: 'arn:dead', maxReceiveCount: 400, howToDeploy: 'Deploy.' };

  expect(inWords(judgeRedrive(policy, expected))).toMatch(words);
});

const source = (state: string, uuid = 'one') => ({ uuid, state });

test.each([
  { sources: undefined, words: /^not applicable: npm start polls/ },
  { sources: [], words: /^none: deliver does not read the queue → Deploy\.$/ },
  { sources: [source('Enabled')], words: /^ok: enabled$/ },
  {
    sources: [source('Disabled')],
    words: /^disabled: .* → aws lambda update-event-source-mapping --enabled --uuid one --region eu-west-1$/,
  },
  { sources: [source('Disabling')], words: /^disabled: / },
  {
    sources: [source('Updating')],
    words: /^not in service: its state is Updating → Check again in a minute\.$/,
  },
  {
    sources: [source('Enabled'), source('Enabled', 'two')],
    words: /^2 event source mappings .* one, two\.$/,
  },
])('the event sources $sources', ({ sources, words }) => {
  expect(
    inWords(judgeEventSources(sources, { howToDeploy: 'Deploy.', awsOptions: '--region eu-west-1' })),
  ).toMatch(words);
});

const environments = { PRODUCTION: { region: 'eu' }, SANDBOX: 'drop' };
const config = resolveConfig({ stages: { test: {} }, connections: { app: { environments } } }, 'test');
const here = config.mappingVersion;

test.each([
  { mappingVersion: here, words: `ok: connections as in this checkout, mapping ${here}` },
  {
    mappingVersion: 'other',
    words: `mapping other is deployed, but the connections of this checkout have ${here} → Deploy. Or check out the deployed commit.`,
  },
  {
    mappingVersion: undefined,
    words: `the stack has no mapping version; this checkout has ${here} → Deploy. Or check out the deployed commit.`,
  },
])('a stage that runs the mapping $mappingVersion', ({ mappingVersion, words }) => {
  expect(inWords(judgeMapping({ howToDeploy: 'Deploy.', mappingVersion, config }))).toBe(words);
});

test.each([
  { status: 401, words: /^ok: refused with 401$/ },
  { status: 200, words: /^answered 200 instead of 401 → Everyone who knows the URL can post/ },
])('a forged webhook answered $status', ({ status, words }) => {
  expect(inWords(judgeForged(status))).toMatch(words);
});

test.each([
  { status: 200, words: /^ok: accepted with 200$/ },
  { status: 200, backend: 'asked' as const, words: /^ok: accepted with 200, by the backend too$/ },
  {
    status: 200,
    backend: 'not asked' as const,
    words: /^ok: accepted with 200; relay\.events does not list it/,
  },
  { status: 401, words: /^answered 401 instead of 200 → receive has another secret/ },
  { status: 404, words: /^answered 404 instead of 200 → The connection is not deployed/ },
  { status: 500, words: /^answered 500 instead of 200 → Look at the log of receive\.$/ },
  {
    status: 502,
    error: 'relay-failed',
    words: /^accepted, but the relay to the backend failed with 502 → docs\/runbook.md#relay-failing/,
  },
  {
    status: 503,
    error: 'copy-unavailable',
    words: /^accepted, but a queue of `copies` did not take it → The lines/,
  },
])('a signed webhook answered $status $error', ({ status, error, backend = 'none' as const, words }) => {
  expect(inWords(judgeSigned({ status, error, backend }))).toMatch(words);
});

test.each([
  { what: 'what was found', look: async () => ok('fine'), words: 'ok: fine' },
  {
    what: 'that nothing could be looked at',
    look: async () => Promise.reject(new Error('no permission')),
    words: expect.stringContaining('cannot be read: no permission → Use an identity'),
  },
])('a check says $what', async ({ look, words }) => {
  expect(inWords(await check('subject', look))).toEqual(words);
});

describe('the people table', () => {
  const sound = { status: 'ACTIVE', isProtected: true, isRecoverable: true, expires: true };

  test.each([
    { what: 'is sound', facts: sound, shouldBe: true, state: 'ok', says: 'active, recoverable, protected' },
    {
      what: 'is not protected, as the stage wants it',
      facts: { ...sound, isProtected: false },
      shouldBe: false,
      state: 'ok',
      says: 'active, recoverable',
    },
    {
      what: 'is not protected, and should be',
      facts: { ...sound, isProtected: false },
      shouldBe: true,
      state: 'finding',
      says: 'deletion protection',
    },
    {
      what: 'cannot be recovered',
      facts: { ...sound, isRecoverable: false },
      shouldBe: true,
      state: 'finding',
      says: 'point-in-time recovery',
    },
    {
      what: 'keeps everybody for ever',
      facts: { ...sound, expires: false },
      shouldBe: true,
      state: 'finding',
      says: 'time to live',
    },
    {
      what: 'is being deleted',
      facts: { ...sound, status: 'DELETING' },
      shouldBe: true,
      state: 'finding',
      says: 'nothing is delivered',
    },
  ])('that $what is told: $state', ({ facts, shouldBe, state, says }) => {
    expect(judgePeopleTable(facts, shouldBe, 'deploy')).toMatchObject({
      state,
      what: expect.stringContaining(says),
    });
  });
});

describe('a backend', () => {
  const stageWith = (relay?: RelayConfig) => ({
    config: resolveConfig(configWith(relay === undefined ? {} : { relay }), 'local'),
  });
  const url = 'https://api.example.com/';
  const webhook = JSON.stringify({ event_name: 'CONNECTOR_TEST' });

  test.each([
    { what: 'is not there', relay: undefined, asked: 'none' },
    { what: 'gets everything', relay: { url }, asked: 'asked' },
    { what: 'gets other events', relay: { url, events: ['ACTIVATE'] }, asked: 'not asked' },
  ])('that $what is $asked', ({ relay, asked }) => {
    expect(backendOf(stageWith(relay), 'cinema', webhook)).toBe(asked);
  });
});

test.each([
  { on: [], alarms: { noTrafficHours: 24, topicArn: 'arn:topic' }, words: 'ok: none is on' },
  {
    on: [],
    alarms: { noTrafficHours: 24 },
    words: 'ok: none is on; without alarms.topicArn of the stage, they notify no one',
  },
  { on: [], alarms: false as const, words: 'not applicable: this stage has none' },
  {
    on: ['events-delayed-cinema-production', 'webhooks-slow'],
    alarms: { noTrafficHours: 24 },
    words: 'events-delayed-cinema-production, webhooks-slow in alarm → docs/runbook.md has an entry for each',
  },
])('of alarms, $on are on', ({ on, alarms, words }) => {
  expect(inWords(judgeAlarms(on, alarms))).toBe(words);
});

test.each([
  { requests: 0, received: 0, turnedAway: 0, isFinding: false },
  { requests: 29, received: 26, turnedAway: 3, isFinding: true },
  { requests: 30, received: 27, turnedAway: 3, isFinding: false },
  { requests: 2, received: 0, turnedAway: 2, isFinding: false },
  { requests: 1, received: 2, turnedAway: 0, isFinding: false },
])('of $requests requests, $received came to receive', ({ requests, received, turnedAway, isFinding }) => {
  const counted = [
    { metric: 'requests', sum: requests },
    { metric: 'received', sum: received },
  ];
  const what = `${requests} requests, ${turnedAway} of them refused by API Gateway in the last hour`;

  expect(inWords(judgeRequests(counted))).toBe(
    isFinding ? `${what} → docs/runbook.md#webhooks-turned-away` : `ok: ${what}`,
  );
});

test.each([
  { accepted: 0, refused: 0, entry: '' },
  { accepted: 27, refused: 3, entry: '' },
  { accepted: 26, refused: 3, entry: 'webhooks-unauthorized' },
  { accepted: 0, refused: 2, entry: '' },
])('of the webhooks of a connection, $accepted were accepted and $refused were not', (row) => {
  const { accepted, refused, entry } = row;
  const counted = [
    { metric: 'WebhooksAccepted', connection: 'cinema', sum: accepted },
    { metric: 'WebhooksUnauthorized', connection: 'cinema', sum: refused },
    { metric: 'WebhooksUnauthorized', connection: 'press', sum: 1000 },
  ];
  const what = `${accepted} accepted, ${refused} without a valid signature in the last hour`;

  expect(inWords(judgeWebhooks(counted, 'cinema'))).toBe(
    entry === '' ? `ok: ${what}` : `${what} → docs/runbook.md#${entry}`,
  );
});

test.each([
  { counts: {}, words: 'ok: 0 delivered, no attempt failed, no dead letter in the last hour' },
  {
    counts: { EventsDelivered: 1203 },
    words: 'ok: 1,203 delivered, no attempt failed, no dead letter in the last hour',
  },
  {
    counts: { EventsDelivered: 3, EventsRetried: 1 },
    words: 'ok: 3 delivered, 1 attempt failed (1 × HTTP 503), no dead letter in the last hour',
  },
  {
    counts: { EventsDelivered: 3, EventsRetried: 4 },
    words:
      '3 delivered, 4 attempts failed (4 × HTTP 503), no dead letter in the last hour → docs/runbook.md#events-delayed',
  },
  {
    counts: { EventsDelivered: 300, EventsRetried: 4, EventsMisconfigured: 1 },
    words:
      '300 delivered, 4 attempts failed (4 × HTTP 503), no dead letter in the last hour → docs/runbook.md#customerio-misconfigured',
  },
  {
    counts: { EventsDelivered: 26, EventsDeadLettered: 3 },
    words:
      '26 delivered, no attempt failed, 3 dead letters in the last hour → docs/runbook.md#dead-letters-rising',
  },
  {
    counts: { EventsDelivered: 27, EventsDeadLettered: 3 },
    words: 'ok: 27 delivered, no attempt failed, 3 dead letters in the last hour',
  },
])('of the events of a workspace, $counts', ({ counts, words }) => {
  const counted = Object.entries(counts).flatMap(([metric, sum]) => [
    {
      metric,
      workspace: 'cinema/PRODUCTION',
      sum,
      ...(metric === 'EventsRetried' ? { cause: 'HTTP 503' } : {}),
    },
    { metric, workspace: 'cinema/SANDBOX', sum: sum * 1000 },
  ]);

  expect(inWords(judgeEvents(counted, 'cinema/PRODUCTION'))).toBe(words);
});
