import { type RunningStack, sample, startStack } from '../support/running-stack.ts';

const USER = '3f1a6c0e-52b7-4e0b-9c38-7a1d90c4e215';
const json = (status: number, body: object = {}) => ({ status, body });
const html = (status: number) => ({ status, body: '<html><body>Bad Gateway</body></html>' });

let stack: RunningStack;
beforeEach(async () => {
  stack = await startStack();
});
afterEach(async () => {
  await stack.stop();
});

/** What the dead-letter queue holds, by the webhook's event id. */
function deadLetters() {
  return stack.messages('dead-letters').map(({ body, attributes: { reason, failure = '{}' } }) => ({
    eventId: JSON.parse(body).event_id,
    reason,
    ...JSON.parse(failure),
  }));
}

/** Renewals of as many people, each with its own event id. */
function renewals(count: number) {
  return Array.from({ length: count }, (_, index) =>
    sample('subscription-renewed', { user_id: `user-${index}`, event_id: `event-${index}` }),
  );
}

const eventNames = () => stack.production.events().map(({ name }) => name);
/** How long messages are hidden, in seconds from a time. */
const hiddenSeconds = (fromMs: number) =>
  stack.messages('events').map(({ visibleAtMs = 0 }) => (visibleAtMs - fromMs) / 1000);

/** A webhook as the event source hands it over, received so often and so long after it was queued. */
const record = (ageMs: number, receiveCount: number, webhook: object = sample('trial-started')) => ({
  messageId: 'message-1',
  receiptHandle: 'handle',
  body: JSON.stringify(webhook),
  attributes: {
    SentTimestamp: String(Date.now() - ageMs),
    ApproximateFirstReceiveTimestamp: String(Date.now() - ageMs),
    ApproximateReceiveCount: String(receiveCount),
  },
  messageAttributes: { connection: { dataType: 'String', stringValue: 'cinema' } },
});

test('sends the identify before the event, in one authorized call', async () => {
  await stack.accept(sample('trial-started'));

  await stack.drain();

  const [request, ...others] = stack.track.requests;
  expect(others).toEqual([]);
  expect(request?.headers['user-agent']).toMatch(/^purchasely-customerio\/\d/);
  expect(request?.body).toMatchObject({
    batch: [
      { action: 'identify', identifiers: { id: USER }, timestamp: 1772439334 },
      { action: 'event', identifiers: { id: USER }, timestamp: 1772439334, name: 'TRIAL_STARTED' },
    ],
  });
  expect(stack.messages('events')).toEqual([]);
});

test('delivers 50 waiting webhooks in one request', async () => {
  for (const webhook of renewals(50)) await stack.accept(webhook);

  await stack.drain();

  expect(stack.track.requests.map(({ items }) => items)).toEqual([100]);
  expect(eventNames()).toHaveLength(50);
});

test('delivers a full batch in twelve requests, and the one webhook beyond it in another batch', async () => {
  for (const webhook of renewals(601)) await stack.accept(webhook);

  await stack.drain();

  expect(stack.track.requests.map(({ items }) => items)).toEqual([...Array(12).fill(100), 2]);
  expect(eventNames()).toHaveLength(601);
  expect(stack.messages('events')).toEqual([]);
});

test('keeps every webhook of a full batch that a part of its requests has failed for', async () => {
  for (const webhook of renewals(600)) await stack.accept(webhook);
  stack.track.faults.next(json(503), { match: ({ body }) => JSON.stringify(body).includes('"user-120"') });

  await stack.drain();
  const delivered = eventNames().length;
  const waiting = hiddenSeconds(Date.now());
  await stack.skipWaiting();
  await stack.drain();

  expect(delivered).toBe(550);
  expect(waiting).toHaveLength(50);
  expect(Math.max(...waiting)).toBeLessThanOrEqual(6);
  expect(eventNames()).toHaveLength(600);
  expect(stack.production.duplicates).toBe(0);
});

test('dead-letters the webhook whose item a 207 names, and only that one', async () => {
  for (const webhook of renewals(3)) await stack.accept(webhook);
  stack.track.faults.next({
    kind: 'refuse-items',
    indices: [3],
    error: { reason: 'invalid', field: 'attributes.plan', message: 'value for user-1 is too long' },
  });

  await stack.drain();

  expect(deadLetters()).toMatchObject([
    {
      eventId: 'event-1',
      reason: 'refused-by-customerio',
      status: 207,
      field: 'attributes.plan',
      attempts: 1,
    },
  ]);
  expect(deadLetters()[0].cause).toBe('invalid: value for … is too long');
  expect(stack.production.events().map(({ attributes }) => attributes.event_id)).toEqual([
    'event-0',
    'event-2',
  ]);
  expect(stack.messages('events')).toEqual([]);
});

