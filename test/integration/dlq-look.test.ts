import { fileURLToPath } from 'node:url';
import { startAwsProxy } from '../../tools/local/aws-proxy.ts';
import {
  atCall,
  type CliUnderTest,
  cliOf,
  dlqOf,
  killedAt,
  type PlantedLetter,
  plant,
  skipHiding,
} from '../support/cli.ts';
import { type RunningStack, sample, startStack } from '../support/running-stack.ts';
import { wordsOf } from '../support/terminal.ts';

const HOUR_MS = 3_600_000;
const COUNT = 200;

const REASONS = [
  { reason: 'refused-by-customerio', status: 207, field: 'attributes.plan' },
  { reason: 'refused-by-customerio-2', status: 400, field: 'attributes.product' },
  { reason: 'retries-exhausted' },
  { reason: 'configuration-fault' },
  { reason: 'unknown-connection', field: 'cinema' },
  { reason: 'no-identity', field: 'user_id' },
  { reason: 'connector-fault' },
].map(({ reason, ...failure }) => ({ reason: reason.replace(/-2$/, ''), failure }));
const EVENTS = ['SUBSCRIPTION_RENEWED', 'TRIAL_STARTED', 'RENEWAL_DISABLED'];

/** A dead letter of this test, and all there is to know of it; every property has its own rhythm. */
interface Known {
  readonly eventId: string;
  readonly reason: string;
  readonly status: number | undefined;
  readonly field: string | undefined;
  readonly event: string;
  readonly connection: string;
  readonly environment: string;
  readonly person: string;
  readonly ageHours: number;
  readonly replays: number;
}

const known: Known[] = Array.from({ length: COUNT }, (_, index) => {
  const { reason, failure } = REASONS[index % REASONS.length] ?? { reason: '', failure: {} };
  return {
    eventId: `event-${index}`,
    reason,
    status: 'status' in failure ? failure.status : undefined,
    field: 'field' in failure ? failure.field : undefined,
    event: EVENTS[index % EVENTS.length] ?? '',
    connection: index % 11 === 0 ? 'theatre' : 'cinema',
    environment: index % 5 === 0 ? 'SANDBOX' : 'PRODUCTION',
    person: `person-${index % 25}`,
    ageHours: (index % 100) + 0.5,
    replays: index % 13 === 0 ? 3 : index % 4,
  };
});

function toPlanted(one: Known): PlantedLetter {
  const failure = { status: one.status, field: one.field, cause: 'invalid', attempts: 2 };
  return {
    webhook: sample('trial-started', {
      event_name: one.event,
      event_id: one.eventId,
      user_id: one.person,
      environment: one.environment,
      event_created_at_ms: Date.now() - one.ageHours * HOUR_MS,
    }),
    attributes: {
      connection: one.connection,
      received_at: String(Date.now()),
      request_id: `request-of-${one.eventId}`,
      reason: one.reason,
      failure: JSON.stringify({
        ...failure,
        firstAttemptAtMs: Date.now(),
        lastAttemptAtMs: Date.now(),
        mappingVersion: 'abc',
      }),
      ...(one.replays === 0 ? {} : { replays: String(one.replays) }),
    },
  };
}

let stack: RunningStack;
let dlq: CliUnderTest;
beforeAll(async () => {
  stack = await startStack();
  dlq = dlqOf(stack);
  await plant(stack, known.map(toPlanted));
});
afterAll(async () => {
  await stack.stop();
  dlq.stop();
});

/** Every test of this file only looks. */
afterEach(() => {
  const letters = stack.messages('dead-letters');
  expect(letters).toHaveLength(COUNT);
  expect(letters.filter(({ state }) => state !== 'ready')).toEqual([]);
});

const ids = (letters: readonly { readonly eventId: string }[]) =>
  letters.map(({ eventId }) => eventId).sort();
