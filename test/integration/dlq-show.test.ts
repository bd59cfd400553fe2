import { statSync } from 'node:fs';
import { join } from 'node:path';
import connectorConfig from '../support/cinema.config.ts';
import { type CliUnderTest, dlqOf, plant } from '../support/cli.ts';
import { type RunningStack, sample, startStack } from '../support/running-stack.ts';

/** What of the sample nobody may see. */
const SECRETS = /person-1|a4d1c7e2b9f03865|2000000700000101/;

let stack: RunningStack;
let dlq: CliUnderTest;
beforeAll(async () => {
  stack = await startStack();
  dlq = dlqOf(stack);
  const failure = {
    status: 207,
    field: 'attributes.plan',
    cause: 'invalid',
    attempts: 2,
    mappingVersion: 'abc',
  };
  const letter = (eventId: string, attributes = {}) => ({
    webhook: sample('trial-started', { event_id: eventId, user_id: 'person-1' }),
    attributes: {
      connection: 'cinema',
      received_at: String(Date.now()),
      request_id: `request-of-${eventId}`,
      reason: 'refused-by-customerio',
      failure: JSON.stringify({ ...failure, firstAttemptAtMs: Date.now(), lastAttemptAtMs: Date.now() }),
      ...attributes,
    },
  });
  await plant(stack, [
    letter('event-1'),
    letter('event-of-nobody-else', { connection: 'theatre' }),
    { webhook: sample('renewal-disabled', { environment: 'STAGING', event_id: 'moved' }), attributes: {} },
    letter('twice'),
    letter('twice'),
  ]);
});
afterAll(async () => {
  await stack.stop();
  dlq.stop();
});

const parsed = (lines: readonly string[]) => lines.map((line) => JSON.parse(line));

test('explains a dead letter without showing the person', async () => {
  const { code, out } = await dlq.run('show event-1');

  const text = out.join('\n');
  expect(code).toBe(0);
  expect(text).not.toMatch(SECRETS);
  expect(text).toContain('Customer.io refused the identify or the event permanently.');
  expect(text).toContain('HTTP 207, attributes.plan, invalid');
  expect(text).toContain('docs/runbook.md#refused-by-customerio');
});

test('finds one by its message id, too', async () => {
  const [first] = parsed((await dlq.run('list --json --limit 1')).out);

  const { out } = await dlq.run(`show ${first.messageId} --json`);

  expect(parsed(out)).toMatchObject([{ messageId: first.messageId, eventId: first.eventId }]);
});

test('shows the request that the configuration in front of it makes', async () => {
  const cinema = connectorConfig.connections['cinema'];
  if (cinema === undefined) throw new Error('no connection');
  const events = { ...cinema.events, TRIAL_STARTED: { name: 'trial_begun' } };
  const config = { ...connectorConfig, connections: { cinema: { ...cinema, events } } };

  const [now] = parsed((await dlq.run('show event-1 --json')).out);
  const [then] = parsed((await dlq.run('show event-1 --json', { config })).out);

  expect(now.now.request.batch[1]).toMatchObject({
    name: 'TRIAL_STARTED',
    identifiers: { id: '<masked>' },
  });
  expect(then.now.request.batch[1]).toMatchObject({ name: 'trial_begun' });
  expect(JSON.stringify([now, then])).not.toMatch(SECRETS);
});

test.each([
  {
    id: 'event-of-nobody-else',
    now: { kind: 'dead-letters', failure: { reason: 'unknown-connection', field: 'theatre' } },
  },
  { id: 'event-1', now: { kind: 'sends', region: 'eu' } },
])('says of $id what would become of it now', async ({ id, now }) => {
  const [view] = parsed((await dlq.run(`show ${id} --json`)).out);

  expect(view.now).toMatchObject(now);
});

test('reveals on request, and keeps that it did', async () => {
  const { out, err } = await dlq.run('show event-1 --reveal');

  expect(out.join('\n')).toContain('person-1');
  const audit = err.find((line) => line.startsWith('audit: ')) ?? '';
  expect(JSON.parse(audit.slice('audit: '.length))).toMatchObject({
    stage: 'local',
    command: 'show',
    what: 'reveals',
    filter: { id: 'event-1' },
    messages: 1,
  });
  expect(statSync(join(dlq.directory, '.local/dlq-audit.log')).mode & 0o777).toBe(0o600);
});

test('ends with 1 if there is none', async () => {
  expect(await dlq.run('show nobody')).toMatchObject({
    code: 1,
    err: ['No dead letter has the id nobody.'],
  });
});

test('explains one that SQS has moved, of which nothing is known', async () => {
  const [view] = parsed((await dlq.run('show moved --json')).out);

  expect(view).toMatchObject({
    reason: 'none',
    why: expect.stringContaining('SQS moved it'),
    now: { kind: 'dead-letters', failure: { reason: 'unknown-connection' } },
    runbook: 'docs/runbook.md#no-reason-at-all',
  });
});

test('shows each of those that have one event id', async () => {
  const views = parsed((await dlq.run('show twice --json')).out);

  expect(new Set(views.map(({ messageId }) => messageId)).size).toBe(2);
});

test.each([
  { line: 'list --reason nonsense', says: 'No such reason' },
  { line: 'list --older-than soon', says: 'Expected an age' },
  { line: 'list --since yesterday', says: 'Expected a time' },
  { line: 'replay --rate 0', says: 'above 0' },
  { line: 'replay --stop-at 120%', says: 'Expected a percentage' },
  { line: 'export', says: "required option '--out <file>'" },
  { line: 'status --stage nowhere', says: 'no such stage' },
  { line: 'nonsense', says: 'unknown command' },
])('"$line" is wrong usage', async ({ line, says }) => {
  const { code, err } = await dlq.run(line);

  expect(code).toBe(2);
  expect(err.join('\n')).toContain(says);
});
