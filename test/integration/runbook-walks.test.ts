import { readFileSync } from 'node:fs';
import { synthesizeStage } from '../../infra/synthesize.ts';
import { resolveConfig } from '../../shared/config/resolve.ts';
import { printChecks } from '../../tools/cli/base/checks.ts';
import { inspectTraffic } from '../../tools/cli/doctor/inspect-traffic.ts';
import { openStage } from '../../tools/cli/stage/open-stage.ts';
import type { Counted, Stage } from '../../tools/cli/stage/stage.ts';
import { type DataPoint, dataPointsIn } from '../../tools/local/data-points.ts';
import type { ReceivedRequest } from '../../tools/track-api/received-request.ts';
import { synthesized } from '../infra/synthesized.ts';
import connectorConfig from '../support/cinema.config.ts';
import { type CliUnderTest, cliOf, type RunOptions } from '../support/cli.ts';
import { configWith } from '../support/config-with.ts';
import { type AlarmResource, isOn } from '../support/evaluate-alarm.ts';
import { type RunningStack, sample, startStack } from '../support/running-stack.ts';
import { createFakeTerminal, wordsOf } from '../support/terminal.ts';
import { alarmsIn } from '../support/watched-metrics.ts';

/*
 * The runbook, walked from an alarm to the end of it: three commands at most to the cause, three more to the cure. Each command
 * stands in the entry of the alarm, or in one that the entry leads to. `doctor` counts what the functions have written here; a
 * deployed stage asks CloudWatch for the same.
 */

const RUNBOOK = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
const SECRET = 'purchasely-customerio/local/cinema/customerio-production';

let template: unknown;
let alarms: readonly AlarmResource[];
beforeAll(async () => {
  template = (await synthesized(connectorConfig, 'local')).toJSON();
  alarms = alarmsIn(template);
});

let stack: RunningStack;
let cli: CliUnderTest;
let points: DataPoint[];
/** What AWS counts of requests. */
let requests: Readonly<Record<string, number>>;
beforeEach(async () => {
  stack = await startStack();
  cli = cliOf(stack);
  points = [];
  requests = {};
});
afterEach(async () => {
  await stack.stop();
  cli.stop();
});

/** What the functions have counted since it was last asked; `doctor` knows of all the hour. */
function observe(): DataPoint[] {
  const seen = dataPointsIn(stack.lines.splice(0), template);
  points.push(...seen);
  return seen;
}

/** Alarms that are on, as CloudWatch would see these periods. */
function on(...periods: readonly (readonly DataPoint[])[]): string[] {
  return alarms
    .filter((alarm) => isOn(alarm, periods))
    .map(({ AlarmName }) => AlarmName.replace('PurchaselyCustomerio-local-', ''))
    .filter((name) => !name.startsWith('no-webhooks'));
}

