import fc from 'fast-check';
import { startCustomerio } from '../../../bench/customerio/start-customerio.ts';
import { Backlog } from '../../../bench/wave/backlog.ts';
import { startDelay } from '../../../bench/wave/delay.ts';
import { FrontDoor } from '../../../bench/wave/front-door.ts';
import { leastConcurrency } from '../../../bench/wave/least-concurrency.ts';
import { LIMITS } from '../../../bench/wave/limits.ts';
import { Purchasely, sum } from '../../../bench/wave/purchasely.ts';
import { type SimulatedStage, simulateWave, type Wave } from '../../../bench/wave/simulate.ts';
import { secondsInLambda } from '../../../bench/wave/stage-of.ts';
import { sendAnswer, serve } from '../../../tools/track-api/http.ts';

/** A hundred webhooks a second and worker, and nothing in the way. */
const stage: SimulatedStage = {
  throttle: LIMITS.api,
  maximumConcurrency: 5,
  receiveSeconds: 0.01,
  deliver: { seconds: 0.5, webhooks: 50, trackRequests: 1, reads: 50, writes: 20 },
  table: LIMITS.newTable,
};
const wave: Wave = { queued: 0, sent: 0, overSeconds: 1, buyersPerSecond: 0 };

const stages = fc.record<SimulatedStage>({
  throttle: fc.record({ requestsPerSecond: fc.integer({ min: 1, max: 2_000 }), burst: fc.nat(4_000) }),
  maximumConcurrency: fc.integer({ min: 2, max: 900 }),
  receiveSeconds: fc.double({ min: 0.005, max: 2, noNaN: true }),
  deliver: fc.record({
    seconds: fc.double({ min: 0.02, max: 10, noNaN: true }),
    webhooks: fc.integer({ min: 1, max: 500 }),
    trackRequests: fc.integer({ min: 1, max: 20 }),
    reads: fc.integer({ min: 1, max: 1_000 }),
    writes: fc.integer({ min: 1, max: 500 }),
  }),
  table: fc.constantFrom(LIMITS.newTable, { reads: 40_000, writes: 40_000 }),
});
const waves = fc.record<Wave>({
  queued: fc.nat(200_000),
  sent: fc.nat(200_000),
  overSeconds: fc.integer({ min: 1, max: 300 }),
  buyersPerSecond: fc.constant(0),
});

