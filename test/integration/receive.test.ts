import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signedHeaders } from '../../tools/cli/stage/post-webhook.ts';
import { createLambdaFunction, type LambdaFunction } from '../../tools/local/lambda/lambda-function.ts';
import { type RunningStack, sample, startStack } from '../support/running-stack.ts';

const SECRET_NAME = 'purchasely-customerio/local/cinema/purchasely';
/** SQS takes 1 MiB with the attributes, for which 8 KiB are left. */
const MAX_BODY_BYTES = 1_048_576 - 8_192;

let stack: RunningStack;
let secret: string;
beforeEach(async () => {
  stack = await startStack();
  secret = stack.sharedSecrets['cinema'] ?? '';
});
afterEach(async () => {
  await stack.stop();
});

const webhook = Buffer.from(JSON.stringify(sample('trial-started')));
const signed = (body: Buffer, key = secret) => signedHeaders(body, key, Date.now());

function post(body: Buffer, headers: Record<string, string>, path = '/webhooks/cinema'): Promise<Response> {
  return fetch(`${stack.url}${path}`, { method: 'POST', body, headers });
}

test('answers 200 once the webhook is stored, byte for byte', async () => {
  const body = Buffer.from('{ "event_name":"TRIAL_STARTED",\r\n\t"plan" : "Été – \\ud83c\\udfac \\u0026" }');

  const response = await post(body, signed(body));

  expect(response.status).toBe(200);
  const [message] = stack.messages('events');
  expect(message?.body).toBe(body.toString());
  expect(message?.attributes).toEqual({
    connection: 'cinema',
    received_at: expect.stringMatching(/^\d{13}$/),
    request_id: response.headers.get('apigw-requestid'),
    trace: expect.stringMatching(/^Root=/),
  });
});

test('takes a webhook at a URL that was pasted with a slash behind it', async () => {
  const { status } = await post(webhook, signed(webhook), '/webhooks/cinema/');

  expect(status).toBe(200);
  expect(stack.messages('events')[0]?.attributes).toMatchObject({ connection: 'cinema' });
});

test('verifies the raw bytes of a body that API Gateway hands over in base 64', async () => {
  const headers = { ...signed(webhook), 'content-type': 'application/octet-stream' };

  const { status } = await post(webhook, headers);

  expect(status).toBe(200);
  expect(stack.messages('events')[0]?.body).toBe(webhook.toString());
});

test.each([
  { what: 'an emoji', bytes: Buffer.from('{"plan":"🎬"}') },
  { what: 'characters that XML forbids', bytes: Buffer.from('{"event_name":"\uFFFE\uFFFF"}') },
  {
    what: 'bytes that are not UTF-8',
    bytes: Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
  },
])('stores $what unharmed, in base 64', async ({ bytes }) => {
  const headers = { ...signed(bytes), 'content-type': 'application/octet-stream' };

  const { status } = await post(bytes, headers);

  expect(status).toBe(200);
  const [message] = stack.messages('events');
  expect(message?.attributes).toMatchObject({ encoding: 'base64' });
  expect(Buffer.from(message?.body ?? '', 'base64')).toEqual(bytes);
});

test.each([
  { what: 'an unknown event', body: { event_name: 'NOT_INVENTED_YET' } },
  { what: 'payload version 2', body: sample('legacy-v2-purchase-validated') },
  { what: 'no event name at all', body: {} },
  {
    what: 'attributes of other types',
    body: { event_name: 7, user_id: { a: [] }, event_created_at_ms: 'soon' },
  },
])('accepts an authentic webhook with $what', async ({ body }) => {
  const bytes = Buffer.from(JSON.stringify(body));

  expect((await post(bytes, signed(bytes))).status).toBe(200);
  expect(stack.messages('events')).toHaveLength(1);
});

