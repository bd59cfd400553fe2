import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { MAX_BODY_BYTES } from '../../shared/messages/webhook-message.ts';
import { signatureOf } from '../../shared/purchasely/signature.ts';
import { toObject } from '../../shared/purchasely/to-object.ts';
import type { BackendDelivery } from '../../tools/local/backend.ts';
import { Ledger, type WebhookState } from '../../tools/local/ledger.ts';
import {
  authentic,
  FORGERIES,
  type HeaderLines,
  HOSTILE_BODIES,
  type HostileBody,
  mutatedSamples,
  STRANGE_HEADERS,
} from '../support/hostile-corpus.ts';
import { type RunningStack, sample, startStack } from '../support/running-stack.ts';

const TIMESTAMP = '1775722571';
const CONNECTION_PATH = '/webhooks/cinema';
const AT_ONCE = 8;
/** Reached only by a webhook that nothing is said about. */
const MAX_LINE_DELAY_MS = 30_000;
const forgeries = Object.entries(FORGERIES);

/** Dead letters that say what is wrong with the webhook; every other reason would be a fault of ours. */
const REASONS_OF_THE_WEBHOOK = new Set([
  'unreadable-webhook',
  'unsupported-payload-version',
  'unknown-environment',
  'no-identity',
  'invalid-identity',
]);

// One stack for all of it: what a body leaves behind, the next ones meet.
const ledger = new Ledger();
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const MAX_LOG_LINE_BYTES = 256_000;
let longestLine = 0;

const relayed: BackendDelivery[] = [];
let stack: RunningStack;
beforeAll(async () => {
  // With a backend that checks signatures for itself: whatever is taken has to convince it too.
  stack = await startStack({}, { backend: 'stand-in', onDelivery: (delivery) => relayed.push(delivery) });
});
afterAll(async () => {
  agent.destroy();
  await stack.stop();
});

interface Answered {
  readonly requestId: string;
  readonly status: number;
}

/** Not with `fetch`, which mends headers. */
async function post(body: Buffer, headers: HeaderLines, path = CONNECTION_PATH): Promise<Answered> {
  const lines = [...headers, ['host', 'localhost'], ['content-length', String(body.length)]];
  const outgoing = request(stack.url, { method: 'POST', path, agent, headers: lines.flat() });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  const answer = await text(incoming);
  const { statusCode: status = 0, headers: answerHeaders } = incoming;
  const requestId = String(answerHeaders['apigw-requestid']);
  ledger.addExchange({ requestId, arrivedAtMs: Date.now(), path, body, status, answer });
  return { requestId, status };
}

const sign = (body: Buffer, timestamp = TIMESTAMP) =>
  signatureOf(stack.sharedSecrets['cinema'] ?? '', timestamp, body);

const postAuthentic = ({ bytes, contentType }: HostileBody) =>
  post(bytes, [['content-type', contentType], ...authentic(sign(bytes), TIMESTAMP)]);

function postForged({ bytes, contentType }: HostileBody, index: number) {
  const [, forge = () => []] = forgeries[index % forgeries.length] ?? [];
  return post(bytes, [['content-type', contentType], ...forge(sign(bytes), TIMESTAMP)]);
}

let goodWebhooks = 0;
/** A webhook that has to arrive, every other one of the person that the hostile ones are about. */
function goodWebhook(): HostileBody {
  goodWebhooks += 1;
  const owner = goodWebhooks % 2 === 0 ? {} : { user_id: `good-${goodWebhooks}` };
  const webhook = sample('subscription-renewed', { event_id: `good-${goodWebhooks}`, ...owner });
  return {
    name: 'a good webhook',
    bytes: Buffer.from(JSON.stringify(webhook)),
    status: 200,
    contentType: 'application/json',
  };
}

/** Sends the bodies forged, then authentic with good webhooks in between, then delivers; fails with what went wrong. */
async function sendThrough(bodies: readonly HostileBody[]): Promise<void> {
  relayed.length = 0;
  const forged = await inTurn(bodies, postForged);
  expect(unexpected(bodies, forged, ({ bytes }) => (bytes.length > MAX_BODY_BYTES ? 413 : 401))).toEqual([]);
  expect(stack.messages('events')).toEqual([]);

  const mixed = bodies.flatMap((body, index) => (index % 10 === 0 ? [goodWebhook(), body] : [body]));
  const answers = await inTurn(mixed, postAuthentic);
  expect(unexpected(mixed, answers, ({ status }) => status)).toEqual([]);
  const accepted = mixed.filter(({ status }) => status === 200).map(({ bytes }) => bytes);
  expect(stack.messages('events')).toHaveLength(accepted.length);
  expect(relayed.filter(({ isGenuine }) => !isGenuine)).toEqual([]);
  expect(relayed.map(({ body }) => sha256(body)).toSorted()).toEqual(accepted.map(sha256).toSorted());

  await deliver();
  const lost = mixed.flatMap((body, index) => {
    const state = ledger.entries.get(answers[index]?.requestId ?? '')?.state;
    const isGood = body.name === 'a good webhook';
    return hasEnded(state, isGood) ? [] : [{ ...namedBody(body), state }];
  });
  expect(lost).toEqual([]);
  expect(stack.messages('events')).toEqual([]);
  expect(stack.track.requests.filter(({ status }) => status !== 200)).toEqual([]);
}