const parsed = (lines: readonly string[]) => lines.map((line) => JSON.parse(line));
const count = (choose: (one: Known) => boolean) => known.filter(choose).length;

describe('status', () => {
  test('counts the queues, and what it sees of the dead letters', async () => {
    const { code, out } = await dlq.run('status --json');

    const [status] = parsed(out);
    expect(code).toBe(0);
    expect(status).toMatchObject({
      stage: 'local',
      events: { waiting: 0, inFlight: 0 },
      deadLetters: { waiting: COUNT, inFlight: 0 },
      sample: {
        count: COUNT,
        past48h: count(({ ageHours }) => ageHours > 48),
        past72h: count(({ ageHours }) => ageHours > 72),
        replayed3TimesOrMore: count(({ replays }) => replays >= 3),
      },
    });
    expect(status.sample.byReason['retries-exhausted']).toBe(
      count(({ reason }) => reason === 'retries-exhausted'),
    );
    const of = (connection: string, environment: string) =>
      count((letter) => letter.connection === connection && letter.environment === environment);
    expect(status.sample.byWorkspace).toEqual({
      'cinema/PRODUCTION': of('cinema', 'PRODUCTION'),
      'cinema/SANDBOX': of('cinema', 'SANDBOX'),
      'theatre/PRODUCTION': of('theatre', 'PRODUCTION'),
      'theatre/SANDBOX': of('theatre', 'SANDBOX'),
    });
    expect(status.deadLetters.oldestAgeSeconds).toBeGreaterThan(0);
  });

  test('says of how many it has a sample, and what 72 hours mean', async () => {
    const { out } = await dlq.run('status --sample 100');

    expect(out).toContain('A sample: 100 of about 200.');
    expect(wordsOf(out)).toMatch(
      /more than 72 h ago: \d+ of \d+\. After 72 h Customer\.io stores an event, but starts no/,
    );
  });
});

describe('list', () => {
  test.each<{ filter: string; choose: (one: Known) => boolean }>([
    { filter: '', choose: () => true },
    { filter: '--reason connector-fault', choose: ({ reason }) => reason === 'connector-fault' },
    {
      filter: '--reason no-identity --reason unknown-connection',
      choose: ({ reason }) => ['no-identity', 'unknown-connection'].includes(reason),
    },
    { filter: '--event TRIAL_STARTED', choose: ({ event }) => event === 'TRIAL_STARTED' },
    { filter: '--connection theatre', choose: ({ connection }) => connection === 'theatre' },
    { filter: '--environment SANDBOX', choose: ({ environment }) => environment === 'SANDBOX' },
    { filter: '--person person-17', choose: ({ person }) => person === 'person-17' },
    { filter: '--status 400 --status 207', choose: ({ status }) => status === 400 || status === 207 },
    { filter: '--field attributes.plan', choose: ({ field }) => field === 'attributes.plan' },
    { filter: '--replays 3', choose: ({ replays }) => replays >= 3 },
    { filter: '--older-than 3d', choose: ({ ageHours }) => ageHours > 72 },
    { filter: '--since 1d', choose: ({ ageHours }) => ageHours < 24 },
    { filter: '--since 2d --until 1d', choose: ({ ageHours }) => ageHours < 48 && ageHours > 24 },
    {
      filter:
        '--reason refused-by-customerio --event RENEWAL_DISABLED --environment PRODUCTION --older-than 36h',
      choose: ({ reason, event, environment, ageHours }) =>
        reason === 'refused-by-customerio' &&
        event === 'RENEWAL_DISABLED' &&
        environment === 'PRODUCTION' &&
        ageHours > 36,
    },
    { filter: '--reason none', choose: () => false },
  ])('with "$filter" gives exactly these', async ({ filter, choose }) => {
    const { code, out } = await dlq.run(`list --json ${filter}`.trim());

    expect(code).toBe(0);
    expect(ids(parsed(out))).toEqual(ids(known.filter(choose)));
  });

  test('finds a person again by the hash it prints, and prints nothing of the person', async () => {
    const { out } = await dlq.run('list --json --person person-17');
    const [{ person }] = parsed(out);

    const again = await dlq.run(`list --json --person ${person}`);

    expect(person).toMatch(/^[0-9a-f]{12}$/);
    expect(ids(parsed(again.out))).toEqual(ids(parsed(out)));
    expect(out.join('\n')).not.toContain('person-17');
  });

  test('prints a few lines for each, and how many it has looked at', async () => {
    const { out, err } = await dlq.run('list --limit 3');

    expect(out[0]).toMatch(/^MESSAGE +REASON +AGE$/);
    expect(out.filter((line) => /^[0-9a-f-]{36} {2}\S+ +\d+ \w+/.test(line))).toHaveLength(3);
    expect(err).toEqual(['3 dead letters.', 'There may be more: --limit 3 ended the list.']);
  });

  test('shows everything again when it is interrupted', async () => {
    const interruption = new AbortController();
    const interrupt = atCall('ReceiveMessage', 3, (passOn) => {
      interruption.abort();
      return passOn();
    });
    const proxy = await startAwsProxy(new URL(stack.eventsQueueUrl).origin, interrupt);
    const interrupted = dlqOf(stack, proxy.origin);

    const { code } = await interrupted.run('list', { interrupted: interruption.signal });
    await proxy.close();
    interrupted.stop();

    expect(code).toBe(130);
  });

  test('says how many another one hides, and until when', async () => {
    await killedAt(stack, 'list', 'ReceiveMessage', 3);
    const byOther = stack.messages('dead-letters').filter(({ state }) => state === 'in flight').length;

    const { out, err } = await dlq.run('list --json');
    await skipHiding(stack);

    expect(byOther).toBeGreaterThan(0);
    expect(out).toHaveLength(COUNT - byOther);
    expect(err).toContainEqual(
      expect.stringMatching(/^About [\d,]+ dead letters are hidden .* after a kill, within 120 s\.$/),
    );
  });
});

