import type { Deployment } from './deployment.ts';

/** How much comes: one webhook now and then, a busy app, or a queue that is full. */
export type Load = 'idle' | 'normal' | 'backlog';

/** Values that no local server can show. Everything else was counted. */
export const ASSUMED = {
  /** 26 million a month. Purchasely sends several webhooks for each renewal. */
  normalPerSecond: 10,
  idlePerMinute: 1,
  /**
   * Of all happenings, those that are renewals: each of them comes as three webhooks, any other as one. In most apps nearly
   * all are renewals, and other payments come in threes too.
   *
   * @see https://docs.purchasely.com/docs/server-events-attributes
   */
  renewals: 0.5,
  /** Batches that Lambda reads and has processed at a time before it sees a backlog. */
  pollers: 5,
  /**
   * How long each of them waits for a message. AWS says that Lambda polls long, and that it may wait 20 s for a batch to
   * fill even where the window is shorter; SQS offers no more.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
   */
  longPollSeconds: 20,
  /** Memory that comes with one vCPU: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
  vcpuMemoryMb: 1769,
  /** Round trip of a request to Customer.io, on a connection that is open. */
  customerioMs: 100,
  /** Round trip of a call to AWS in the same region. */
  awsMs: 10,
  /** Headers with which API Gateway answers 200. */
  answerBytes: 200,
  /** Beside its text, for each log event: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
  logEventBytes: 26,
  /** Compressed share of a log that is kept, in the examples of AWS's price page. */
  logCompression: 0.15,
  /** Requests of a function per second that Lambda traces: https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html */
  tracedPerSecond: 1,
  /** And this share of the others. */
  tracedShare: 0.05,
} as const;

export const SECONDS_A_MONTH = 730 * 3600;

/** Polls that bring nothing, while nothing comes. */
export const EMPTY_POLLS_PER_SECOND = ASSUMED.pollers / ASSUMED.longPollSeconds;

/** Webhooks per second; unknown for a backlog. */
export const PER_SECOND = { idle: ASSUMED.idlePerMinute / 60, normal: ASSUMED.normalPerSecond } as const;

/** Webhooks of one invocation of `deliver`: the first one, and what comes to its poller until the window closes. */
export function batchUnder(load: Load, { batchSize, windowSeconds }: Deployment): number {
  if (load === 'backlog') return batchSize;
  if (load === 'idle') return 1;
  return Math.min(batchSize, 1 + Math.round((ASSUMED.normalPerSecond * windowSeconds) / ASSUMED.pollers));
}

/** Share of the requests that X-Ray records at that rate. */
export function tracedShareAt(perSecond: number): number {
  const first = Math.min(ASSUMED.tracedPerSecond, perSecond);
  return (first + ASSUMED.tracedShare * (perSecond - first)) / perSecond;
}
