import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { ResolvedConfig } from '../../shared/config/resolved.ts';
import { isObject } from '../../shared/is-object.ts';
import type { Webhook } from '../../tools/cli/send/compose-webhook.ts';
import { postWebhook } from '../../tools/cli/stage/post-webhook.ts';
import { startAwsProxy } from '../../tools/local/aws-proxy.ts';
import { dataPointsIn } from '../../tools/local/data-points.ts';
import type { StatementBatch } from '../../tools/local/dynamodb/execute-statements.ts';
import { readStatement } from '../../tools/local/dynamodb/read-statement.ts';
import type { LambdaFunction } from '../../tools/local/lambda/lambda-function.ts';
import { type LocalStack, startLocalStack } from '../../tools/local/local-stack.ts';
import { installRunClock } from '../../tools/local/run-clock.ts';
import { seededRandom } from '../../tools/track-api/seeded-random.ts';
import { batchUnder, type Load, PER_SECOND } from './assumptions.ts';
import { type Deployment, logBytes } from './deployment.ts';
import { dealtWebhooks, type Mix } from './happenings.ts';

type UnitKind = 'read' | 'write';

/** Units that calls of the people table take. */
const TABLE_CALLS: Readonly<Record<string, UnitKind>> = {
  BatchGetItem: 'read',
  PutItem: 'write',
  BatchExecuteStatement: 'write',
};

/** Usage of a number of webhooks, in batches of one size. */
export interface Usage {
  readonly webhooks: number;
  readonly batchSize: number;
  /** Calls of the functions, by name, such as `SendMessage`. */
  readonly calls: Readonly<Record<string, number>>;
  /** Request units of DynamoDB: a consistent read of 4 kB, a write of 1 kB. */
  readonly units: Readonly<Record<UnitKind, number>>;
  readonly receiveCpuMs: number;
  readonly deliverCpuMs: number;
  readonly trackRequests: number;
  /** Headers and bodies sent to Customer.io. */
  readonly bytesOut: number;
  /** Bytes logged by the functions, with the overhead of each line. */
  readonly logBytes: number;
}

export interface CountedDesign {
  readonly usage: Readonly<Record<Load, Usage>>;
  /** Number of execution environments. */
  readonly environments: number;
  /** Number of custom metrics written. */
  readonly metrics: number;
  /** Average size of a person in the table. */
  readonly itemBytes: number;
}

/** Number of webhooks of each load. */
export type Sizes = Readonly<Record<Load | 'warmUp', number>>;

/** A stage to count. */
export interface Design {
  /** Path of its template. */
  readonly template: string;
  readonly deployment: Deployment;
  readonly config: ResolvedConfig;
  /** @default as assumed */
  readonly mix?: Mix;
}

/** Runs a stage under every load on local servers, and counts its usage. @throws if a webhook is not delivered */
export async function countUsage(design: Design, sizes: Sizes): Promise<CountedDesign> {
  const { template, deployment, config, mix } = design;
  const meter = new Meter(JSON.parse(readFileSync(template, 'utf8')));
  const nowMs = Date.now();
  const clock = installRunClock({ realMs: nowMs, shownMs: nowMs, speed: 1 });
  const proxies: { close(): Promise<void> }[] = [];
  const metered = async (endpoint: string) => {
    const proxy = await startAwsProxy(endpoint, async ({ action, input }, passOn) => {
      meter.addCall(action);
      const kind = TABLE_CALLS[action];
      if (kind === undefined) return passOn();
      const answer = await passOn({ ...input, ReturnConsumedCapacity: 'TOTAL' });
      meter.addUnits(kind, unitsIn(answer.body));
      if (kind === 'write') meter.itemBytes.push(...itemsIn(input).map(itemBytes));
      return answer;
    });
    proxies.push(proxy);
    return proxy.origin;
  };
  const stack = await startLocalStack({
    template,
    config,
    clock: () => clock.reading(),
    between: { sqs: metered, secrets: metered, dynamodb: metered },
    environment: { POWERTOOLS_LOG_LEVEL: 'INFO' }, // as deployed, the default of Powertools
    onLine: (line) => meter.addLine(line),
  });
  const random = seededRandom(1);
  async function run(load: Load, webhooks: number): Promise<Usage> {
    const batchSize = batchUnder(load, deployment);
    await wait(LAST_LINES_MS);
    meter.take();
    stack.track.reset();
    const count = Math.ceil(webhooks / batchSize) * batchSize;
    const dealt = dealtWebhooks(count, batchSize, random, Date.now(), mix);
    const before = { receive: await cpuMsOf(stack.receive), deliver: await cpuMsOf(stack.deliver) };
    for (let first = 0; first < count; first += batchSize) {
      const batch = dealt.slice(first, first + batchSize);
      await Promise.all(batch.map((webhook) => postOne(stack, config, webhook)));
      await stack.eventSource.drain();
      if (load !== 'backlog') clock.jumpTo(Date.now() + (batchSize / PER_SECOND[load]) * 1000);
    }
    await wait(LAST_LINES_MS);
    failUnlessDelivered(stack);
    const { requests } = stack.track;
    return {
      ...meter.take(),
      webhooks: count,
      batchSize,
      receiveCpuMs: (await cpuMsOf(stack.receive)) - before.receive,
      deliverCpuMs: (await cpuMsOf(stack.deliver)) - before.deliver,
      trackRequests: requests.length,
      bytesOut: requests.reduce((sum, request) => sum + bytesOf(request), 0),
    };
  }
  try {
    await run('backlog', sizes.warmUp); // environments start, and V8 compiles
    const backlog = await run('backlog', sizes.backlog);
    const normal = await run('normal', sizes.normal);
    const idle = await run('idle', sizes.idle);
    const environments = (await stack.receive.usage()).length + (await stack.deliver.usage()).length;
    const bytes = meter.itemBytes.reduce((sum, each) => sum + each, 0) / meter.itemBytes.length;
    return {
      usage: { idle, normal, backlog },
      environments,
      metrics: meter.metrics.size,
      itemBytes: bytes,
    };
  } finally {
    await stack.stop();
    await Promise.all(proxies.map((proxy) => proxy.close()));
    clock.uninstall();
  }
}

