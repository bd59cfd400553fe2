import { ASSUMED, tracedShareAt } from './assumptions.ts';
import type { CountedDesign, Load, Usage } from './count-usage.ts';
import type { Deployment, FunctionSettings } from './deployment.ts';
import { usdOf } from './prices.ts';

export const SERVICES = [
  'API Gateway',
  'Lambda requests',
  'Lambda duration',
  'SQS',
  'Secrets Manager',
  'CloudWatch Logs',
  'X-Ray',
  'Data transfer',
] as const;

export type Service = (typeof SERVICES)[number];

/** Of one webhook, on average. */
export interface PerWebhook {
  readonly usd: Readonly<Record<Service, number>>;
  readonly httpRequests: number;
  readonly receiveInvocations: number;
  readonly deliverInvocations: number;
  readonly calls: Readonly<Record<string, number>>;
  readonly trackRequests: number;
  readonly logBytes: number;
  readonly traces: number;
  /** Had both functions tracing, whether they have it or not. */
  readonly tracesIfTraced: number;
  readonly billedMs: { readonly receive: number; readonly deliver: number };
}

/** What a webhook costs under a load, by what was counted and what is assumed. */
export function billWebhook(
  { usage: usages, environments }: CountedDesign,
  deployment: Deployment,
  load: Load,
): PerWebhook {
  const usage = usages[load];
  const each = (count: number) => count / usage.webhooks;
  const receiveInvocations = each(usage.receiveInvocations);
  const deliverInvocations = each(usage.deliverInvocations);

  const calls = Object.fromEntries(Object.entries(usage.calls).map(([name, count]) => [name, each(count)]));
  // The run is too short to see secrets expire: the idle hour has.
  const secretReads = Math.max(
    calls['GetSecretValue'] ?? 0,
    load === 'idle' ? 0 : (environments * readsPerHour(usages.idle)) / (ASSUMED.normalPerSecond * 3600),
  );
  const emptyPolls = load === 'idle' ? emptyPollsPerWebhook() : 0;

  const receiveMs = billedMs(usage.receiveCpuMs, usage.receiveInvocations, deployment.receive, ASSUMED.awsMs);
  const waitMs =
    (secretReads * ASSUMED.awsMs + each(usage.trackRequests) * ASSUMED.customerioMs) / deliverInvocations;
  const deliverMs = billedMs(usage.deliverCpuMs, usage.deliverInvocations, deployment.deliver, waitMs);
  const gbSeconds =
    (receiveInvocations * receiveMs * deployment.receive.memoryMb +
      deliverInvocations * deliverMs * deployment.deliver.memoryMb) /
    (1000 * 1024);

  const logBytes =
    each(usage.logBytes) +
    deployment.accessLogBytes +
    receiveInvocations * deployment.receive.systemLogBytes +
    deliverInvocations * deployment.deliver.systemLogBytes;
  const keptGbMonths = (logBytes / 1e9) * ASSUMED.logCompression * (deployment.logRetentionDays / 30);

  const tracesIfTraced = tracesPerWebhook(load, deliverInvocations, deliverMs);
  const traces =
    (deployment.receive.isTraced ? tracesIfTraced.receive : 0) +
    (deployment.deliver.isTraced ? tracesIfTraced.deliver : 0);
  return {
    usd: {
      'API Gateway': usdOf('httpApiRequest', receiveInvocations),
      'Lambda requests': usdOf('lambdaRequest', receiveInvocations + deliverInvocations),
      'Lambda duration': usdOf('lambdaGbSecond', gbSeconds),
      SQS: usdOf('sqsRequest', each(usage.sqsRequests) + emptyPolls),
      'Secrets Manager': usdOf('secretRead', secretReads),
      'CloudWatch Logs': usdOf('logGb', logBytes / 1e9) + usdOf('logGbMonth', keptGbMonths),
      'X-Ray': usdOf('trace', traces),
      'Data transfer': usdOf('gbOut', (each(usage.bytesOut) + ASSUMED.answerBytes) / 1e9),
    },
    httpRequests: receiveInvocations,
    receiveInvocations,
    deliverInvocations,
    calls: {
      ...calls,
      GetSecretValue: secretReads,
      ReceiveMessage: (calls['ReceiveMessage'] ?? 0) + emptyPolls,
    },
    trackRequests: each(usage.trackRequests),
    logBytes,
    traces,
    tracesIfTraced: tracesIfTraced.receive + tracesIfTraced.deliver,
    billedMs: { receive: receiveMs, deliver: deliverMs },
  };
}

export function totalUsd({ usd }: PerWebhook): number {
  return SERVICES.reduce((sum, service) => sum + usd[service], 0);
}

/** Milliseconds of one invocation: its CPU time on the share of a CPU that it has, what it waits, rounded up. */
function billedMs(
  cpuMs: number,
  invocations: number,
  { memoryMb }: FunctionSettings,
  waitMs: number,
): number {
  const share = Math.min(1, memoryMb / ASSUMED.vcpuMemoryMb);
  return cpuMs / invocations / share + waitMs + 0.5; // what rounding up adds on average
}

/** Polls that bring nothing, while nothing comes. */
export const EMPTY_POLLS_PER_SECOND = ASSUMED.pollers / ASSUMED.longPollSeconds;

const emptyPollsPerWebhook = () => (EMPTY_POLLS_PER_SECOND * 60) / ASSUMED.idlePerMinute;

/** Of one environment of each function. */
function readsPerHour({ calls, webhooks }: Usage): number {
  return ((calls['GetSecretValue'] ?? 0) / webhooks) * 60 * ASSUMED.idlePerMinute;
}

/** The functions decide on their own: what Lambda knows of the way of a message is not counted on. */
function tracesPerWebhook(load: Load, deliverInvocations: number, deliverMs: number) {
  const webhooksPerSecond = load === 'idle' ? ASSUMED.idlePerMinute / 60 : ASSUMED.normalPerSecond;
  const batchesPerSecond =
    load === 'backlog' ? (1000 / deliverMs) * ASSUMED.pollers : webhooksPerSecond * deliverInvocations;
  return {
    receive: tracedShareAt(webhooksPerSecond),
    deliver: tracedShareAt(batchesPerSecond) * deliverInvocations,
  };
}