/** The entry of a name, and those it leads to. */
function entryOf(name: string): string {
  const own = sectionOf(name);
  const linked = [...own.matchAll(/\]\(#([a-z-]+)\)/g)].map(([, anchor = '']) => sectionOf(anchor));
  return [own, ...linked].join('\n');
}

function sectionOf(anchor: string): string {
  const sections = RUNBOOK.split(/^(?=#{2,3} )/m);
  const anchorOf = (section: string) =>
    (section.split('\n')[0] ?? '')
      .replace(/^#+ /, '')
      .toLowerCase()
      .replace(/[^a-z -]/g, '')
      .replaceAll(' ', '-');
  return sections.find((section) => anchorOf(section) === anchor) ?? '';
}

/** Runs a command as the runbook has it, on the stage under test. @returns what it prints */
async function run(
  entry: string,
  command: string,
  { id = '', ...options }: RunOptions & { readonly id?: string } = {},
): Promise<string> {
  expect(entry).toContain(command);
  const line = command
    .replace('npm run ', '')
    .replace(' --', '')
    .replace(' --stage prod', '')
    .replace(' --watch', '')
    .replace('<id>', id);
  if (line === 'doctor') return doctor();
  const { out } = await cli.run(line, options);
  return wordsOf(out);
}

/** The rows of `doctor` about what was delivered. */
async function doctor(): Promise<string> {
  observe();
  const local = await openStage('local', connectorConfig, `${cli.directory}/.local`, {});
  const stage: Stage = {
    ...local,
    isLocal: false,
    alarmsOn: async () => [],
    countedLastHour: async () => counted(),
  };
  const terminal = createFakeTerminal();
  const context = { stage, terminal, isJson: false } as unknown as Parameters<typeof printChecks>[0];
  await printChecks(context, await inspectTraffic(stage));
  local.close();
  return wordsOf(terminal.out);
}

function counted(): Counted[] {
  const own = points.map(({ name, dimensions, values }) => ({
    metric: name,
    ...dimensions,
    sum: values.reduce((total, value) => total + value, 0),
  }));
  return [...own, ...Object.entries(requests).map(([metric, sum]) => ({ metric, sum }))];
}

/** Events of both workspaces, so that the one that fails is never alone. */
async function accept(count: number, changes: object = {}): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const event_id = `${JSON.stringify(changes)} ${index} ${stack.lines.length}`;
    await stack.accept(sample('trial-started', { event_id, ...changes }));
    await stack.accept(sample('trial-started', { event_id: `${event_id} sandbox`, environment: 'SANDBOX' }));
  }
}

/** Delivers what waits for a later attempt, too. */
async function deliverAll(): Promise<void> {
  await stack.skipWaiting();
  await stack.drain();
}

const ofProduction = ({ headers }: ReceivedRequest) => headers.authorization?.includes('site-1') ?? false;

const DOCTOR = 'npm run doctor -- --stage prod';
const STATUS = 'npm run dlq -- status --stage prod';

test('Customer.io is down for one workspace: doctor names it and the cause, and events come by themselves', async () => {
  const entry = entryOf('events-delayed');
  stack.track.faults.add({ status: 503 }, { match: ofProduction });
  await accept(3);
  await stack.drain();
  const failing = observe().map((point) =>
    point.name === 'RetryAge' ? { ...point, values: point.values.map((age) => age + 11 * 60) } : point,
  );

  expect(on(failing)).toEqual(['events-delayed-cinema-production']);
  const told = await run(entry, DOCTOR);
  expect(told).toMatch(
    /FINDING +events cinema\/PRODUCTION\s+0 delivered, 3 attempts failed \(3 × HTTP 5xx\)/,
  );
  expect(told).toMatch(/ok +events cinema\/SANDBOX\s+3 delivered/);

  stack.track.faults.clear();
  await deliverAll();
  expect(await run(entry, STATUS)).toMatch(/events queue +0 +0/);
  expect(await doctor()).toMatch(/events cinema\/PRODUCTION\s+3 delivered/);
});

test('401 on one workspace: doctor names it, secrets check the pair, secrets set cures it', async () => {
  const entry = entryOf('customerio-misconfigured');
  stack.secrets.put(SECRET, '{"siteId":"site-1","apiKey":"of before"}');
  await accept(3);
  await stack.drain();

  expect(on(observe())).toEqual(['customerio-misconfigured-cinema-production']);
  expect(await run(entry, DOCTOR)).toMatch(
    /events cinema\/PRODUCTION\s+.*HTTP 401.*#customerio-misconfigured/,
  );
  expect(await run(entry, 'npm run secrets -- check --stage prod')).toMatch(
    /FINDING +secret cinema\/customerio-production\s+Customer\.io refuses this pair \(HTTP 401\)/,
  );

  const command = 'npm run secrets -- set cinema/customerio-production --stage prod';
  await run(entry, command, { hidden: ['site-1', 'key-1'], answer: 'yes' });
  stack.deliver.kill(); // asks again by itself after half a minute
  await deliverAll();
  expect(stack.production.events()).toHaveLength(3);
});

test('AWS denies a secret: doctor names the workspace, the saved query has AWS’s word for it', async () => {
  const entry = entryOf('customerio-misconfigured');
  await accept(3);
  stack.secrets.failNext(2, { status: 400, type: 'AccessDeniedException' }); // those of both workspaces
  await stack.drain();
  const retried = stack.logged('event will be tried again');

  expect(on(observe()).filter((name) => !name.includes('sandbox'))).toEqual([
    'customerio-misconfigured-cinema-production',
  ]);
  expect(await run(entry, DOCTOR)).toMatch(/events cinema\/PRODUCTION\s+.*secret unusable/);
  expect(entry).toContain('[retried-by-cause](#retried-by-cause)');
  expect(retried).toContainEqual(
    expect.objectContaining({
      workspace: 'cinema/PRODUCTION',
      cause: 'secret unusable: AccessDeniedException',
    }),
  );

  await deliverAll();
  expect(stack.production.events()).toHaveLength(3);
});

test('a second wave beside an old dead letter: it is told, status has the reason, replay delivers it', async () => {
  const entry = entryOf('dead-letters-rising') + sectionOf('refused-by-customerio');
  const refusal = { errors: [{ batch_index: 0, reason: 'invalid', field: 'name', message: 'no' }] };
  await accept(1, { user_id: null });
  await deliverAll();
  observe();
  stack.track.faults.add({ status: 400, body: refusal }, { match: ofProduction });
  await accept(3);
  await stack.drain();

  expect(on(observe())).toEqual(['dead-letters-rising-cinema-production']);
  const status = await run(entry, STATUS);
  expect(status).toMatch(/3 +refused-by-customerio/);
  expect(status).toMatch(/4 +cinema\/PRODUCTION/);

  stack.track.faults.clear();
  await run(entry, 'npm run dlq -- replay --stage prod --reason refused-by-customerio', { answer: 'yes' });
  await deliverAll();
  expect(stack.production.events()).toHaveLength(3);
});

test('API Gateway refuses what is posted to a wrong URL: doctor has how many, and the right URL', async () => {
  const entry = entryOf('webhooks-turned-away');
  await accept(2);
  const posts = ['/webhook/cinema', '/webhooks', '/'].map((path) =>
    fetch(`${stack.url}${path}`, { method: 'POST', body: '{}' }),
  );
  const statuses = (await Promise.all(posts)).map(({ status }) => status);
  const aws = (namespace: string, name: string, dimension: readonly [string, string], count: number) => ({
    namespace: `AWS/${namespace}`,
    name,
    dimensions: Object.fromEntries([dimension]),
    values: [count],
  });

  expect(statuses).toEqual([404, 404, 404]);
  expect(
    on([
      ...observe(),
      aws('ApiGateway', 'Count', ['ApiId', 'WebhooksApi'], 7),
      aws('Lambda', 'Invocations', ['FunctionName', 'WebhooksReceiveFunction'], 4),
    ]),
  ).toEqual(['webhooks-turned-away']);
  requests = { requests: 7, received: 4 };
  expect(await run(entry, DOCTOR)).toMatch(
    /FINDING +webhook API\s+7 requests, 3 of them refused by API Gateway in the last hour .*#webhooks-turned-away/,
  );
  const { out } = await cli.run('doctor');
  expect(out.join('\n')).toContain(`${stack.url}/webhooks/cinema`);
});

test('a wrong mapping is deployed: status has the reason, show the webhook, the version before and a replay cure it', async () => {
  const entry = entryOf('dead-letters-rising') + sectionOf('invalid-identity');
  await stack.stop();
  const wrong = configWith({ identity: { userId: 'email' } });
  const template = await synthesizeStage('local', { outdir: '.local/test/wrong-mapping', config: wrong });
  stack = await startStack({}, { template, config: resolveConfig(wrong, 'local') });
  cli.stop();
  cli = cliOf(stack);
  await accept(3);
  await stack.drain();

  expect(on(observe())).toEqual([
    'dead-letters-rising-cinema-production',
    'dead-letters-rising-cinema-sandbox',
  ]);
  expect(await run(entry, STATUS)).toMatch(/6 +invalid-identity/);
  const [letter] = stack.messages('dead-letters');
  expect(await run(entry, 'npm run dlq -- show <id> --stage prod', { id: letter?.messageId ?? '' })).toMatch(
    /invalid-identity/,
  );

  // The queue outlives a deployment; here its letters are carried to the stack of the version before.
  const file = `${cli.directory}/letters.ndjson`;
  await cli.run(`dlq discard --out ${file} --yes`);
  await stack.stop();
  stack = await startStack();
  const after = cliOf(stack);
  await after.run(`dlq import ${file}`);
  cli.stop();
  cli = after;
  await run(entry, 'npm run dlq -- replay --stage prod --reason invalid-identity', { answer: 'yes' });
  await deliverAll();
  expect(stack.production.events()).toHaveLength(3);
});