/**
 * Returns the units of a call, as the local DynamoDB reports them, for one or several tables. @throws if it reports
 * none
 */
function unitsIn(answer: Readonly<Record<string, unknown>>): number {
  const consumed = [answer['ConsumedCapacity']].flat().filter(isObject);
  const units = consumed.reduce((sum, { CapacityUnits }) => sum + Number(CapacityUnits), 0);
  if (!(units > 0)) throw new Error('the local DynamoDB does not report the consumed capacity');
  return units;
}

type Item = Readonly<Record<string, { readonly S?: string; readonly N?: string; readonly B?: string }>>;

/** Returns the items of a write, which is a put or statements. */
function itemsIn({ Item, Statements }: Readonly<Record<string, unknown>>): Item[] {
  if (Item !== undefined) return [Item as Item];
  return (Statements as StatementBatch['Statements']).map(({ Statement, Parameters = [] }) => {
    const { where = {}, sets = {} } = readStatement(Statement, Parameters) ?? {};
    return { ...where, ...sets } as Item;
  });
}

/**
 * Returns the size of an item as DynamoDB counts it:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: Item): number {
  return Object.entries(item).reduce((sum, [name, { S = '', N = '', B = '' }]) => {
    const digits = N === '' ? 0 : Math.ceil(N.length / 2) + 1;
    return sum + Buffer.byteLength(name + S) + digits + Buffer.from(B, 'base64').length;
  }, 0);
}

/** Time for the last lines to arrive through a pipe. */
const LAST_LINES_MS = 100;

/** Counts everything that AWS bills. */
export class Meter {
  /** All custom metrics so far: namespace, dimensions and name. */
  readonly metrics = new Set<string>();
  /** Size of each written item. */
  readonly itemBytes: number[] = [];
  #calls: Record<string, number> = {};
  #units: Record<UnitKind, number> = { read: 0, write: 0 };
  #logBytes = 0;
  readonly #template: unknown;

  /** @param template for its metric filters */
  constructor(template: unknown) {
    this.#template = template;
  }

  /** Returns the counts since the last call. */
  take(): Pick<Usage, 'calls' | 'units' | 'logBytes'> {
    const counts = { calls: this.#calls, units: this.#units, logBytes: this.#logBytes };
    this.#calls = {};
    this.#units = { read: 0, write: 0 };
    this.#logBytes = 0;
    return counts;
  }

  addCall(action: string): void {
    this.#calls[action] = (this.#calls[action] ?? 0) + 1;
  }

  addUnits(kind: UnitKind, units: number): void {
    this.#units[kind] += units;
  }

  addLine(line: string): void {
    this.#logBytes += logBytes([line]);
    for (const { namespace, dimensions, name } of dataPointsIn([line], this.#template)) {
      const values = Object.entries(dimensions).map(([dimension, value]) => `${dimension}=${value}`);
      this.metrics.add([namespace, ...values.toSorted(), name].join(' '));
    }
  }
}

async function postOne(stack: LocalStack, config: ResolvedConfig, webhook: Webhook): Promise<void> {
  const [connection = ''] = Object.keys(config.connections);
  const url = `${stack.url}/webhooks/${connection}`;
  const body = Buffer.from(JSON.stringify(webhook));
  const { status } = await postWebhook(url, body, stack.sharedSecrets[connection] ?? '');
  if (status !== 200) throw new Error(`receive has answered ${status}`);
}

function failUnlessDelivered(stack: LocalStack): void {
  const { waiting, inFlight } = stack.countMessages('events');
  const refused = stack.track.requests.find(({ status }) => status !== 200);
  if (refused !== undefined)
    throw new Error(`the stand-in has answered ${refused.status} to ${refused.path}`);
  if (waiting + inFlight > 0) throw new Error(`${waiting + inFlight} webhooks are still in the events queue`);
  if (stack.messages('dead-letters').length > 0) throw new Error('there are dead letters');
}

async function cpuMsOf(lambda: LambdaFunction): Promise<number> {
  return (await lambda.usage()).reduce((sum, { cpuMs }) => sum + cpuMs, 0);
}

/** Returns the size of an HTTP/1.1 request, without the overhead of TLS. */
function bytesOf({ method, path, headers, bytes }: LocalStack['track']['requests'][number]): number {
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.byteLength(`${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n`) + bytes;
}
