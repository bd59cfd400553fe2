import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { postWebhook } from '../../tools/cli/stage/post-webhook.ts';
import { type InspectedStack, startInspectedStack } from '../support/inspected-stack.ts';
import { sample } from '../support/running-stack.ts';

let inspected: InspectedStack;
beforeAll(async () => {
  inspected = await startInspectedStack();
});
afterAll(() => inspected.stop());

interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A request with whatever headers: `fetch` would not send another `Host`. */
function send({ path = '/api/setup', method = 'GET', headers = {}, body = '' }: Sent) {
  const { hostname, port } = new URL(inspected.origin);
  return new Promise<{ status?: number; headers: Record<string, unknown>; answer: string }>(
    (resolve, reject) => {
      const sending = request({ hostname, port, path, method, headers }, (response) => {
        text(response).then(
          (answer) => resolve({ status: response.statusCode, headers: response.headers, answer }),
          reject,
        );
      });
      sending.on('error', reject).end(body);
    },
  );
}

async function ask(path: string) {
  const { answer } = await send({ path });
  return JSON.parse(answer);
}

/** As the page does. */
async function tell(path: string, body: object) {
  const headers = { origin: inspected.origin, 'content-type': 'application/json' };
  const { status, answer } = await send({ path, method: 'POST', headers, body: JSON.stringify(body) });
  return { status, answer: JSON.parse(answer) };
}

/** Posts a sample. @returns its id */
async function post(name: string, changes: object): Promise<string> {
  const body = JSON.stringify(sample(name, changes));
  const { answer } = await tell('/api/webhooks', { connection: 'cinema', body, signature: 'right' });
  return answer.webhookId;
}

/** Posts a sample and delivers it. @returns its id, once the inspector knows what became of it */
async function deliver(name: string, changes: object): Promise<string> {
  const id = await post(name, changes);
  await inspected.stack.eventSource.drain();
  await untilEnded(id);
  return id;
}

async function untilEnded(id: string): Promise<void> {
  while ((await ask(`/api/webhook?id=${id}`)).row.outcome === 'underway') await wait(10);
}

describe('the page is safe', () => {
  const json = 'application/json';
  const change = { method: 'POST', path: '/api/faults/off', body: '{}' };

  test.each<{ what: string; sent: () => Sent; status: number }>([
    {
      what: 'a name that leads to this machine',
      sent: () => ({ headers: { host: 'evil.example' } }),
      status: 421,
    },
    { what: 'another port', sent: () => ({ headers: { host: '127.0.0.1:1' } }), status: 421 },
    { what: 'another site', sent: () => ({ headers: { origin: 'https://evil.example' } }), status: 403 },
    {
      what: 'a post of another site',
      sent: () => ({ ...change, headers: { origin: 'https://evil.example', 'content-type': json } }),
      status: 403,
    },
    {
      what: 'a post of no site',
      sent: () => ({ ...change, headers: { 'content-type': json } }),
      status: 403,
    },
    {
      what: 'a form',
      sent: () => ({ ...change, headers: { origin: inspected.origin, 'content-type': 'text/plain' } }),
      status: 415,
    },
    { what: 'the page', sent: () => ({}), status: 200 },
    {
      what: 'a post of the page',
      sent: () => ({ ...change, headers: { origin: inspected.origin, 'content-type': json } }),
      status: 200,
    },
  ])('answers $status to $what', async ({ sent, status }) => {
    expect((await send(sent())).status).toBe(status);
  });

  test('allows the page nothing but its own files', async () => {
    const { headers, answer } = await send({ path: '/' });

    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self';/,
    );
    expect(answer).not.toMatch(/<script(?! type="module" src="\/page.js">)|style=|https?:/);
    expect((await send({ path: '/page.js' })).headers['content-type']).toContain('javascript');
  });

  test('tells no secret', async () => {
    const { answer } = await send({ path: '/api/setup' });

    for (const secret of Object.values(inspected.stack.sharedSecrets)) expect(answer).not.toContain(secret);
  });
});

test.each([
  { path: '/api/webhooks', body: { connection: 'nobody', body: '{}', signature: 'right' } },
  { path: '/api/webhooks', body: { connection: 'cinema' } },
  { path: '/api/faults/on', body: { name: 'earthquake', person: '' } },
  { path: '/api/faults/on', body: [] },
  { path: '/api/faults/off', body: { id: 1 } },
  { path: '/api/dead-letters/replay', body: { messageIds: [] } },
])('refuses $body at $path', async ({ path, body }) => {
  expect((await tell(path, body)).status).toBe(400);
});

test.each([
  '/api/webhook?id=x',
  '/api/delivery?seq=0',
  '/api/delivery?seq=x',
  '/api/person?key=x',
  '/nowhere',
])('knows nothing at %s', async (path) => {
  expect((await send({ path })).status).toBe(404);
});