describe('a wave', () => {
  test('is all done, waiting, to come again or given up, whenever it is looked at', () => {
    fc.assert(
      fc.property(stages, waves, fc.nat(2_000), (anyStage, anyWave, forSeconds) => {
        const { done, waiting, outstanding, givenUp } = simulateWave(anyStage, anyWave, forSeconds);
        expect(done + waiting + outstanding + givenUp).toBeCloseTo(anyWave.queued + anyWave.sent, 2);
      }),
    );
  });

  test('is never above a limit', () => {
    fc.assert(
      fc.property(stages, waves, (anyStage, anyWave) => {
        const outcome = simulateWave(anyStage, anyWave, 1_000);
        const { deliver, maximumConcurrency, table } = anyStage;
        const batches = outcome.mostTrackRequestsPerSecond / deliver.trackRequests;
        expect(outcome.mostTrackRequestsPerSecond).toBeLessThan(LIMITS.trackRequestsPerSecond + 0.01);
        expect(outcome.mostReadsPerSecond).toBeLessThan(table.reads + 0.01);
        expect(batches * deliver.writes).toBeLessThan(table.writes + 0.01);
        expect(outcome.mostWorkers).toBeLessThanOrEqual(maximumConcurrency);
        expect(outcome.mostWorkers * deliver.webhooks).toBeLessThanOrEqual(LIMITS.messagesInFlight);
      }),
    );
  });

  test('that is queued is done no later with more workers', () => {
    fc.assert(
      fc.property(stages, fc.nat(200_000), fc.nat(50), (anyStage, queued, more) => {
        const doneWith = (maximumConcurrency: number) =>
          simulateWave({ ...anyStage, maximumConcurrency }, { ...wave, queued }, 500).done;
        const { maximumConcurrency } = anyStage;
        expect(doneWith(maximumConcurrency + more)).toBeGreaterThanOrEqual(
          doneWith(maximumConcurrency) - 0.01,
        );
      }),
    );
  });

  test('that is queued takes as long as its workers', () => {
    expect(simulateWave(stage, { ...wave, queued: 60_000 })).toMatchObject({
      seconds: 120,
      done: 60_000,
      waiting: 0,
      worstAgeSeconds: 119,
      mostWorkers: 5,
      mostTrackRequestsPerSecond: 10,
      mostReadsPerSecond: 500,
    });
  });

  test('gets five more workers with each second, as far as it may', () => {
    const doneAfter = (seconds: number) =>
      simulateWave({ ...stage, maximumConcurrency: 12 }, { ...wave, queued: 60_000 }, seconds).done;

    expect([1, 2, 3, 4].map(doneAfter)).toEqual([500, 1_500, 2_700, 3_900]);
  });

  test.each([
    { what: 'Customer.io', deliver: { ...stage.deliver, trackRequests: 100 }, perSecond: 500 },
    { what: 'what the table reads', deliver: { ...stage.deliver, reads: 1_200 }, perSecond: 500 },
    { what: 'what the table writes', deliver: { ...stage.deliver, writes: 400 }, perSecond: 500 },
    { what: 'the messages in flight', deliver: { ...stage.deliver, webhooks: 10_000 }, perSecond: 240_000 },
  ])('is held back by $what', ({ deliver, perSecond }) => {
    const busy = { ...stage, maximumConcurrency: 100, deliver };
    const { done } = simulateWave(busy, { ...wave, queued: 1e8 }, 101);
    const before = simulateWave(busy, { ...wave, queued: 1e8 }, 100);

    expect(done - before.done).toBeCloseTo(perSecond);
  });

  test('that is sent slowly is done with its last webhook, and nobody is refused', () => {
    const outcome = simulateWave(stage, { ...wave, sent: 36_000, overSeconds: 3_600, buyersPerSecond: 1 });

    expect(outcome).toMatchObject({ seconds: 3_600, worstAgeSeconds: 0, answered429: 0, buyersRefused: 0 });
    expect(outcome.buyersSlow).toBeCloseTo(1);
  });

  test('that is sent too quickly is refused, buyers with it, and comes again', () => {
    const throttle = { requestsPerSecond: 100, burst: 100 };
    const outcome = simulateWave(
      { ...stage, throttle },
      { ...wave, sent: 1_000, overSeconds: 1, buyersPerSecond: 2 },
    );

    expect(outcome.done).toBeCloseTo(1_000);
    expect(outcome.answered429).toBeGreaterThanOrEqual(800);
    expect(outcome.buyersRefused).toBeGreaterThanOrEqual(2 * 0.8);
    expect(outcome.seconds).toBeGreaterThan(10);
  });
});

describe('the front door', () => {
  const open = { throttle: { requestsPerSecond: 100, burst: 50 }, receiveSeconds: 0.01, environments: 900 };

  test('lets the burst in once, and then the rate', () => {
    const door = new FrontDoor(open);

    const seconds = [1_000, 1_000, 0, 1_000].map((requests) => door.pass(requests));

    expect(seconds.map(({ accepted }) => accepted)).toEqual([150, 100, 0, 150]);
    expect(seconds.map(({ answered429 }) => answered429)).toEqual([850, 900, 0, 850]);
  });

  test('has the first requests wait for their environments, and refuses those that get none', () => {
    const door = new FrontDoor({ ...open, throttle: LIMITS.api, environments: 30 });

    expect(door.pass(20)).toEqual({ accepted: 20, answered429: 0, answered503: 0, slow: 20 });
    expect(door.pass(2_015)).toEqual({ accepted: 2_010, answered429: 0, answered503: 5, slow: 10 });
    expect(door.pass(3_000)).toEqual({ accepted: 3_000, answered429: 0, answered503: 0, slow: 0 });
  });

  test('takes no more than the account does', () => {
    const door = new FrontDoor({
      ...open,
      throttle: { requestsPerSecond: 1e6, burst: 1e6 },
      environments: 1e6,
    });

    expect(door.pass(1e6).accepted).toBe(15_000);
  });
});