/** Delivers what is in the queue and reads what the function says of it. */
async function deliver(): Promise<void> {
  await stack.drain();
  const deadlineMs = Date.now() + MAX_LINE_DELAY_MS;
  do {
    // Lines come through a pipe of their own, and long ones later than the function's answer.
    await setImmediate();
    for (const line of stack.lines.splice(0)) {
      longestLine = Math.max(longestLine, line.length);
      ledger.addLine(line);
    }
  } while (!ledger.isSettled() && Date.now() < deadlineMs);
}

/** Whether a webhook came to an end that is its own doing. */
function hasEnded(state: WebhookState | undefined, isGood: boolean): boolean {
  switch (state?.kind) {
    case 'delivered':
      return true;
    case 'rejected':
    case 'skipped':
      return !isGood;
    case 'dead-lettered':
      return !isGood && REASONS_OF_THE_WEBHOOK.has(state.reason);
    default:
      return false;
  }
}

function unexpected(
  bodies: readonly HostileBody[],
  answers: readonly Answered[],
  expected: (body: HostileBody) => number,
) {
  return bodies.flatMap((body, index) => {
    const status = answers[index]?.status;
    return status === expected(body) ? [] : [{ ...namedBody(body), status, expected: expected(body) }];
  });
}

/** Jest compares buffers byte by byte, which takes it a second for one of a megabyte. */
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

const namedBody = ({ name, bytes }: HostileBody) => ({ name, head: bytes.toString('utf8', 0, 300) });

/** The results in order, so many at once. */
async function inTurn<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (const [index, item] of queue) results[index] = await work(item, index);
  });
  await Promise.all(workers);
  return results;
}

test.each(Object.entries(HOSTILE_BODIES))(
  'takes hostile %s only when authentic and brings each to an end',
  async (_, bodies) => {
    await sendThrough(bodies);
  },
);

test('takes mutated webhooks only when authentic and brings each to an end', async () => {
  const mutations = fc.array(fc.tuple(mutatedSamples, fc.boolean()), { minLength: 10, maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(mutations, (batch) =>
      sendThrough(batch.map(([bytes, asText]) => judged(bytes, asText))),
    ),
    // The limit is for shrinking: without it Jest would give up before the seed is printed.
    { numRuns: 25, interruptAfterTimeLimit: 20_000 },
  );
});

/** What API Gateway may hand over as text is UTF-8: other bytes do not survive that. */
function judged(bytes: Buffer, asText: boolean): HostileBody {
  const contentType = asText && isUtf8(bytes) ? 'application/json' : 'application/octet-stream';
  return { name: 'a mutation', bytes, status: toObject(bytes.toString()) ? 200 : 400, contentType };
}

test.each(Object.keys(FORGERIES))('answers 401 to %s', async (name) => {
  const { bytes } = goodWebhook();
  const headers = FORGERIES[name]?.(sign(bytes), TIMESTAMP) ?? [];

  expect((await post(bytes, [['content-type', 'application/json'], ...headers])).status).toBe(401);
  expect(stack.messages('events')).toEqual([]);
});

test.each(STRANGE_HEADERS)(
  'takes an authentic webhook with $name',
  async ({ timestamp = TIMESTAMP, rename = (header) => header, others = [] }) => {
    const { bytes } = goodWebhook();
    const own = authentic(sign(bytes, timestamp), timestamp);
    const headers = [...own.map(([header, value]) => [rename(header), value] as const), ...others];

    const { requestId, status } = await post(bytes, headers);
    await deliver();

    expect(status).toBe(200);
    expect(ledger.entries.get(requestId)?.state.kind).toBe('delivered');
    expect((await post(bytes, others)).status).toBe(401);
  },
);

test.each([
  { where: 'no connection', path: '/webhooks' },
  { where: 'an empty connection', path: '/webhooks/' },
  { where: 'below a connection', path: '/webhooks/cinema/more' },
  { where: 'a connection and two slashes', path: '/webhooks/cinema//' },
  { where: 'a connection in another case', path: '/webhooks/Cinema' },
  { where: 'a connection and a NUL', path: '/webhooks/cinema%00' },
  { where: 'a name of Object.prototype', path: '/webhooks/__proto__' },
  { where: 'a huge name', path: `/webhooks/${'x'.repeat(8_000)}` },
])('answers 404 to an authentic webhook at $where', async ({ path }) => {
  const { bytes } = goodWebhook();

  expect((await post(bytes, authentic(sign(bytes), TIMESTAMP), path)).status).toBe(404);
  expect(stack.messages('events')).toEqual([]);
});

test('is as it was after all of it', async () => {
  const good = Array.from({ length: 2 * AT_ONCE }, goodWebhook);

  const answers = await inTurn(good, postAuthentic);
  await deliver();

  expect(unexpected(good, answers, () => 200)).toEqual([]);
  expect(answers.map(({ requestId }) => ledger.entries.get(requestId)?.state.kind)).toEqual(
    good.map(() => 'delivered'),
  );
  expect(ledger.totals(stack)).toMatchObject({ unaccounted: 0 });
  expect(stack.production.droppedItems).toEqual([]);
  // An anonymous id is its first claimer's; a mutated user_id makes another person claim it again.
  const failed = stack.production.failedAttributeChanges.filter(
    ({ attribute }) => attribute !== 'anonymous_id',
  );
  expect(failed).toEqual([]);
});

test('never wrote a log line that CloudWatch would cut', () => {
  expect(longestLine).toBeGreaterThan(0);
  expect(longestLine).toBeLessThan(MAX_LOG_LINE_BYTES);
});