test.each([400, 413])(
  'finds the one webhook that makes a batch answer %i by cutting the batch',
  async (status) => {
    for (const webhook of renewals(8)) await stack.accept(webhook);
    const hasPoison = (request: { body: unknown }) =>
      JSON.stringify(request.body).includes('"event_id":"event-5"');
    stack.track.faults.next(json(status, { errors: [{ reason: 'invalid', field: 'batch' }] }), {
      times: 100,
      match: hasPoison,
    });

    await stack.drain();

    expect(deadLetters()).toMatchObject([{ eventId: 'event-5', reason: 'refused-by-customerio', status }]);
    expect(eventNames()).toHaveLength(7);
  },
);

test('keeps everything for as long as a 429 asks for', async () => {
  for (const webhook of renewals(2)) await stack.accept(webhook);
  stack.track.faults.next({ status: 429, headers: { 'retry-after': '60' } });

  const beforeMs = Date.now();
  await stack.drain();

  expect(Math.min(...hiddenSeconds(beforeMs))).toBeGreaterThanOrEqual(60);
  expect(Math.max(...hiddenSeconds(Date.now()))).toBeLessThanOrEqual(66);
  expect(hiddenSeconds(beforeMs)).toHaveLength(2);
  expect(eventNames()).toEqual([]);
});

test.each([
  { answer: 'a 429 without Retry-After', fault: json(429), cause: 'HTTP 429' },
  { answer: 'a 502 with an HTML page', fault: html(502), cause: 'HTTP 502' },
  { answer: 'a 503 with an empty body', fault: { status: 503 }, cause: 'HTTP 503' },
  { answer: 'a reset connection', fault: { kind: 'reset' } as const, cause: 'ECONNRESET' },
])('tries again within seconds after $answer', async ({ fault, cause }) => {
  await stack.accept(sample('trial-started'));
  stack.track.faults.next(fault);

  await stack.drain();

  expect(stack.logged('event will be tried again')).toMatchObject([
    { cause, fault: 'transient', attempt: 1 },
  ]);
  expect(hiddenSeconds(Date.now())).toHaveLength(1);
  expect(Math.max(...hiddenSeconds(Date.now()))).toBeLessThanOrEqual(6);
  await stack.skipWaiting();
  await stack.drain();
  expect(eventNames()).toEqual(['TRIAL_STARTED']);
});

test('gives up on a server that never answers in time to settle, and delivers later', async () => {
  await stack.accept(sample('trial-started'));
  stack.track.faults.next({ kind: 'silence' });

  await stack.drain();

  expect(stack.logged('event will be tried again')).toMatchObject([{ cause: 'timeout' }]);
  await stack.skipWaiting();
  await stack.drain();
  expect(eventNames()).toEqual(['TRIAL_STARTED']);
});

test('delivers once what Customer.io applied before the connection broke', async () => {
  await stack.accept(sample('trial-started'));
  stack.track.faults.next({ kind: 'apply-then-reset' });

  await stack.drain();
  const afterTheBreak = stack.production.state();
  await stack.skipWaiting();
  await stack.drain();

  expect(stack.production.state()).toEqual(afterTheBreak);
  expect(eventNames()).toEqual(['TRIAL_STARTED']);
  expect(stack.production.duplicates).toBe(1);
});

test('follows no redirect, and keeps the events until the region is corrected', async () => {
  await stack.accept(sample('trial-started'));
  stack.track.faults.next({ status: 307, headers: { location: `${stack.track.origin}/elsewhere` } });

  await stack.drain();

  expect(stack.track.requests.map(({ path }) => path)).toEqual(['/api/v2/batch']);
  expect(stack.logged('event will be tried again')).toMatchObject([
    { cause: 'HTTP 307', fault: 'configuration' },
  ]);
  await stack.skipWaiting();
  await stack.drain();
  expect(eventNames()).toEqual(['TRIAL_STARTED']);
});

test('reads the credentials again when they are refused, and delivers in the same attempt', async () => {
  const secret = 'purchasely-customerio/local/cinema/customerio-production';
  const { siteId, apiKey } = stack.production.settings;
  stack.secrets.put(secret, JSON.stringify({ siteId, apiKey: 'from before the rotation' }));
  await stack.accept(sample('trial-started'));
  const rotate = () => {
    stack.secrets.put(secret, JSON.stringify({ siteId, apiKey }));
    return false;
  };
  stack.track.faults.next(json(500), { match: rotate });

  await stack.drain();

  expect(stack.track.requests.map(({ status }) => status)).toEqual([401, 200]);
  expect(eventNames()).toEqual(['TRIAL_STARTED']);
});

