import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { sendItems } from '../../../../functions/deliver/send/send-items.ts';
import { createCircuitBreakers } from '../../../../functions/deliver/workspace/circuit-breaker.ts';
import {
  createWorkspaceCredentials,
  type WorkspaceCredentials,
} from '../../../../functions/deliver/workspace/credentials.ts';
import { createWorkspacePost } from '../../../../functions/deliver/workspace/post.ts';
import { refusalOf } from '../../../../functions/refusal.ts';
import { createTrackClient, type PostBatch } from '../../../../shared/customerio/track-client.ts';
import {
  type SecretsManagerServer,
  startSecretsManager,
} from '../../../../tools/local/secrets-manager/server.ts';
import type { Fault } from '../../../../tools/track-api/faults.ts';
import { seededRandom } from '../../../../tools/track-api/seeded-random.ts';
import { startTrackApi, type TrackApi } from '../../../../tools/track-api/server.ts';
import { inWords } from '../../../support/in-words.ts';

const SECOND = 1_000;
const WORKSPACES = ['production', 'sandbox'].map(
  (name, environmentId) =>
    ({ name, siteId: `site-${name}`, apiKey: `key-${name}`, region: 'eu', environmentId }) as const,
);
const ITEM = JSON.stringify({
  type: 'person',
  action: 'identify',
  identifiers: { id: 'user-1' },
  timestamp: 1_772_439_334,
  attributes: { plan: 'MONTHLY' },
});