test.each(['replay --dry-run', 'discard --dry-run'])('%s changes nothing', async (line) => {
  const { code, out } = await dlq.run(`${line} --reason connector-fault`);

  expect(code).toBe(0);
  expect(out[0]).toContain(`${count(({ reason }) => reason === 'connector-fault')} dead letters`);
  expect(stack.messages('events')).toEqual([]);
});

test.each(['replay', 'discard'])(
  '%s does nothing without a terminal, nor after another answer',
  async (command) => {
    expect(await dlq.run(`${command} --reason connector-fault`)).toMatchObject({ code: 2 });
    expect(await dlq.run(`${command} --reason connector-fault`, { answer: 'y' })).toMatchObject({ code: 1 });
  },
);

describe('what a command shows of a stage', () => {
  beforeAll(async () => {
    await stack.accept(sample('trial-started', { user_id: 'ada' }));
    await stack.drain();
  });

  test.each([
    'dlq status',
    'dlq list',
    'dlq show event-1',
    'people show ada',
    `preview ${fileURLToPath(new URL('../../tools/local/samples/subscription-renewed.json', import.meta.url))}`,
    'secrets check',
    'doctor',
    'send TRIAL_STARTED --dry-run',
  ])('fits 80 columns: %s', async (line) => {
    const { out } = await cliOf(stack, { directory: dlq.directory }).run(line);

    expect(out.length).toBeGreaterThan(3);
    expect(out.filter((each) => each.length > 80)).toEqual([]);
  });
});

test('why and what to do come before the webhook', async () => {
  const { out } = await dlq.run('show event-1');

  const headings = out.filter((line) => /^[A-Z][a-z]/.test(line)).map((line) => line.split(':')[0]);
  expect(headings).toEqual([
    'Why',
    'What to do',
    'Event',
    'Webhook',
    'With the configuration of this checkout, now',
  ]);
});
