import { SQS_MAX_ENTRIES } from '../../shared/messages/timing.ts';
import { ASSUMED, EMPTY_POLLS_PER_SECOND, type Load, PER_SECOND, tracedShareAt } from './assumptions.ts';
import type { CountedDesign, Usage } from './count-usage.ts';
import type { Deployment } from './deployment.ts';
import { usdOf } from './prices.ts';

export const SERVICES = [
  'API Gateway',
  'Lambda requests',
  'Lambda duration',
  'SQS',
  'DynamoDB',
  'Secrets Manager',
  'CloudWatch Logs',
  'X-Ray',
  'Data transfer',
] as const;

/** Average usage of one webhook. */
export interface PerWebhook {
  readonly usd: Readonly<Record<(typeof SERVICES)[number], number>>;
  readonly deliverInvocations: number;
  readonly sends: number;
  readonly receives: number;
  readonly deletes: number;
  readonly tableReads: number;
  readonly tableWrites: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly secretReads: number;
  readonly trackRequests: number;
  readonly logBytes: number;
  readonly traces: number;
  /** Traces with tracing in both functions, even if it is off. */
  readonly tracesIfTraced: number;
  readonly billedMs: { readonly receive: number; readonly deliver: number };
}

/** Usage of a webhook, from which its bill is computed. */
type Used = Omit<PerWebhook, 'usd'> & { readonly bytesOut: number };

/** Returns the cost of a webhook under a load, from counts and assumptions. */
export function billWebhook(
  { usage: usages, environments }: CountedDesign,
  deployment: Deployment,
  load: Load,
): PerWebhook {
  const usage = usages[load];
  const each = (count: number) => count / usage.webhooks;
  const deliverInvocations = 1 / usage.batchSize;
  const trackRequests = each(usage.trackRequests);
  // Secrets expire only in the idle hour. Other runs are too short.
  const secretReads =
    load === 'idle'
      ? each(usage.calls['GetSecretValue'] ?? 0)
      : (environments * readsPerHour(usages.idle)) / (ASSUMED.normalPerSecond * 3600);
  const tableReads = each(usage.calls['BatchGetItem'] ?? 0);
  const tableWrites = each((usage.calls['PutItem'] ?? 0) + (usage.calls['BatchExecuteStatement'] ?? 0));
  // The people of a batch are written in parallel.
  const rounds = tableReads + Math.min(tableWrites, deliverInvocations);
  const waitMs =
    ((secretReads + rounds) * ASSUMED.awsMs + trackRequests * ASSUMED.customerioMs) / deliverInvocations;
  const billedMs = {
    receive: billedMsOf(each(usage.receiveCpuMs), deployment.receive.memoryMb, ASSUMED.awsMs),
    deliver: billedMsOf(each(usage.deliverCpuMs) / deliverInvocations, deployment.deliver.memoryMb, waitMs),
  };
  const traced = tracesPerWebhook(load, deliverInvocations, billedMs.deliver);
  return bill(
    {
      deliverInvocations,
      sends: each(usage.calls['SendMessage'] ?? 0),
      // A long poll ends with its first message, so only a full queue fills a call.
      receives: load === 'backlog' ? 1 / SQS_MAX_ENTRIES : 1 + emptyPolls(load),
      deletes: Math.ceil(usage.batchSize / SQS_MAX_ENTRIES) / usage.batchSize,
      tableReads,
      tableWrites,
      readUnits: each(usage.units.read),
      writeUnits: each(usage.units.write),
      secretReads,
      trackRequests,
      logBytes:
        each(usage.logBytes) +
        deployment.accessLogBytes +
        deployment.receive.systemLogBytes +
        deliverInvocations * deployment.deliver.systemLogBytes,
      traces:
        (deployment.receive.isTraced ? traced.receive : 0) +
        (deployment.deliver.isTraced ? traced.deliver : 0),
      tracesIfTraced: traced.receive + traced.deliver,
      billedMs,
      bytesOut: each(usage.bytesOut),
    },
    deployment,
  );
}

/**
 * Returns the cost of a naive design under a load. For each message it reads the secret, then sends an identify and an
 * event one after the other, with the CPU time of the connector for a batch of one. Log lines, metrics and Lambda's
 * lines are 2,264 bytes, as Powertools writes them by default. It has no access log.
 */