let track: TrackApi;
let secretsManager: SecretsManagerServer;
let client: SecretsManagerClient;
let postBatch: PostBatch;
let unread: [secret: string, error: string][];
let credentials: WorkspaceCredentials;
let breakerOf: ReturnType<typeof createCircuitBreakers>;
let nowMs: number;
beforeEach(async () => {
  nowMs = 0;
  unread = [];
  [track, secretsManager] = await Promise.all([
    startTrackApi({ workspaces: WORKSPACES }),
    startSecretsManager(),
  ]);
  for (const { name, apiKey } of WORKSPACES) storeKey(apiKey, name);
  client = new SecretsManagerClient({
    endpoint: secretsManager.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  postBatch = createTrackClient(track.origin);
  credentials = createWorkspaceCredentials(new SecretsProvider({ awsSdkV3Client: client }), {
    onRefetch: () => {},
    onUnread: (secret, error) => unread.push([secret, refusalOf(error).error]),
  });
  breakerOf = createCircuitBreakers(seededRandom(1));
});
afterEach(async () => {
  client.destroy();
  await Promise.all([track.close(), secretsManager.close()]);
});

function storeKey(apiKey: string, name = 'production') {
  secretsManager.put(name, JSON.stringify({ siteId: `site-${name}`, apiKey }));
}

/** One invocation of an execution environment, which sends one item, or the same one in several requests side by side. */
async function sendTogether(requests: number, { to = 'production', timeMs = 22 * SECOND } = {}) {
  const post = await createWorkspacePost(
    { region: 'eu', secret: { name: to, created: true } },
    { postBatch, credentials, breaker: breakerOf(to), clock: () => nowMs, deadlineMs: nowMs + timeMs },
  );
  const outcomes = await Promise.all(Array.from({ length: requests }, () => sendItems([ITEM], post)));
  return outcomes.flat().map((outcome) => inWords(outcome));
}

async function send(options = {}) {
  const [outcome] = await sendTogether(1, options);
  return outcome;
}

const accepted = { kind: 'accepted' };
const statuses = () => track.requests.map(({ status }) => status);

test('sends nothing while the circuit is open, and everything again after one success', async () => {
  track.faults.next({ status: 503 }, { times: 4 });

  const failed = [await send(), await send(), await send()];
  nowMs += SECOND;
  const heldBack = await send();
  nowMs += 5 * SECOND;
  const failedAgain = await send();
  nowMs += 10 * SECOND;
  const delivered = [await send(), await send()];

  expect(failed).toMatchObject([{ cause: 'HTTP 503' }, { cause: 'HTTP 503' }, { cause: 'HTTP 503' }]);
  expect(heldBack).toMatchObject({ fault: 'transient', cause: 'HTTP 503, circuit open', failedAtMs: 0 });
  expect(failedAgain).toMatchObject({ cause: 'HTTP 503' });
  expect(delivered).toEqual([accepted, accepted]);
  expect(statuses()).toEqual([503, 503, 503, 503, 200, 200]);
});

test('keeps a message away until the circuit may close, from the failure that opens it on', async () => {
  track.faults.next({ status: 503 }, { times: 3 });
  await send();
  await send();

  const opening = await send();
  nowMs += SECOND;
  const heldBack = await send();
  const waitSeconds = heldBack?.kind === 'failed' ? (heldBack.afterSeconds ?? 0) : 0;
  nowMs += waitSeconds * SECOND;

  expect(opening).toMatchObject({ cause: 'HTTP 503', afterSeconds: waitSeconds + 1 });
  expect(await send()).toEqual(accepted);
});

const json = (status: number): Fault => ({ status, body: { errors: [{ reason: 'invalid' }] } });

test.each<{ what: string; fault: Fault; heldBack: object }>([
  { what: 'a 500', fault: json(500), heldBack: { fault: 'transient', cause: 'HTTP 500, circuit open' } },
  { what: 'an HTML 502', fault: { status: 502, body: '<html>' }, heldBack: { fault: 'transient' } },
  { what: 'a 408', fault: json(408), heldBack: { fault: 'transient' } },
  { what: 'a 429', fault: json(429), heldBack: { fault: 'transient' } },
  { what: 'a reset', fault: { kind: 'reset' }, heldBack: { cause: 'ECONNRESET, circuit open' } },
  { what: 'a redirect', fault: json(307), heldBack: { fault: 'configuration' } },
  { what: 'a 401', fault: json(401), heldBack: { fault: 'configuration', cause: 'HTTP 401, circuit open' } },
  { what: 'a 404', fault: json(404), heldBack: { fault: 'configuration' } },
])('opens after $what three times, for that workspace alone', async ({ fault, heldBack }) => {
  track.faults.next(fault, { times: 3 });

  for (let time = 0; time < 3; time += 1) await send();

  expect(await send()).toMatchObject({ kind: 'failed', ...heldBack });
  expect(await send({ to: 'sandbox' })).toEqual(accepted);
});

test.each<{ what: string; fault: Fault }>([
  { what: 'a refusal in a 207', fault: { kind: 'refuse-items', indices: [0] } },
  { what: 'a 400', fault: json(400) },
  { what: 'a 413', fault: json(413) },
  { what: 'a 200 that nobody can read', fault: { status: 200, body: '<html>' } },
])('does not open after $what: Customer.io is there', async ({ fault }) => {
  track.faults.next(fault, { times: 10 });

  for (let time = 0; time < 10; time += 1) await send();

  expect(await send()).toEqual(accepted);
});

test('opens at once for as long as Customer.io asks', async () => {
  track.faults.next({ status: 429, headers: { 'retry-after': '70' } });
  await send();

  nowMs += 69 * SECOND;
  expect(await send()).toMatchObject({ cause: 'HTTP 429, circuit open', afterSeconds: 1 });
  nowMs += SECOND;
  expect(await send()).toEqual(accepted);
});

test('counts nothing and tries nothing when this invocation has no time left', async () => {
  for (let time = 0; time < 3; time += 1) {
    expect(await send({ timeMs: 499 })).toEqual({ kind: 'failed', fault: 'transient', cause: 'out of time' });
  }

  expect(await send()).toEqual(accepted);
  expect(statuses()).toEqual([200]);
});

test('sends one request when the circuit may close, and the others only once that has succeeded', async () => {
  track.faults.next({ status: 503 }, { times: 4 });
  for (let time = 0; time < 3; time += 1) await send();
  nowMs += 5 * SECOND;
  const stillDown = await sendTogether(4);
  nowMs += 10 * SECOND;

  expect(stillDown.map((outcome) => outcome?.kind === 'failed' && outcome.cause)).toEqual([
    'HTTP 503',
    ...Array(3).fill('HTTP 503, circuit open'),
  ]);
  expect(await sendTogether(4)).toEqual(Array(4).fill(accepted));
  expect(statuses()).toEqual([503, 503, 503, 503, 200, 200, 200, 200]);
});

test('reads a rotated secret once for all requests that are refused together, and repeats each', async () => {
  storeKey('the old one');
  await send();
  nowMs += 60 * SECOND;
  storeKey('key-production');
  const before = secretsManager.requests['GetSecretValue'] ?? 0;

  expect(await sendTogether(4)).toEqual(Array(4).fill(accepted));
  expect(secretsManager.requests['GetSecretValue']).toBe(before + 1);
});

test('takes a rotation that is noticed by a 401 for a success', async () => {
  storeKey('the old one');
  track.faults.next({ status: 503 }, { times: 2 });
  await send();
  await send();
  storeKey('key-production');

  expect(await send()).toEqual(accepted);
  track.faults.next({ status: 503 }, { times: 2 });
  await send();
  await send();

  expect(await send()).toEqual(accepted);
  expect(statuses()).toEqual([503, 503, 401, 200, 503, 503, 200]);
});

test.each([1, 7, 29, 31, 100, 1_000])(
  'recovers by itself within 90 s when wrong credentials are corrected after %i s',
  async (correctedAfterSeconds) => {
    storeKey('wrong');
    const outcomes: Awaited<ReturnType<typeof send>>[] = [];

    for (let second = 0; second <= correctedAfterSeconds + 90; second += 1) {
      nowMs = second * SECOND;
      if (second === correctedAfterSeconds) storeKey('key-production');
      outcomes.push(await send());
    }

    const failures = outcomes.slice(
      0,
      outcomes.findIndex((outcome) => outcome?.kind === 'accepted'),
    );
    expect(outcomes.at(-1)).toEqual(accepted);
    expect(
      failures.filter((failure) => failure?.kind !== 'failed' || failure.fault !== 'configuration'),
    ).toEqual([]);
    expect(secretsManager.requests['GetSecretValue']).toBeLessThanOrEqual(
      2 + (correctedAfterSeconds + 90) / 30,
    );
  },
);
