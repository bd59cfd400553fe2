import { installRunClock, type RunClock } from '../../tools/local/run-clock.ts';
import { type RunningStack, sample, startStack } from '../support/running-stack.ts';

/*
 * The real functions, for a day of their clock. What many webhooks and several environments do in a day is reckoned in
 * test/unit/deliver/day-long-outage.test.ts; here it is seen.
 */

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;
const WEBHOOKS = 60;
/** Customer.io's own limit is said to be far higher: a backlog that heeds this one heeds that one too. */
const LIMIT = { requestsPerSecond: 0.2, burst: 6, excess: 'answer' } as const;

let clock: RunClock;
let stack: RunningStack;
beforeEach(async () => {
  clock = installRunClock({ realMs: Date.now(), shownMs: Date.now(), speed: 1 });
  stack = await startStack({ limit: LIMIT }, { clock: () => clock.reading() });
});
afterEach(async () => {
  await stack.stop();
  clock.uninstall();
});

/** Lets the time pass, and delivers whatever is visible after each step of it. */
async function pass(ms: number, stepMs: number): Promise<void> {
  const untilMs = Date.now() + ms;
  while (Date.now() < untilMs) {
    clock.jumpTo(Date.now() + stepMs);
    await stack.drain();
  }
}

async function acceptMany(): Promise<void> {
  for (let index = 0; index < WEBHOOKS; index += 1) {
    await stack.accept(
      sample('subscription-renewed', { event_id: `event-${index}`, user_id: `user-${index}` }),
    );
  }
}

const statuses = () => stack.track.requests.map(({ status }) => status);

test('webhooks outlast a day without Customer.io, and drain without overrunning it', async () => {
  stack.track.faults.add({ status: 503, body: '<html>Service Unavailable</html>' });
  await acceptMany();

  await pass(23.5 * HOUR_MS, 1_200 * SECOND_MS);
  expect(stack.messages('events')).toHaveLength(WEBHOOKS);
  expect(stack.messages('dead-letters')).toEqual([]);
  stack.track.faults.clear();
  await pass(16 * 60 * SECOND_MS, 20 * SECOND_MS);

  expect(stack.messages('events')).toEqual([]);
  expect(stack.messages('dead-letters')).toEqual([]);
  expect(stack.production.events()).toHaveLength(WEBHOOKS);
  expect(statuses()).not.toContain(429);
});

test('a wrong key holds webhooks back, and they are delivered by themselves once it is corrected', async () => {
  const { siteId } = stack.production.settings;
  stack.production.rotateKey('a-new-key');
  await acceptMany();

  await pass(12 * HOUR_MS, 1_200 * SECOND_MS);
  expect(stack.messages('events')).toHaveLength(WEBHOOKS);
  const faults = stack.logged('event will be tried again').map(({ fault }) => fault);
  expect([...new Set(faults)]).toEqual(['configuration']);
  stack.secrets.put(
    'purchasely-customerio/local/cinema/customerio-production',
    JSON.stringify({ siteId, apiKey: 'a-new-key' }),
  );
  await pass(18 * 60 * SECOND_MS, 20 * SECOND_MS);

  expect(stack.messages('events')).toEqual([]);
  expect(stack.messages('dead-letters')).toEqual([]);
  expect(stack.production.events()).toHaveLength(WEBHOOKS);
});

test('what has failed for longer than patience becomes a dead letter with its reason', async () => {
  stack.track.faults.add({ kind: 'reset' });
  await acceptMany();

  await pass(25 * HOUR_MS, 1_200 * SECOND_MS);

  expect(stack.messages('events')).toEqual([]);
  const letters = stack.messages('dead-letters').map(({ attributes }) => attributes);
  expect(letters).toHaveLength(WEBHOOKS);
  for (const { reason, failure, received_at } of letters) {
    expect(reason).toBe('retries-exhausted');
    expect(JSON.parse(failure ?? '').lastAttemptAtMs - Number(received_at)).toBeGreaterThanOrEqual(
      24 * HOUR_MS,
    );
  }
});
