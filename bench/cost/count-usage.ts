import { setTimeout as wait } from 'node:timers/promises';
import type { ResolvedConfig } from '../../shared/config/resolved.ts';
import type { LambdaFunction } from '../../tools/local/lambda/lambda-function.ts';
import { type LocalStack, startLocalStack } from '../../tools/local/local-stack.ts';
import { installRunClock } from '../../tools/local/run-clock.ts';
import { seededRandom } from '../../tools/track-api/seeded-random.ts';
import type { Deployment } from './deployment.ts';
import { runBacklog, runIdle, runNormal } from './loads.ts';
import { type Counts, Meter, meteredServices } from './meter.ts';
import type { Stand } from './stand.ts';

export type Load = 'idle' | 'normal' | 'backlog';

/** What so many webhooks used under a load. */
export interface Usage extends Counts {
  readonly webhooks: number;
  readonly receiveCpuMs: number;
  readonly deliverCpuMs: number;
  readonly trackRequests: number;
  /** Sent to Customer.io: headers and bodies. */
  readonly bytesOut: number;
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

export interface Design {
  readonly template: string;
  readonly deployment: Deployment;
  readonly config: ResolvedConfig;
}

/** Runs a design under every load, on servers of its own, and counts. @throws if a webhook is not delivered */
export async function countUsage(
  { template, deployment, config }: Design,
  sizes: Sizes,
): Promise<CountedDesign> {
  const [connection = ''] = Object.keys(config.connections);
  const meter = new Meter();
  const services = meteredServices(meter);
  const nowMs = Date.now();
  const clock = installRunClock({ realMs: nowMs, shownMs: nowMs, speed: 1 });
  const stack = await startLocalStack({
    template,
    config,
    clock: () => clock.reading(),
    between: services,
    environment: { POWERTOOLS_LOG_LEVEL: 'INFO' }, // as deployed: what Powertools does by itself
    onLine: (line) => meter.addLine(line),
  });
  try {
    const stand: Stand = { stack, deployment, meter, clock, connection, random: seededRandom(1) };
    await runBacklog(stand, sizes.warmUp); // environments start, and V8 compiles
    const backlog = await counted(stand, sizes.backlog, runBacklog);
    const normal = await counted(stand, sizes.normal, runNormal);
    const idle = await counted(stand, sizes.idle, runIdle);
    const environments = (await stack.receive.usage()).length + (await stack.deliver.usage()).length;
    return { usage: { idle, normal, backlog }, environments, metrics: meter.metrics.size };
  } finally {
    await stack.stop();
    await services.close();
    clock.uninstall();
  }
}

/** What is written in the end comes through a pipe. */
const LAST_LINES_MS = 100;

async function counted(
  stand: Stand,
  webhooks: number,
  run: (stand: Stand, webhooks: number) => Promise<void>,
): Promise<Usage> {
  const { stack, meter } = stand;
  await wait(LAST_LINES_MS);
  meter.take();
  stack.track.reset();
  const before = { receive: await cpuMsOf(stack.receive), deliver: await cpuMsOf(stack.deliver) };
  await run(stand, webhooks);
  await wait(LAST_LINES_MS);
  failUnlessDelivered(stack);
  return {
    ...meter.take(),
    webhooks,
    receiveCpuMs: (await cpuMsOf(stack.receive)) - before.receive,
    deliverCpuMs: (await cpuMsOf(stack.deliver)) - before.deliver,
    trackRequests: stack.track.requests.length,
    bytesOut: stack.track.requests.reduce((sum, request) => sum + bytesOf(request), 0),
  };
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
