import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Interference, startAwsProxy } from '../../tools/local/aws-proxy.ts';
import {
  type CliUnderTest,
  dlqOf,
  killedAt,
  type PlantedLetter,
  plant,
  skipHiding,
  until,
} from '../support/cli.ts';
import { type RunningStack, sample, startStack } from '../support/running-stack.ts';

const REASONS = [
  'refused-by-customerio',
  'retries-exhausted',
  'configuration-fault',
  'unknown-connection',
  'no-identity',
  'connector-fault',
];

let stack: RunningStack;
let dlq: CliUnderTest;
beforeEach(async () => {
  stack = await startStack();
  dlq = dlqOf(stack);
});
afterEach(async () => {
  await stack.stop();
  dlq.stop();
});

/** Dead letters that could be delivered by now, their reasons in turn. */
function letters(count: number, reasons: readonly string[] = REASONS, changes: object = {}): PlantedLetter[] {
  return Array.from({ length: count }, (_, index) => ({
    webhook: sample('subscription-renewed', {
      event_id: `event-${index}`,
      user_id: `user-${index}`,
      ...changes,
    }),
    attributes: {
      connection: 'cinema',
      received_at: '1772439334512',
      request_id: `request-${index}`,
      trace: 'Root=1-0-0',
      reason: reasons[index % reasons.length] ?? '',
      failure: '{"status":400}',
    },
  }));
}

const deadLetters = () => stack.messages('dead-letters');
const waiting = () => stack.messages('events');
const deliveredIds = () => stack.production.events().map(({ attributes }) => String(attributes['event_id']));
const sorted = (texts: readonly string[]) => texts.toSorted();
const eventIds = (count: number) => Array.from({ length: count }, (_, index) => `event-${index}`);
const result = (out: readonly string[]) => JSON.parse(out.at(-1) ?? '{}');

test('moves the dead letters of one reason, as the webhooks they were, and no others', async () => {
  const all = letters(200);
  await plant(stack, all);
  const chosen = all.filter(({ attributes }) => attributes['reason'] === 'configuration-fault');

  const { code, out } = await dlq.run('replay --reason configuration-fault --rate 200 --yes --json');

  expect(code).toBe(0);
  expect(result(out)).toMatchObject({ plan: { count: chosen.length }, sent: chosen.length, undeleted: 0 });
  expect(deadLetters()).toHaveLength(200 - chosen.length);
  expect(deadLetters().filter(({ state }) => state !== 'ready')).toEqual([]);
  expect(sorted(waiting().map(({ body }) => body))).toEqual(
    sorted(chosen.map(({ webhook }) => JSON.stringify(webhook))),
  );
  const [{ attributes } = { attributes: {} }] = waiting();
  expect(attributes).toEqual({
    connection: 'cinema',
    received_at: '1772439334512',
    request_id: expect.any(String),
    trace: 'Root=1-0-0',
    replays: '1',
  });
});

test('asks for the name of the stage, or for a yes, and takes no more than the limit', async () => {
  await plant(stack, letters(30));

  const { code, out } = await dlq.run('replay --limit 7', { answer: 'yes' });

  expect(code).toBe(0);
  expect(out.at(-1)).toBe('Replayed 7 dead letters.');
  expect(waiting()).toHaveLength(7);
  expect(deadLetters()).toHaveLength(23);
});

test('counts its replays in the dead letter that comes back, and warns of the third', async () => {
  await plant(stack, letters(1, ['no-identity'], { user_id: null, anonymous_user_id: null }));
  for (let replay = 0; replay < 3; replay += 1) {
    await dlq.run('replay --yes');
    await stack.drain();
  }

  const { out } = await dlq.run('replay --dry-run --replays 3');

  expect(deadLetters()).toMatchObject([
    { attributes: { reason: 'no-identity', replays: '3', connection: 'cinema', request_id: 'request-0' } },
  ]);
  expect(out.join('\n')).toContain('1 dead letter came back 3 times or more');
});

describe('watching', () => {
  /** Customer.io refuses whatever has this attribute, for as long as the configuration sends it. */
  let isRefused: boolean;
  beforeEach(() => {
    isRefused = true;
    stack.track.faults.next(
      { status: 400, body: { errors: [{ reason: 'invalid', field: 'attributes.mood' }] } },
      { times: 10_000, match: ({ body }) => isRefused && JSON.stringify(body).includes('"mood"') },
    );
    stack.eventSource.start();
  });

  test('delivers what was refused once the configuration is corrected', async () => {
    for (const { webhook } of letters(25, REASONS, { mood: 'x' })) await stack.accept(webhook);
    await until(() => deadLetters().length === 25);
    isRefused = false;

    const line = 'replay --reason refused-by-customerio --field attributes.mood --watch --yes --json';
    const { code, out } = await dlq.run(line);

    expect(result(out)).toMatchObject({ sent: 25, delivered: 25, back: 0, underway: 0 });
    expect(code).toBe(0);
    expect(sorted(deliveredIds())).toEqual(sorted(eventIds(25)));
    expect(deadLetters()).toEqual([]);
  });

  test('stops by itself when too many come back', async () => {
    await plant(stack, letters(200, REASONS, { mood: 'x' }));

    // All of them would take 20 s, the first to come back two: the window of the event source.
    const { code, out, err } = await dlq.run('replay --rate 10 --watch --stop-at 20% --yes --json');

    const { sent, back, delivered, notTried } = result(out);
    expect(code).toBe(1);
    expect(err.join('\n')).toContain('Stopped: more than 20 % came back.');
    expect(sent).toBeGreaterThanOrEqual(20);
    expect(sent).toBeLessThan(200);
    expect({ back, delivered, notTried }).toEqual({ back: sent, delivered: 0, notTried: 200 - sent });
    expect(deadLetters()).toHaveLength(200);
    expect(deadLetters().filter(({ state }) => state !== 'ready')).toEqual([]);
  });
});

