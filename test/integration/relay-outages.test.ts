import { setTimeout as wait } from 'node:timers/promises';
import { postWebhook } from '../../tools/cli/stage/post-webhook.ts';
import { RETRY_WAITS_SECONDS } from '../../tools/faults/harness/purchasely.ts';
import { type Interference, startAwsProxy } from '../../tools/local/aws-proxy.ts';
import { installRunClock, type RunClock } from '../../tools/local/run-clock.ts';
import type { LocalServer } from '../../tools/track-api/http.ts';
import { type RunningStack, sample, startStack } from '../support/running-stack.ts';

/*
 * What a backend, Customer.io and Purchasely see of one another's outages, and of the death of `receive`: whatever fails,
 * Purchasely comes again until both have everything, and Customer.io has it once.
 */

const HOUR_MS = 3_600_000;
/** How much faster than the machine's the clock of a test goes that has to wait. */
const SPEED = 5;

let clock: RunClock;
let proxy: LocalServer;
let interfere: Interference | undefined;
let stack: RunningStack;
beforeEach(async () => {
  clock = installRunClock({ realMs: Date.now(), shownMs: Date.now(), speed: 1 });
  interfere = undefined;
  const sqs = async (endpoint: string) => {
    proxy = await startAwsProxy(endpoint, (call, passOn) => interfere?.(call, passOn) ?? passOn());
    return proxy.origin;
  };
  stack = await startStack({}, { backend: 'stand-in', clock: () => clock.reading(), between: { sqs } });
});
afterEach(async () => {
  await stack.stop();
  await proxy.close();
  clock.uninstall();
});

const webhookOf = (index: number) =>
  Buffer.from(
    JSON.stringify(sample('subscription-renewed', { event_id: `event-${index}`, user_id: `user-${index}` })),
  );
const webhooks = Array.from({ length: 12 }, (_, index) => webhookOf(index));

const post = async (body: Buffer) =>
  (await postWebhook(`${stack.url}/webhooks/cinema`, body, stack.sharedSecrets['cinema'] ?? '')).status;

/** As Purchasely does: again after each wait of its table, until the answer is a good one. */
async function postUntilTaken(bodies: readonly Buffer[], betweenAttempts = () => {}): Promise<number> {
  let left = bodies;
  let attempts = 0;
  for (const waitSeconds of [0, ...RETRY_WAITS_SECONDS]) {
    clock.jumpTo(Date.now() + waitSeconds * 1_000);
    betweenAttempts();
    const statuses = await Promise.all(left.map(post));
    attempts += left.length;
    left = left.filter((_, index) => (statuses[index] ?? 0) >= 300);
    await stack.drain();
    if (left.length === 0) return attempts;
  }
  throw new Error(`${left.length} were never taken`);
}

/** Event ids that the backend has answered 200 for, each as often as it did. */
const taken = () =>
  (stack.backend?.deliveries ?? [])
    .filter(({ request }) => request.status === 200)
    .map(({ body }) => JSON.parse(body.toString()).event_id as string)
    .sort();
const eventIds = webhooks.map((body) => JSON.parse(body.toString()).event_id as string).sort();
const eventsAtCustomerio = () => stack.production.events().length;

test('a backend that is down for an hour gets all of it by the table of Purchasely, and Customer.io at once and once', async () => {
  stack.backend?.faults.add({ status: 503 });
  const upAtMs = Date.now() + HOUR_MS;
  let afterFirstAttempt: number | undefined;

  const attempts = await postUntilTaken(webhooks, () => {
    if (stack.track.requests.length > 0) afterFirstAttempt ??= eventsAtCustomerio();
    if (Date.now() >= upAtMs) stack.backend?.faults.clear();
  });

  expect(attempts).toBeGreaterThan(5 * webhooks.length);
  expect(taken()).toEqual(eventIds);
  expect(afterFirstAttempt).toBe(webhooks.length);
  expect(eventsAtCustomerio()).toBe(webhooks.length);
  expect(stack.messages('dead-letters')).toEqual([]);
});

test('while Customer.io is down the backend gets everything at the first attempt', async () => {
  stack.track.faults.add({ status: 503 });

  expect(await postUntilTaken(webhooks)).toBe(webhooks.length);

  expect(taken()).toEqual(eventIds);
  expect(stack.messages('events')).toHaveLength(webhooks.length);
});

test('a slow SQS and a silent backend together are answered inside the ten seconds of Purchasely', async () => {
  clock.set({ ...clock.reading(), realMs: Date.now(), shownMs: Date.now(), speed: SPEED });
  stack.receive.kill(); // the next one starts with the faster clock
  interfere = async (call, passOn) => {
    if (call.action === 'SendMessage') await wait(1_500 / SPEED);
    return passOn();
  };
  stack.backend?.faults.add({ kind: 'silence' });
  expect(await post(webhookOf(0))).toBe(504); // the start of the environment is not part of it
  const startedAtMs = Date.now();

  expect(await post(webhookOf(1))).toBe(504);

  const tookMs = Date.now() - startedAtMs;
  expect(tookMs).toBeGreaterThan(5_000);
  expect(tookMs).toBeLessThan(10_000);
});

test.each([
  {
    when: 'between its store and the backend',
    arrange: () => {
      interfere = async (call, passOn) => {
        const answer = await passOn();
        if (call.action === 'SendMessage') {
          interfere = undefined;
          stack.receive.signalAtWork('SIGKILL');
        }
        return answer;
      };
    },
    atBackend: 1,
  },
  {
    when: 'between the backend and its answer',
    arrange: () =>
      stack.backend?.faults.next(
        { kind: 'slow', ms: 0 },
        { onStruck: () => stack.receive.signalAtWork('SIGKILL') },
      ),
    atBackend: 2,
  },
])(
  'receive that dies $when loses nothing and doubles nothing at Customer.io',
  async ({ arrange, atBackend }) => {
    arrange();

    expect(await postUntilTaken([webhookOf(0)])).toBe(2);

    expect(taken()).toEqual(Array(atBackend).fill('event-0'));
    expect(eventsAtCustomerio()).toBe(1);
  },
);