test('keeps the events while credentials are wrong, and delivers once they are right', async () => {
  await stack.accept(sample('trial-started'));
  stack.track.faults.next(json(401), { times: 1 });

  await stack.drain();
  expect(stack.logged('event will be tried again')).toMatchObject([
    { cause: 'HTTP 401', fault: 'configuration' },
  ]);
  await stack.skipWaiting();
  await stack.drain();

  expect(eventNames()).toEqual(['TRIAL_STARTED']);
  expect(deadLetters()).toEqual([]);
});

test('keeps the events of a workspace whose secret is empty, and delivers those of the other', async () => {
  stack.secrets.put('purchasely-customerio/local/cinema/customerio-sandbox', '{}');
  await stack.accept(sample('trial-started'));
  await stack.accept(sample('subscription-paused-google'));

  await stack.drain();

  expect(eventNames()).toEqual(['TRIAL_STARTED']);
  expect(stack.messages('events')).toHaveLength(1);
  expect(stack.logged('event will be tried again')).toMatchObject([{ fault: 'configuration' }]);
});

test('dead-letters what can never be delivered and delivers what stands beside it', async () => {
  await stack.accept(sample('legacy-v2-purchase-validated'));
  await stack.accept(sample('trial-started', { user_id: 'x'.repeat(200), event_id: 'long-id' }));
  await stack.accept(sample('trial-started', { user_id: null, event_id: 'nobody' }));
  await stack.accept({ event_name: 'TRIAL_STARTED', event_id: 'timeless' });
  await stack.accept(sample('trial-started', { environment: 'STAGING', event_id: 'elsewhere' }));
  await stack.accept(sample('trial-started', { event_id: 'good' }));

  await stack.drain();

  const reasons = Object.fromEntries(
    deadLetters().map(({ eventId, reason, field }) => [eventId, [reason, field]]),
  );
  expect(reasons).toEqual({
    undefined: ['unsupported-payload-version', undefined],
    'long-id': ['invalid-identity', 'user_id'],
    nobody: ['no-identity', 'user_id'],
    timeless: ['unreadable-webhook', 'event_created_at_ms'],
    elsewhere: ['unknown-environment', 'environment'],
  });
  expect(eventNames()).toEqual(['TRIAL_STARTED']);
});

test('stores a webhook sent twice as one event', async () => {
  await stack.accept(sample('trial-started'));
  await stack.accept(sample('trial-started'));

  await stack.drain();

  expect(eventNames()).toEqual(['TRIAL_STARTED']);
});

test('does not roll a person back when an older webhook is delivered after a newer one', async () => {
  await stack.accept(sample('subscription-terminated'));
  await stack.drain();
  const { attributes: fresh } = stack.production.person({ id: USER }) ?? {};

  await stack.accept(sample('subscription-renewed'));
  await stack.drain();

  expect(stack.production.person({ id: USER })?.attributes).toEqual(fresh);
  expect(eventNames()).toEqual(['SUBSCRIPTION_EXPIRED', 'SUBSCRIPTION_RENEWED']);
});

test('changes nobody and adds no event when every sample is sent again', async () => {
  const all = ['subscription-started-trial', 'trial-started', 'trial-converted', 'renewal-disabled'].map(
    (name) => sample(name),
  );
  for (const webhook of all) await stack.accept(webhook);
  await stack.drain();
  const once = stack.production.state();

  for (const webhook of all.toReversed()) await stack.accept(webhook);
  await stack.drain();

  expect(stack.production.state()).toEqual(once);
  expect(stack.production.duplicates).toBe(4);
});

test('delivers after the function died in the middle of a delivery', async () => {
  await stack.accept(sample('trial-started'));
  stack.track.faults.next(json(500), {
    match: () => {
      stack.deliver.kill();
      return true;
    },
  });

  await stack.drain();
  expect(stack.messages('events')).toHaveLength(1);
  await stack.skipWaiting();
  await stack.drain();

  expect(eventNames()).toEqual(['TRIAL_STARTED']);
  expect(stack.messages('events')).toEqual([]);
});

describe('the last attempt', () => {
  const HOUR_MS = 3_600_000;

  test.each([
    { fault: html(503), reason: 'retries-exhausted', cause: 'HTTP 503' },
    { fault: json(401), reason: 'configuration-fault', cause: 'HTTP 401' },
  ])('of $cause is dead-lettered as $reason when patience is over', async ({ fault, reason, cause }) => {
    stack.track.faults.next(fault);

    const invocation = await stack.deliver.invoke({ Records: [record(25 * HOUR_MS, 120)] });

    expect(invocation).toEqual({ kind: 'result', result: { batchItemFailures: [] } });
    expect(deadLetters()).toMatchObject([{ reason, cause, attempts: 120 }]);
  });

  test('is not yet that of a transient failure before its time', async () => {
    stack.track.faults.next(html(503));

    const invocation = await stack.deliver.invoke({ Records: [record(23 * HOUR_MS, 120)] });

    expect(invocation).toMatchObject({ result: { batchItemFailures: [{ itemIdentifier: 'message-1' }] } });
    expect(deadLetters()).toEqual([]);
  });
});