describe('stores nothing and says why when', () => {
  const edited = Buffer.from(webhook.toString().replace('MONTHLY', 'YEARLY'));
  const indented = Buffer.from(JSON.stringify(JSON.parse(webhook.toString()), null, 2));
  const without = (header: string) =>
    Object.fromEntries(Object.entries(signed(webhook)).filter(([name]) => name !== header));

  test.each([
    {
      when: 'the body was edited after signing',
      send: () => post(edited, signed(webhook)),
      status: 401,
      reason: 'signature-mismatch',
    },
    {
      when: 'the body was re-indented',
      send: () => post(indented, signed(webhook)),
      status: 401,
      reason: 'signature-mismatch',
    },
    {
      when: 'the timestamp was changed',
      send: () => post(webhook, { ...signed(webhook), 'x-purchasely-timestamp': '1' }),
      status: 401,
      reason: 'signature-mismatch',
    },
    {
      when: 'another secret signed it',
      send: () => post(webhook, signed(webhook, 'guess')),
      status: 401,
      reason: 'signature-mismatch',
    },
    {
      when: 'the signature is missing',
      send: () => post(webhook, without('x-purchasely-request-signature')),
      status: 401,
      reason: 'signature-missing',
    },
    {
      when: 'the timestamp is missing',
      send: () => post(webhook, without('x-purchasely-timestamp')),
      status: 401,
      reason: 'signature-missing',
    },
    {
      when: 'only the deprecated signature is there',
      send: () => post(webhook, deprecated()),
      status: 401,
      reason: 'signature-missing',
    },
    {
      when: 'the deprecated signature comes in the current header',
      send: () =>
        post(webhook, {
          ...signed(webhook),
          'x-purchasely-request-signature':
            'ea909b88098b63ef93711cd14542403e5efe1a23c07d94a764bd4db55abba5a6',
        }),
      status: 401,
      reason: 'signature-mismatch',
    },
    {
      when: 'no connection has this name',
      send: () => post(webhook, signed(webhook), '/webhooks/theatre'),
      status: 404,
      reason: 'unknown-connection',
    },
    {
      when: 'the name is one of Object.prototype',
      send: () => post(webhook, signed(webhook), '/webhooks/constructor'),
      status: 404,
      reason: 'unknown-connection',
    },
    {
      when: 'the body is a JSON array',
      send: () => postSigned('[]'),
      status: 400,
      reason: 'not-a-json-object',
    },
    { when: 'the body is empty', send: () => postSigned(''), status: 400, reason: 'not-a-json-object' },
    {
      when: 'the body is no JSON',
      send: () => postSigned('event_name=TRIAL_STARTED'),
      status: 400,
      reason: 'not-a-json-object',
    },
  ])('$when', async ({ send, status, reason }) => {
    const response = await send();

    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: reason });
    expect(stack.messages('events')).toEqual([]);
    expect(stack.logged('webhook rejected')).toMatchObject([
      { reason, source: expect.stringMatching(/^[0-9a-f]{12}$/) },
    ]);
    expect(stack.lines.join('\n')).not.toContain('127.0.0.1');
  });

  function postSigned(text: string) {
    const body = Buffer.from(text);
    return post(body, signed(body));
  }

  function deprecated() {
    const { 'x-purchasely-request-signature': signature = '', ...others } = signed(webhook);
    return { ...others, 'x-purchasely-signature': signature };
  }
});

test('counts what was accepted and what was rejected, by reason', async () => {
  await post(webhook, signed(webhook));
  await post(webhook, {});

  const metrics = stack.lines
    .filter((line) => /"_aws"|WebhooksAccepted/.test(line))
    .map((line) => JSON.parse(line));
  expect(metrics).toMatchObject([
    { WebhooksAccepted: 1, service: 'receive', stage: 'local', connection: 'cinema' },
    { WebhooksUnauthorized: 1, service: 'receive', stage: 'local', connection: 'cinema' },
    { WebhooksRejected: 1, service: 'receive', stage: 'local', reason: 'signature-missing' },
  ]);
});

