import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { postWebhook } from '../../tools/cli/stage/post-webhook.ts';
import { type RunningStack, sample, startStack } from '../support/running-stack.ts';

const RECIPE = fileURLToPath(new URL('../../infra/recipes/forward.mjs', import.meta.url));

let stack: RunningStack;
let backend: ChildProcess;
let url: string;
beforeEach(async () => {
  stack = await startStack();
  backend = spawn(process.execPath, [RECIPE], {
    env: { CONNECTOR_URL: `${stack.url}/webhooks/cinema`, SHARED_SECRET: secret(), PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (backend.stdout === null) throw new Error('no output');
  const [line] = await once(backend.stdout, 'data');
  url = `http://127.0.0.1:${String(line).match(/\d+/)?.[0]}/`;
});
afterEach(async () => {
  backend.kill();
  await stack.stop();
});

const secret = () => stack.sharedSecrets['cinema'] ?? '';
const webhook = Buffer.from(JSON.stringify(sample('trial-started')));

test('a backend that stays first brings the connector what Purchasely signed', async () => {
  const unusual = Buffer.from('{ "event_name":"TRIAL_STARTED",\r\n\t"plan" : "Été – 🎬 \\u0026" }');
  const bodies = [webhook, unusual];

  for (const body of bodies) expect((await postWebhook(url, body, secret())).status).toBe(200);

  expect(stack.messages('events')).toHaveLength(bodies.length);
});

test('what it has not brought there, Purchasely is not told to be safe', async () => {
  stack.deleteQueue('events');

  expect((await postWebhook(url, webhook, secret())).status).toBe(503);
});

test('it outlives a webhook that is no JSON, and one that breaks off', async () => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.end('POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n{');
  await once(socket.resume(), 'close');
  expect((await postWebhook(url, Buffer.from('no JSON'), secret())).status).toBe(503);

  expect((await postWebhook(url, webhook, secret())).status).toBe(200);
  expect(stack.messages('events')).toHaveLength(1);
});

test('what nobody has signed it keeps to itself', async () => {
  expect((await postWebhook(url, webhook, 'another secret')).status).toBe(401);
  expect(stack.messages('events')).toEqual([]);
});