describe('interrupted', () => {
  test('by kill -9, and run again, delivers every event once', async () => {
    await plant(stack, letters(300));
    stack.eventSource.start();

    // Dies after SQS has stored the tenth batch, and before it knows: those messages are in both queues.
    await killedAt(stack, 'replay --rate 1000 --yes', 'SendMessageBatch', 10);
    const left = deadLetters();
    await skipHiding(stack);
    const { code } = await dlq.run('replay --rate 1000 --watch --yes');

    expect(left.length).toBeGreaterThan(0);
    expect(left.filter(({ state }) => state === 'in flight').length).toBeGreaterThan(0);
    expect(code).toBe(0);
    expect(sorted(deliveredIds())).toEqual(sorted(eventIds(300)));
    expect(deadLetters()).toEqual([]);
  });

  test('by Ctrl-C, ends what it has begun and shows the others again at once', async () => {
    await plant(stack, letters(200));

    // Two a second: the signal has a minute and a half to come before the last one.
    const { process: child, ended } = dlq.start('replay --rate 2 --yes');
    await until(() => waiting().length > 0);
    child.kill('SIGINT');
    const { code, err } = await ended;

    const sent = waiting().length;
    expect(code).toBe(130);
    expect(deadLetters()).toHaveLength(200 - sent);
    expect(deadLetters().filter(({ state }) => state !== 'ready')).toEqual([]);
    expect(err.filter((line) => line.startsWith('audit: '))).toEqual([
      expect.stringContaining('"what":"begins","filter":{},"messages":200'),
      expect.stringContaining(`"what":"ends","filter":{},"messages":${sent}`),
    ]);
  });
});

describe('when SQS', () => {
  /** Replays 20 through something that stands in between, then all that is left without it. */
  async function replayThrough(interfere: Interference) {
    await plant(stack, letters(20));
    const proxy = await startAwsProxy(new URL(stack.eventsQueueUrl).origin, interfere);
    const disturbed = dlqOf(stack, proxy.origin);
    const first = await disturbed.run('replay --rate 1000 --yes --json');
    await proxy.close();
    disturbed.stop();
    await skipHiding(stack);
    const left = deadLetters().length;
    await dlq.run('replay --rate 1000 --yes --json');
    await stack.drain();
    return { code: first.code, ...result(first.out), left };
  }

  const failing = (ids: readonly unknown[]) =>
    ids.map((Id) => ({ Id, SenderFault: false, Code: 'InternalError', Message: 'try again' }));
  const idsOf = (entries: unknown) => (entries as { Id: string }[]).map(({ Id }) => Id);

  test.each<{ does: string; interfere: Interference; expected: object }>([
    {
      does: 'takes some messages of a call and refuses others',
      interfere: async ({ action, input }, passOn) => {
        if (action !== 'SendMessageBatch') return passOn();
        const [first, ...others] = idsOf(input['Entries']);
        // What it says it refused is in the queue all the same: the worst case.
        const { Successful } = (await passOn()).body;
        const confirmed = (Successful as { Id: string }[]).filter(({ Id }) => others.includes(Id));
        return { status: 200, body: { Successful: confirmed, Failed: failing([first]) } };
      },
      expected: { code: 1, sent: 18, unconfirmed: 2, left: 2 },
    },
    {
      does: 'stores messages and its answer is lost',
      interfere: async ({ action }, passOn) => {
        const answer = await passOn();
        return action === 'SendMessageBatch' ? { status: 500, body: {} } : answer;
      },
      expected: { code: 1, sent: 0, left: 20, error: expect.any(String) },
    },
    {
      does: 'knows a receipt handle no more',
      interfere: async ({ action, input }, passOn) => {
        if (action !== 'DeleteMessageBatch') return passOn();
        return { status: 200, body: { Successful: [], Failed: failing(idsOf(input['Entries'])) } };
      },
      expected: { code: 1, sent: 20, undeleted: 20, left: 20 },
    },
  ])('$does, nothing is lost and nothing is delivered twice', async ({ interfere, expected }) => {
    expect(await replayThrough(interfere)).toMatchObject(expected);

    expect(sorted(deliveredIds())).toEqual(sorted(eventIds(20)));
    expect(deadLetters()).toEqual([]);
  });
});

test('leaves two lines in the audit log, with the person as a hash', async () => {
  await plant(stack, letters(3));

  await dlq.run('replay --person user-1 --yes');

  const log = readFileSync(join(dlq.directory, '.local/dlq-audit.log'), 'utf8').trimEnd().split('\n');
  const filter = { person: expect.stringMatching(/^[0-9a-f]{12}$/) };
  expect(log.map((line) => JSON.parse(line))).toMatchObject([
    { who: expect.any(String), stage: 'local', command: 'replay', what: 'begins', filter, messages: 1 },
    { command: 'replay', what: 'ends', filter, messages: 1 },
  ]);
});
