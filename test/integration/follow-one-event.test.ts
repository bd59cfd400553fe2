import { postWebhook } from '../../tools/cli/stage/post-webhook.ts';
import { found } from '../support/logs-insights.ts';
import { type RunningStack, sample, startStack } from '../support/running-stack.ts';
import { savedQueries } from '../support/saved-query.ts';

let stack: RunningStack;
beforeEach(async () => {
  stack = await startStack({}, { backend: 'stand-in' });
});
afterEach(async () => {
  await stack.stop();
});

const queries = savedQueries();

type Line = Record<string, unknown>;

/** What the saved query finds for an event id, oldest first. Lines of level DEBUG are the local run's alone. */
function follow(eventId: string): Line[] {
  const query = queries.get('follow-one-event') ?? '';
  return found(query.replace('PUT THE EVENT ID HERE', eventId), stack.lines).filter(
    ({ level }) => level !== 'DEBUG',
  );
}

const PERSON = 'PERSON-OF-THE-WEBHOOK';
const webhook = (eventId: string, changes: object = {}) =>
  sample('trial-started', { event_id: eventId, user_id: PERSON, ...changes });

test.each<{ ending: string; changes: object; said: object }>([
  { ending: 'delivered', changes: {}, said: { EventsDelivered: 1, workspace: 'cinema/PRODUCTION' } },
  {
    ending: 'skipped',
    changes: { event_name: 'TRANSACTION_PROCESSED' },
    said: { EventsSkipped: 1, why: 'event switched off' },
  },
  {
    ending: 'dead-lettered',
    changes: { environment: 'MOON' },
    said: { message: 'event dead-lettered', reason: 'unknown-environment' },
  },
  {
    ending: 'unreadable',
    changes: { event_created_at_ms: 'soon', event_created_at: 'soon' },
    said: { message: 'event dead-lettered', reason: 'unreadable-webhook', field: 'event_created_at_ms' },
  },
])('an event that is $ending is found in the logs of both functions by its id', async ({ changes, said }) => {
  await stack.accept(webhook('the-event', changes));
  await stack.accept(webhook('another'));
  await stack.drain();

  const [accepted, ended, ...others] = follow('the-event');

  expect(others).toEqual([]);
  expect(accepted).toMatchObject({ service: 'receive', WebhooksAccepted: 1, connection: 'cinema' });
  // Of a batch, the line counts both events that simply worked.
  const counts = Object.fromEntries(
    Object.entries(said).map(([name, value]) => [
      name,
      typeof value === 'number' ? expect.any(Number) : value,
    ]),
  );
  expect(ended).toMatchObject({ service: 'deliver', ...counts });
});

test('an event that is tried again is found at every attempt, and in its dead letter', async () => {
  await stack.accept(webhook('the-event'));
  stack.track.faults.next({ status: 503 });
  await stack.drain();
  await stack.skipWaiting();
  stack.track.faults.next({
    kind: 'refuse-items',
    indices: [0],
    error: { reason: 'invalid', field: 'attributes.plan', message: 'no' },
  });
  await stack.drain();

  const [accepted, ...attempts] = follow('the-event');

  const requestId = accepted?.['request_id'];
  expect(requestId).toEqual(expect.stringMatching(/^[\w-]{15}=$/));
  expect(attempts).toMatchObject([
    { message: 'event will be tried again', request_id: requestId, attempt: 1, cause: 'HTTP 503' },
    { message: 'event dead-lettered', request_id: requestId, attempt: 2, reason: 'refused-by-customerio' },
  ]);
  const [letter] = stack.messages('dead-letters');
  expect(letter?.attributes['request_id']).toBe(requestId);
  expect(JSON.parse(letter?.body ?? '{}').event_id).toBe('the-event');
  expect(stack.lines.filter((line) => line.includes(PERSON))).toEqual([]);
});

test('a webhook without an event id is found by the id of its request', async () => {
  await stack.accept(webhook('', { event_id: null }));
  await stack.drain();

  const accepted = stack.lines
    .map((line): Line => JSON.parse(line))
    .find((line) => 'WebhooksAccepted' in line);
  expect(accepted).not.toHaveProperty('event_id');
  expect(follow(String(accepted?.['request_id']))).toMatchObject([
    { WebhooksAccepted: 1 },
    { EventsDelivered: 1, event_ids: accepted?.['request_id'] },
  ]);
});

test.each<{ what: string; id: unknown; logged: unknown }>([
  { what: 'a number', id: 7, logged: undefined },
  { what: 'an object', id: { a: 'b' }, logged: undefined },
  { what: 'as long as a body can be', id: 'x'.repeat(1_000_000), logged: 'x'.repeat(200) },
  { what: 'a line break and more', id: 'a\n{"_aws":1}\u2028\0', logged: 'a\n{"_aws":1}\u2028\0' },
])('an event id that is $what neither fails the webhook nor breaks the line', async ({ id, logged }) => {
  await stack.accept(webhook('', { event_id: id }));

  const lines = stack.lines.map((each): Line => JSON.parse(each));
  const [line, ...others] = lines.filter((each) => 'request_id' in each);

  expect(others).toEqual([]);
  expect(line).toMatchObject({ WebhooksAccepted: 1, service: 'receive' });
  expect(line?.['event_id']).toEqual(logged);
});

test('every message that a saved query looks for is one that the functions write', async () => {
  await fetch(`${stack.url}/webhooks/cinema`, { method: 'POST', body: '{}' });
  stack.backend?.faults.next({ status: 500 });
  const body = Buffer.from(JSON.stringify(webhook('at the backend')));
  await postWebhook(`${stack.url}/webhooks/cinema`, body, stack.sharedSecrets['cinema'] ?? '');
  await stack.accept(webhook('dead', { environment: 'MOON' }));
  await stack.accept(webhook('again'));
  stack.track.faults.next({ status: 503 });
  await stack.drain();
  const lines = stack.lines.map((each): Line => JSON.parse(each));

  for (const query of queries.values()) {
    const [, message] = /^filter message = "(.*)"$/m.exec(query) ?? [];
    if (message === undefined) continue;
    const [found] = lines.filter((line) => line['message'] === message);
    const [, by = ''] = /^\| stats .* by (.*)$/m.exec(query) ?? [];
    // `field` and `status` are there where Customer.io has said so, `error` where AWS has.
    const always = by.split(', ').filter((field) => !['field', 'status', 'cause', 'error'].includes(field));
    expect(found).toEqual(
      expect.objectContaining(Object.fromEntries(always.map((field) => [field, expect.anything()]))),
    );
  }
});
