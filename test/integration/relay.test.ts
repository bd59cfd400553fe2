import { resolveConfig } from '../../shared/config/resolve.ts';
import { signedHeaders } from '../../tools/cli/stage/post-webhook.ts';
import type { Fault } from '../../tools/track-api/faults.ts';
import { sendAnswer, serve } from '../../tools/track-api/http.ts';
import relayingConfig from '../support/relaying.config.ts';
import { relayingTemplate } from '../support/relaying-template.ts';
import { type RunningStack, sample, startStack } from '../support/running-stack.ts';

const config = resolveConfig(relayingConfig, 'local');
let template: string;
beforeAll(async () => {
  template = await relayingTemplate();
});

let stack: RunningStack;
afterEach(async () => {
  await stack.stop();
});

const start = (options: Parameters<typeof startStack>[1] = {}) =>
  startStack({}, { template, config, ...options });

const webhook = Buffer.from(JSON.stringify(sample('trial-started')));

function post(body = webhook, connection = 'cinema', more: Record<string, string> = {}): Promise<Response> {
  const secret = stack.sharedSecrets[connection] ?? '';
  const headers = { ...signedHeaders(body, secret, Date.now()), ...more };
  return fetch(`${stack.url}/webhooks/${connection}`, { method: 'POST', body, headers });
}

const delivered = () => stack.backend?.deliveries ?? [];