test('writes one short line for an accepted webhook', async () => {
  await post(webhook, signed(webhook));

  expect(stack.lines.map((line) => JSON.parse(line))).toEqual([
    {
      stage: 'local',
      connection: 'cinema',
      request_id: expect.any(String),
      event_id: expect.any(String),
      service: 'receive',
      WebhooksAccepted: 1,
    },
  ]);
});

test('takes the largest body that SQS takes and answers 413 to a larger one', async () => {
  const bodyOf = (bytes: number) => Buffer.from(`{"a":"${'x'.repeat(bytes - 8)}"}`);

  expect((await post(bodyOf(MAX_BODY_BYTES), signed(bodyOf(MAX_BODY_BYTES)))).status).toBe(200);
  const tooLarge = await post(bodyOf(MAX_BODY_BYTES + 1), signed(bodyOf(MAX_BODY_BYTES + 1)));

  expect(tooLarge.status).toBe(413);
  expect(stack.messages('events')).toHaveLength(1);
});

test('verifies with the previous secret too, whichever side rotates first', async () => {
  stack.secrets.put(SECRET_NAME, JSON.stringify({ sharedSecret: 'the new secret' }));
  stack.receive.kill(); // the next execution environment starts after the rotation

  expect((await post(webhook, signed(webhook, 'the new secret'))).status).toBe(200);
  expect((await post(webhook, signed(webhook))).status).toBe(200);
  expect((await post(webhook, signed(webhook, 'never valid'))).status).toBe(401);
});

test('answers 503 while the secret cannot be read, and 200 as soon as it can', async () => {
  stack.receive.kill();
  stack.secrets.failNext(20, { status: 400, type: 'AccessDeniedException' });

  expect((await post(webhook, signed(webhook))).status).toBe(503);
  expect(stack.logged('webhook rejected')).toMatchObject([
    { reason: 'secret-unavailable', error: 'AccessDeniedException' },
  ]);
  expect(stack.logged('secret could not be read')).toMatchObject([
    { secret: SECRET_NAME, connection: 'cinema', error: 'AccessDeniedException' },
  ]);
  await expectEventually(async () => (await post(webhook, signed(webhook))).status === 200);
});

test('answers 503 when the queue refuses the message', async () => {
  await post(webhook, signed(webhook));
  stack.deleteQueue('events');

  const response = await post(webhook, signed(webhook));

  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({ error: 'queue-unavailable' });
  expect(stack.logged('webhook rejected')).toMatchObject([
    { reason: 'queue-unavailable', error: 'QueueDoesNotExist', aws_request_id: expect.any(String) },
  ]);
});

describe('with an SQS that takes the connection and never answers', () => {
  const silent = createServer(() => {});
  let receive: LambdaFunction;
  beforeEach(async () => {
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const resource = stack.template.functions.find(
      ({ environment }) => environment['POWERTOOLS_SERVICE_NAME'] === 'receive',
    );
    if (resource === undefined) throw new Error('no receive function in the template');
    const environment = {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: stack.secrets.endpoint,
      EVENTS_QUEUE_URL: `http://127.0.0.1:${port}/000000000000/events`,
    };
    receive = createLambdaFunction(resource, { environment, maxEnvironments: 1, onLine: () => {} });
  });
  afterEach(async () => {
    await receive.stop();
    silent.closeAllConnections();
    silent.close();
  });

  // Its own timeout of eight seconds, below Purchasely's ten, would end the function without an answer of ours.
  test('answers 503 before its own timeout', async () => {
    const invocation = await receive.invoke({
      headers: signed(webhook),
      body: webhook.toString(),
      isBase64Encoded: false,
      pathParameters: { connection: 'cinema' },
      requestContext: { requestId: 'request-1', http: { sourceIp: '192.0.2.1' } },
    });

    expect(invocation).toMatchObject({ kind: 'result', result: { statusCode: 503 } });
  });
});

async function expectEventually(holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    if (await holds()) return;
  }
  throw new Error('it never held');
}