export function billNaiveDesign(counted: CountedDesign, deployment: Deployment, load: Load): PerWebhook {
  const { idle } = counted.usage;
  const own = billWebhook(counted, deployment, 'idle');
  const waitMs = ASSUMED.awsMs + 2 * ASSUMED.customerioMs;
  const billedMs = {
    receive: own.billedMs.receive,
    deliver: billedMsOf(idle.deliverCpuMs / idle.webhooks, deployment.deliver.memoryMb, waitMs),
  };
  return bill(
    {
      deliverInvocations: 1,
      sends: 1,
      receives: 1 + emptyPolls(load),
      deletes: 1,
      tableReads: 0,
      tableWrites: 0,
      readUnits: 0,
      writeUnits: 0,
      secretReads: 1,
      trackRequests: 2,
      logBytes: 2264,
      traces: 0,
      tracesIfTraced: 2 * tracedShareAt(load === 'idle' ? PER_SECOND.idle : PER_SECOND.normal),
      billedMs,
      bytesOut: 2 * (idle.bytesOut / idle.trackRequests),
    },
    deployment,
  );
}

export function totalUsd({ usd }: PerWebhook): number {
  return SERVICES.reduce((sum, service) => sum + usd[service], 0);
}

/**
 * Returns the billed milliseconds of one invocation: its CPU time on the share of a CPU for this memory, plus waiting.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
export function billedMsOf(cpuMs: number, memoryMb: number, waitMs: number): number {
  const share = Math.min(1, memoryMb / ASSUMED.vcpuMemoryMb);
  return cpuMs / share + waitMs + 0.5; // average effect of rounding up
}

function bill({ bytesOut, ...used }: Used, { receive, deliver, logRetentionDays }: Deployment): PerWebhook {
  const { deliverInvocations, billedMs, logBytes } = used;
  const gbSeconds =
    (billedMs.receive * receive.memoryMb + deliverInvocations * billedMs.deliver * deliver.memoryMb) /
    (1000 * 1024);
  const keptGbMonths = (logBytes / 1e9) * ASSUMED.logCompression * (logRetentionDays / 30);
  return {
    ...used,
    usd: {
      'API Gateway': usdOf('httpApiRequest', 1),
      'Lambda requests': usdOf('lambdaRequest', 1 + deliverInvocations),
      'Lambda duration': usdOf('lambdaGbSecond', gbSeconds),
      // SQS bills each 64 kB of a call. Ten webhooks are less than half of that.
      SQS: usdOf('sqsRequest', used.sends + used.receives + used.deletes),
      DynamoDB: usdOf('tableReadUnit', used.readUnits) + usdOf('tableWriteUnit', used.writeUnits),
      'Secrets Manager': usdOf('secretRead', used.secretReads),
      'CloudWatch Logs': usdOf('logGb', logBytes / 1e9) + usdOf('logGbMonth', keptGbMonths),
      'X-Ray': usdOf('trace', used.traces),
      'Data transfer': usdOf('gbOut', (bytesOut + ASSUMED.answerBytes) / 1e9),
    },
  };
}

const emptyPolls = (load: Load) => (load === 'idle' ? EMPTY_POLLS_PER_SECOND / PER_SECOND.idle : 0);

/** Returns the secret reads per hour of one environment of each function. */
function readsPerHour({ calls, webhooks }: Usage): number {
  return ((calls['GetSecretValue'] ?? 0) / webhooks) * PER_SECOND.idle * 3600;
}

/** Returns the traces per webhook, if each function samples independently. */
function tracesPerWebhook(load: Load, deliverInvocations: number, deliverMs: number) {
  const webhooksPerSecond = load === 'idle' ? PER_SECOND.idle : PER_SECOND.normal;
  const batchesPerSecond =
    load === 'backlog' ? (1000 / deliverMs) * ASSUMED.pollers : webhooksPerSecond * deliverInvocations;
  return {
    receive: tracedShareAt(webhooksPerSecond),
    deliver: tracedShareAt(batchesPerSecond) * deliverInvocations,
  };
}