test('the backend gets the raw bytes with the headers it checks, and a name to know us by', async () => {
  stack = await start();

  const { status } = await post(webhook, 'cinema', {
    'x-purchasely-signature': 'older',
    accept: 'text/html',
  });

  expect(status).toBe(200);
  expect(delivered()).toHaveLength(1);
  expect(delivered()[0]).toMatchObject({ connection: 'cinema', isGenuine: true, body: webhook });
  const { host: _, connection: __, ...headers } = delivered()[0]?.request.headers ?? {};
  expect(headers).toEqual({
    'content-type': 'application/json',
    'content-length': String(webhook.length),
    'x-purchasely-request-signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    'x-purchasely-timestamp': expect.any(String),
    'x-purchasely-signature': 'older',
    'user-agent': expect.stringMatching(/^purchasely-customerio\//),
    'purchasely-customerio-hops': 'local/cinema',
  });
});

describe('Purchasely is answered what the backend answers, and the webhook is stored whatever that is', () => {
  const html = '<html><body>Oops</body></html>';
  test.each<{ when: string; fault: Fault; status: number; metric?: string; cause?: string }>([
    {
      when: 'it says 200 and more',
      fault: { status: 200, body: html },
      status: 200,
    },
    { when: 'it says 201', fault: { status: 201 }, status: 201 },
    { when: 'it says 204', fault: { status: 204 }, status: 204 },
    { when: 'it says 404', fault: { status: 404, body: html }, status: 404, metric: 'RelayAnswered4xx' },
    { when: 'it throttles', fault: { status: 429 }, status: 429, metric: 'RelayAnswered4xx' },
    { when: 'it fails', fault: { status: 500 }, status: 500, metric: 'RelayAnswered5xx' },
    {
      when: 'it redirects',
      fault: { status: 302, headers: { location: 'https://example.com/' } },
      status: 502,
      metric: 'RelayAnswered3xx',
    },
    {
      when: 'its answer is huge',
      fault: { status: 200, body: 'x'.repeat(5_000_000) },
      status: 200,
    },
    { when: 'it is slow', fault: { kind: 'slow', ms: 300 }, status: 200 },
    {
      when: 'it resets the connection',
      fault: { kind: 'reset' },
      status: 502,
      metric: 'RelayUnanswered',
      cause: 'ECONNRESET',
    },
    {
      when: 'it is silent',
      fault: { kind: 'silence' },
      status: 504,
      metric: 'RelayUnanswered',
      cause: 'timeout',
    },
  ])('$status when $when', async ({ fault, status, metric, cause }) => {
    stack = await start();
    stack.backend?.faults.add(fault);
    const body = Buffer.from(JSON.stringify(sample('trial-started', { event_name: 'ACTIVATE' })));

    const response = await post(body, 'press');

    expect(response.status).toBe(status);
    expect(stack.messages('events')).toHaveLength(1);
    const [line] = stack.lines.filter((each) => each.includes('"_aws"')).map((each) => JSON.parse(each));
    expect(line).toMatchObject({ connection: 'press', RelayLatency: expect.any(Number) });
    const accepted = stack.lines.map((each) => JSON.parse(each)).filter((each) => 'WebhooksAccepted' in each);
    expect(accepted).toMatchObject([{ relay_status: status, relay_ms: expect.any(Number) }]);
    const counted = Object.keys(line).filter((name) => /^Relay(Answered|Unanswered)/.test(name));
    expect(counted).toEqual(metric === undefined ? [] : [metric]);
    const failures = status < 300 ? [] : [{ status, ...(cause && { cause }), connection: 'press' }];
    expect(stack.logged('backend did not take the webhook')).toMatchObject(failures);
    expect(stack.lines.join('')).not.toContain('trial-started');
  });
});

test('a backend that is not there is answered with 502', async () => {
  const gone = await serve(async () => {});
  await gone.close();
  stack = await start({ backend: new URL(gone.origin) });

  const response = await post();

  expect([response.status, await response.json()]).toEqual([502, { error: 'relay-failed' }]);
  expect(stack.messages('events')).toHaveLength(1);
});

test('the connection to the backend is kept, and a kept one that was closed is not held against it', async () => {
  const sockets = new Set<unknown>();
  let requests = 0;
  const backend = await serve(async (request, _, response) => {
    requests += 1;
    sockets.add(request.socket);
    if (requests === 3) request.socket.destroy();
    else sendAnswer(response, { status: 200 });
  });
  stack = await start({ backend: new URL(backend.origin) });

  const statuses = [];
  for (let index = 0; index < 3; index += 1) statuses.push((await post()).status);

  expect(statuses).toEqual([200, 200, 200]);
  expect([requests, sockets.size]).toEqual([4, 2]);
  await backend.close();
});

test('events that are not listed are answered 200 at once, and stored', async () => {
  stack = await start();
  stack.backend?.faults.add({ status: 500 });

  const { status } = await post(webhook, 'press');

  expect([status, delivered().length, stack.messages('events').length]).toEqual([200, 0, 1]);
});

test('what has no valid signature never gets to the backend, nor into a queue', async () => {
  stack = await start();

  const { status } = await post(webhook, 'cinema', { 'x-purchasely-request-signature': '0'.repeat(64) });

  expect([status, delivered().length, stack.messages('archive').length]).toEqual([401, 0, 0]);
});

test('what comes back to where it has been is in a loop, and refused', async () => {
  stack = await start();

  const statuses = [];
  for (const hops of ['other/cinema,local/press', 'other/cinema,local/cinema']) {
    statuses.push((await post(webhook, 'cinema', { 'purchasely-customerio-hops': hops })).status);
  }

  expect(statuses).toEqual([200, 508]);
  expect(delivered().map(({ request }) => request.headers['purchasely-customerio-hops'])).toEqual([
    'other/cinema,local/press,local/cinema',
  ]);
});

describe('copies', () => {
  test('hold what the events queue holds, and a FIFO queue keeps each buyer in order', async () => {
    stack = await start();
    const other = Buffer.from(JSON.stringify(sample('trial-started', { user_id: 'somebody else' })));

    for (const body of [webhook, other]) await post(body);

    const [stored, ...more] = stack.messages('events');
    expect(more).toHaveLength(1);
    for (const queue of ['archive', 'events-local.fifo']) {
      const copies = stack.messages(queue);
      expect(copies).toHaveLength(2);
      expect(copies[0]).toMatchObject({ body: stored?.body, attributes: stored?.attributes });
    }
  });

  test('that cannot be stored are answered 503 and counted by queue; all others have the webhook', async () => {
    stack = await start();
    stack.deleteQueue('archive');

    const response = await post();

    expect([response.status, await response.json()]).toEqual([503, { error: 'copy-unavailable' }]);
    expect(stack.messages('events')).toHaveLength(1);
    expect(stack.messages('events-local.fifo')).toHaveLength(1);
    expect(delivered()).toHaveLength(1);
    const metrics = stack.lines.filter((each) => each.includes('"_aws"')).map((each) => JSON.parse(each));
    expect(metrics).toContainEqual(expect.objectContaining({ CopiesFailed: 1, destination: 'archive' }));
    expect(stack.logged('queue did not take its copy of the webhook')).toMatchObject([
      { destination: 'archive', connection: 'cinema' },
    ]);
  });
});