test('tells of a late webhook that something newer was known', async () => {
  const created = (day: number) => ({ event_created_at_ms: Date.UTC(2026, 0, day), user_id: 'late' });
  await deliver('subscription-renewed', { ...created(2), event_id: 'newer' });
  const late = await deliver('trial-started', { ...created(1), event_id: 'older' });

  const { changes, personKey } = await ask(`/api/webhook?id=${late}`);
  expect(changes).toContainEqual({ name: 'is_in_trial', after: true, result: 'outdated' });
  const { attributes } = await ask(`/api/person?key=${encodeURIComponent(personKey)}`);
  const { value, writes } = attributes.find(({ name }: { name: string }) => name === 'is_in_trial');
  expect(value).toBe(false);
  expect(writes).toEqual([
    expect.objectContaining({ value: false, result: 'holds', event: 'SUBSCRIPTION_RENEWED' }),
    expect.objectContaining({ value: false, result: 'replaced', event: 'SUBSCRIPTION_RENEWED' }),
  ]);
});

test('reads a webhook that came to a URL with a slash behind it', async () => {
  const { url, sharedSecrets } = inspected.stack;
  const body = Buffer.from(JSON.stringify(sample('trial-started', { event_id: 'behind-a-slash' })));
  const answer = await postWebhook(`${url}/webhooks/cinema/`, body, sharedSecrets['cinema'] ?? '');
  await inspected.stack.eventSource.drain();
  const id = answer.headers.get('apigw-requestid') ?? '';
  await untilEnded(id);

  const { personKey, changes } = await ask(`/api/webhook?id=${id}`);
  expect(personKey).toEqual(expect.any(String));
  expect(changes).not.toEqual([]);
});

test('tells of webhooks in one batch whose person was told of once', async () => {
  const about = (id: string, day: number, plan: string) => ({
    event_id: id,
    event_created_at_ms: Date.UTC(2026, 0, day),
    user_id: 'together',
    plan,
    event_name: 'GRACE_PERIOD_STARTED', // its event is off: all it has to say are attributes
  });
  const older = await post('subscription-renewed', about('one', 1, 'OLD'));
  const newer = await post('subscription-renewed', about('two', 2, 'NEW'));
  await inspected.stack.eventSource.drain();
  for (const id of [older, newer]) await untilEnded(id);

  const [olderDetail, newerDetail] = [
    await ask(`/api/webhook?id=${older}`),
    await ask(`/api/webhook?id=${newer}`),
  ];
  expect(olderDetail.row).toMatchObject({
    outcome: 'delivered',
    words: 'person updated; event off',
    tookMs: expect.any(Number),
  });
  expect(olderDetail.changes).toContainEqual({ name: 'plan', after: 'OLD', result: 'outdated' });
  expect(newerDetail.changes).toContainEqual({ name: 'plan', after: 'NEW', result: 'set' });
  expect(olderDetail.deliveries).toEqual(newerDetail.deliveries);
});

test('tells that a webhook posted twice changed nothing the second time', async () => {
  const first = await deliver('trial-started', { user_id: 'twice' });
  const second = await deliver('trial-started', { user_id: 'twice' });

  const { deliveries, changes } = await ask(`/api/webhook?id=${second}`);
  const results = deliveries.flatMap(({ operations }: { operations: { result: string }[] }) =>
    operations.map(({ result }) => result),
  );
  expect(results).toEqual(['applied', 'ignored: Customer.io has this event already']);
  expect((await ask(`/api/webhook?id=${first}`)).deliveries).toHaveLength(1);
  const others = changes.filter(
    ({ result }: { result: string }) => !['set', 'unchanged', 'cleared'].includes(result),
  );
  expect(others).toEqual([]);
});

test('tells whose the events of an anonymous person have become', async () => {
  const anonymous_user_id = 'C0FFEE';
  await deliver('anonymous-subscription-started', { anonymous_user_id });
  const key = JSON.stringify(['cinema production', 'anonymous_id', anonymous_user_id]);
  expect(await ask(`/api/person?key=${encodeURIComponent(key)}`)).not.toHaveProperty('claimedBy');

  await deliver('subscription-received', {
    user_id: 'known',
    anonymous_user_id: null,
    transferred_from_anonymous_user_id: anonymous_user_id,
  });

  const { claimedBy, timeline } = await ask(`/api/person?key=${encodeURIComponent(key)}`);
  expect(JSON.parse(claimedBy)).toEqual(['cinema production', 'id', 'known']);
  expect(timeline).toHaveLength(1);
});

test('finds dead letters by person, says what to do, and replays those that are still there', async () => {
  await deliver('trial-started', { user_id: 'lost-1', environment: 'MOON' });
  await deliver('trial-started', { user_id: 'lost-2', environment: 'MOON' });
  const { matching } = await ask('/api/dead-letters?person=LOST-');
  const { rows } = await ask('/api/dead-letters?person=lost-1');

  expect(matching).toBe(2);
  expect(rows).toEqual([
    expect.objectContaining({
      reason: 'unknown-environment',
      details: 'environment',
      person: 'lost-1',
      attempts: 1,
    }),
  ]);
  const messageIds = [rows[0].messageId, 'gone'];
  expect(await tell('/api/dead-letters/replay', { messageIds })).toEqual({
    status: 200,
    answer: { replayed: 1, missing: 1 },
  });
  expect((await ask('/api/dead-letters?person=lost-')).matching).toBe(1);
  expect((await ask('/api/queue?person=lost-')).rows).toEqual([
    expect.objectContaining({ state: 'ready', person: 'lost-1' }),
  ]);
  await inspected.stack.eventSource.drain();
  expect((await ask('/api/dead-letters?person=lost-1')).rows).toEqual([
    expect.objectContaining({ replays: 1 }),
  ]);
});
