import type { Batching } from '../path/stage.ts';

/** Load of a stage: a webhook now and then, a busy app, or a full queue. */
export type Load = 'idle' | 'normal' | 'backlog';

/** Values that a local server cannot show. All others are counted. */
export const ASSUMED = {
  /** 26 million a month. Purchasely sends several webhooks for each renewal. */
  normalPerSecond: 10,
  idlePerMinute: 1,
  /**
   * Share of the happenings that are renewals. A renewal has three webhooks, any other happening one. In most apps
   * nearly all are renewals, and other payments have three webhooks too.
   *
   * @see https://docs.purchasely.com/docs/server-events-attributes
   */
  renewals: 0.5,
  /** Batches that Lambda processes at the same time before it detects a backlog. */
  pollers: 5,
  /**
   * Time that each of them waits for a message. AWS documents long polling, and that Lambda may wait 20 s for a batch
   * to fill even with a shorter window. 20 s is the maximum of SQS.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
   */
  longPollSeconds: 20,
  /** Memory that comes with one vCPU: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
  vcpuMemoryMb: 1769,
  /** Round trip of a request to Customer.io on an open connection. */
  customerioMs: 100,
  /** Round trip of a call to AWS in the same region. */
  awsMs: 10,
  /** Headers of API Gateway's 200. */
  answerBytes: 200,
  /**
   * Overhead of each log event:
   * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
   */
  logEventBytes: 26,
  /** Size of a compressed log relative to the log, in the examples of AWS's price page. */
  logCompression: 0.15,
  /** Requests of a function per second that Lambda traces: https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html */
  tracedPerSecond: 1,
  /** Share of the other requests that Lambda traces. */
  tracedShare: 0.05,
} as const;

export const SECONDS_A_MONTH = 730 * 3600;

/** Empty polls per second without traffic. */
export const EMPTY_POLLS_PER_SECOND = ASSUMED.pollers / ASSUMED.longPollSeconds;

/** Webhooks per second. Unknown for a backlog. */
export const PER_SECOND = { idle: ASSUMED.idlePerMinute / 60, normal: ASSUMED.normalPerSecond } as const;

/**
 * Returns the webhooks of one invocation of `deliver`: the first, and those that reach its poller until the window
 * closes.
 */
export function batchUnder(load: Load, { batchSize, windowSeconds }: Batching): number {
  if (load === 'backlog') return batchSize;
  if (load === 'idle') return 1;
  return Math.min(batchSize, 1 + Math.round((ASSUMED.normalPerSecond * windowSeconds) / ASSUMED.pollers));
}

/** Returns the share of the requests that X-Ray records at a rate. */
export function tracedShareAt(perSecond: number): number {
  const first = Math.min(ASSUMED.tracedPerSecond, perSecond);
  return (first + ASSUMED.tracedShare * (perSecond - first)) / perSecond;
}