describe('Purchasely', () => {
  test('sends a refused webhook again by its table of waits, a little sooner or later, and gives up in the end', () => {
    const purchasely = new Purchasely(1, 1);
    purchasely.refuse(purchasely.send(0), 1, 0);
    const again = Array.from({ length: 100 }, (_, second) => sum(purchasely.send(second)));

    expect(again.findIndex((count) => count > 0)).toBeGreaterThanOrEqual(10);
    expect(again.findLastIndex((count) => count > 0)).toBeLessThanOrEqual(30);
    expect(sum(again)).toBeCloseTo(1);
    expect(purchasely.outstanding).toBeCloseTo(0);

    purchasely.refuse([...Array.from({ length: 25 }, () => 0), 1], 1, 0);
    expect([purchasely.outstanding, purchasely.givenUp]).toEqual([expect.closeTo(0), 1]);
  });
});

test('a backlog knows how long its oldest has waited', () => {
  const backlog = new Backlog();
  backlog.add(10, 0);
  backlog.add(10, 3);

  expect(backlog.take(15, 5)).toBe(15);
  expect(backlog.worstAgeSeconds).toBe(5);
  expect(backlog.take(15, 9)).toBe(5);
  expect([backlog.worstAgeSeconds, backlog.waiting]).toEqual([6, 0]);
});

test('an invocation in Lambda waits as long as here, and computes longer by its share of a CPU', () => {
  const sample = {
    webhooks: 100,
    batches: 2,
    wallMs: 300,
    cpuMs: 100,
    peakMemoryMb: 1,
    requests: 2,
    mostInFlight: 1,
  };

  expect(secondsInLambda(sample, 1769 / 4)).toBeCloseTo((300 + 3 * 100) / 2 / 1000);
  expect(secondsInLambda(sample, 4 * 1769)).toBeCloseTo(300 / 2 / 1000);
});

describe('the least concurrency', () => {
  const app = {
    name: 'an app',
    renewals: 100_000,
    settings: { throttle: LIMITS.api, maximumConcurrency: 2, table: LIMITS.newTable },
    withinSeconds: 600,
  };

  test('is that of which one less would be too late', () => {
    expect(leastConcurrency(stage, app)).toBe(5); // 500 a second × 600 s, all of them from the first second on
  });

  test('is unknown where a limit of others is in the way', () => {
    expect(leastConcurrency(stage, { ...app, renewals: 10_000_000 })).toBeUndefined();
  });
});

test('a delay hands everything on as it is, and no answer sooner', async () => {
  const DELAY_MS = 20;
  const body = 'x'.repeat(1_000_000);
  const echo = await serve(async (_, received, response) =>
    sendAnswer(response, { status: 200, body: received.toString() }),
  );
  const delay = await startDelay(echo.origin, DELAY_MS);
  try {
    const startedAtMs = performance.now();
    const answer = await fetch(delay.origin, { method: 'POST', body });

    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(DELAY_MS);
    expect((await answer.text()) === body).toBe(true);
  } finally {
    delay.stop();
    await echo.close();
  }
});

test('the stand-in for Customer.io says how many requests it had to answer at a time', async () => {
  const customerio = await startCustomerio({ delayMs: 50 });
  try {
    const post = () => fetch(customerio.origin, { method: 'POST', body: '{}' });
    await post();
    await Promise.all([post(), post(), post()]);

    expect(await customerio.counts()).toMatchObject({ requests: 4, mostInFlight: 3 });
    await customerio.reset();
    await post();
    expect(await customerio.counts()).toMatchObject({ requests: 1, mostInFlight: 1 });
  } finally {
    await customerio.stop();
  }
});
