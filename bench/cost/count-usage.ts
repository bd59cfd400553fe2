import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { ResolvedConfig } from '../../shared/config/resolved.ts';
import { isObject } from '../../shared/is-object.ts';
import { EVENT_NAMES } from '../../shared/purchasely/events.ts';
import { composeWebhook } from '../../tools/cli/send/compose-webhook.ts';
import { postWebhook } from '../../tools/cli/stage/post-webhook.ts';
import { startAwsProxy } from '../../tools/local/aws-proxy.ts';
import type { LambdaFunction } from '../../tools/local/lambda/lambda-function.ts';
import { type LocalStack, startLocalStack } from '../../tools/local/local-stack.ts';
import { installRunClock } from '../../tools/local/run-clock.ts';
import { seededRandom } from '../../tools/track-api/seeded-random.ts';
import { batchUnder, type Load, PER_SECOND } from './assumptions.ts';
import { type Deployment, logBytes } from './deployment.ts';

/** What so many webhooks used, in batches of one size. */
export interface Usage {
  readonly webhooks: number;
  readonly batchSize: number;
  /** Of the functions, by name, such as `SendMessage`. */
  readonly calls: Readonly<Record<string, number>>;
  readonly receiveCpuMs: number;
  readonly deliverCpuMs: number;
  readonly trackRequests: number;
  /** Sent to Customer.io: headers and bodies. */
  readonly bytesOut: number;
  /** What the functions have written, with the overhead of each line. */
  readonly logBytes: number;
}

export interface CountedDesign {
  readonly usage: Readonly<Record<Load, Usage>>;
  /** Execution environments there were. */
  readonly environments: number;
  /** Custom metrics that came up. */
  readonly metrics: number;
}

/** How many webhooks each load has. */
export type Sizes = Readonly<Record<Load | 'warmUp', number>>;

/** A stage that is to be counted. */
export interface Design {
  /** Path of its template. */
  readonly template: string;
  readonly deployment: Deployment;
  readonly config: ResolvedConfig;
}

/** Runs a stage under every load, on local servers, and counts. @throws if a webhook is not delivered */
export async function countUsage(design: Design, sizes: Sizes): Promise<CountedDesign> {
  const { template, deployment, config } = design;
  const meter = new Meter();
  const nowMs = Date.now();
  const clock = installRunClock({ realMs: nowMs, shownMs: nowMs, speed: 1 });
  const proxies: { close(): Promise<void> }[] = [];
  const metered = async (endpoint: string) => {
    const proxy = await startAwsProxy(endpoint, ({ action }, passOn) => {
      meter.addCall(action);
      return passOn();
    });
    proxies.push(proxy);
    return proxy.origin;
  };
  const stack = await startLocalStack({
    template,
    config,
    clock: () => clock.reading(),
    between: { sqs: metered, secrets: metered, dynamodb: metered },
    environment: { POWERTOOLS_LOG_LEVEL: 'INFO' }, // as deployed: what Powertools does by itself
    onLine: (line) => meter.addLine(line),
  });
  const random = seededRandom(1);
  async function run(load: Load, webhooks: number): Promise<Usage> {
    const batchSize = batchUnder(load, deployment);
    await wait(LAST_LINES_MS);
    meter.take();
    stack.track.reset();
    const before = { receive: await cpuMsOf(stack.receive), deliver: await cpuMsOf(stack.deliver) };
    for (let first = 0; first < webhooks; first += batchSize) {
      await Promise.all(Array.from({ length: batchSize }, () => postOne(stack, config, random)));
      await stack.eventSource.drain();
      if (load !== 'backlog') clock.jumpTo(Date.now() + (batchSize / PER_SECOND[load]) * 1000);
    }
    await wait(LAST_LINES_MS);
    failUnlessDelivered(stack);
    const { requests } = stack.track;
    return {
      ...meter.take(),
      webhooks: Math.ceil(webhooks / batchSize) * batchSize,
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
    return { usage: { idle, normal, backlog }, environments, metrics: meter.metrics.size };
  } finally {
    await stack.stop();
    await Promise.all(proxies.map((proxy) => proxy.close()));
    clock.uninstall();
  }
}

/** What is written in the end comes through a pipe. */
const LAST_LINES_MS = 100;

/** Stands where the bill is made. */
export class Meter {
  /** Custom metrics that ever came up: namespace, dimensions and name. */
  readonly metrics = new Set<string>();
  #calls: Record<string, number> = {};
  #logBytes = 0;

  /** What was counted since the last time. */
  take(): Pick<Usage, 'calls' | 'logBytes'> {
    const counts = { calls: this.#calls, logBytes: this.#logBytes };
    this.#calls = {};
    this.#logBytes = 0;
    return counts;
  }

  addCall(action: string): void {
    this.#calls[action] = (this.#calls[action] ?? 0) + 1;
  }

  addLine(line: string): void {
    this.#logBytes += logBytes([line]);
    for (const metric of metricsIn(line)) this.metrics.add(metric);
  }
}

/** Of a line in CloudWatch's embedded metric format. */
function metricsIn(line: string): string[] {
  if (!line.includes('"_aws"')) return [];
  const record: unknown = JSON.parse(line);
  if (!isObject(record) || !isObject(record['_aws'])) return [];
  const directives = record['_aws']['CloudWatchMetrics'] as {
    readonly Namespace: string;
    readonly Dimensions: readonly (readonly string[])[];
    readonly Metrics: readonly { readonly Name: string }[];
  }[];
  return directives.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) => {
      const dimensions = names.toSorted().map((name) => `${name}=${record[name]}`);
      return Metrics.map(({ Name }) => [Namespace, ...dimensions, Name].join(' '));
    }),
  );
}

/** Any event, those that nothing is sent for included. */
async function postOne(stack: LocalStack, config: ResolvedConfig, random: () => number): Promise<void> {
  const [connection = ''] = Object.keys(config.connections);
  const name = EVENT_NAMES[Math.floor(random() * EVENT_NAMES.length)] ?? 'SUBSCRIPTION_RENEWED';
  const webhook = composeWebhook(name, {
    eventId: randomUUID(),
    nowMs: Date.now(),
    environment: 'PRODUCTION',
    userId: randomUUID(),
  });
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

/** Of an HTTP/1.1 request, without what TLS adds. */
function bytesOf({ method, path, headers, bytes }: LocalStack['track']['requests'][number]): number {
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.byteLength(`${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n`) + bytes;
}