test('leaves two dead letters and never none when it dies after storing one, before its message is deleted', async () => {
  const nobody = record(0, 1, sample('trial-started', { user_id: null }));

  // Lambda deletes a message only after the answer: without one, the same message comes again.
  await stack.deliver.invoke({ Records: [nobody] });
  await stack.deliver.invoke({ Records: [nobody] });

  expect(deadLetters()).toMatchObject([{ reason: 'no-identity' }, { reason: 'no-identity' }]);
});

test('keeps a webhook in the events queue as long as its dead letter cannot be stored', async () => {
  await stack.accept(sample('trial-started', { user_id: null }));
  stack.deleteQueue('dead-letters');

  await stack.drain();

  expect(stack.messages('events')).toHaveLength(1);
  expect(stack.logged('event could not be dead-lettered')).toMatchObject([{ reason: 'no-identity' }]);
});

test('counts each outcome by its reason, and writes nothing else about what simply worked', async () => {
  await stack.accept(sample('trial-started'));
  await stack.accept(sample('transaction-processed-renewal'));
  await stack.accept(sample('transaction-processed-refund'));
  await stack.accept(sample('trial-started', { user_id: null }));
  stack.lines.length = 0;

  await stack.drain();

  const written = stack.lines.map((line) => JSON.parse(line));
  expect(written.filter((line) => '_aws' in line)).toMatchObject([
    { EventsSkipped: 2, service: 'deliver', stage: 'local', why: 'event switched off' },
    { EventsDeadLettered: 1, service: 'deliver', stage: 'local', reason: 'no-identity' },
    { EventsDelivered: 1, EventsDeadLettered: 1, service: 'deliver', workspace: 'cinema/PRODUCTION' },
  ]);
  // The local run asks for level DEBUG; a deployed stage has none of those lines.
  const deployed = written.filter((line) => !('_aws' in line) && line.level !== 'DEBUG');
  expect(deployed).toMatchObject([{ message: 'event dead-lettered', reason: 'no-identity' }]);
});

test('counts how long events took since they were accepted', async () => {
  await stack.accept(sample('trial-started'));
  await stack.accept(sample('trial-started'));
  stack.lines.length = 0;

  await stack.drain();

  const [line] = stack.lines
    .filter((each) => each.includes('LagFromAcceptance'))
    .map((each) => JSON.parse(each));
  for (const ms of line.LagFromAcceptance) expect(ms).toBeLessThan(600_000);
  expect(line.LagFromAcceptance).toHaveLength(2);
});

test('counts events nobody has heard of, and names them without making a metric of each', async () => {
  await stack.accept(sample('trial-started', { event_name: 'NOT_INVENTED_YET' }));
  await stack.accept(sample('trial-started', { event_name: 'x'.repeat(100_000) }));
  stack.lines.length = 0;

  await stack.drain();

  const [line] = stack.lines.filter((each) => each.includes('UnknownEvents')).map((each) => JSON.parse(each));
  expect(line).toMatchObject({
    UnknownEvents: 2,
    unknown_event_names: `NOT_INVENTED_YET, ${'x'.repeat(100)}`,
    _aws: { CloudWatchMetrics: [{ Dimensions: [['service', 'stage', 'workspace']] }] },
  });
});

test('writes no datum of the person into any log line', async () => {
  const marked = {
    user_id: 'SECRET-USER',
    device_id: 'SECRET-DEVICE',
    plan: 'SECRET-PLAN',
    note: 'x'.repeat(2000),
  };
  await stack.accept(sample('trial-started', marked));
  await stack.accept(sample('trial-started', { ...marked, event_id: 'refused' }));
  await stack.accept(sample('trial-started', { ...marked, environment: 'SECRET-ENVIRONMENT' }));
  stack.track.faults.next({
    kind: 'refuse-items',
    indices: [1],
    error: { field: 'name', message: 'SECRET-PLAN of SECRET-USER' },
  });

  await stack.drain();

  expect(deadLetters()).toHaveLength(2);
  expect(stack.lines.length).toBeGreaterThan(3);
  expect(stack.lines.filter((line) => /SECRET|local-shared-secret|key-1/.test(line))).toEqual([]);
});
