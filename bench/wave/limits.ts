/** Default limits of AWS and Customer.io, in one account and region. */
export const LIMITS = {
  /**
   * Requests to all APIs per second, and burst. Some regions have a quarter of both. The limits of a stage cannot be
   * higher.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
   */
  api: { requestsPerSecond: 10_000, burst: 5_000 },
  /**
   * Concurrent executions of all functions. New accounts have fewer.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
   */
  environments: 1_000,
  /**
   * Duration of a cold start: “from under 100 ms to over 1 second”.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
   */
  coldStartSeconds: 1,
  /**
   * Concurrent batches of one event source: at first, and added per second of a backlog, 300 a minute.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
   */
  batches: { atFirst: 5, perSecond: 300 / 60 },
  /**
   * Messages in flight of a standard queue:
   * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
   */
  messagesInFlight: 120_000,
  /**
   * Request units per second of a new on-demand table. Later it takes twice its previous peak. It can be warmed, up to
   * 40,000 of both.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
   */
  newTable: { reads: 12_000, writes: 4_000 },
  /** Limit of the Track API, v1 and v2 together: https://docs.customer.io/integrations/api/track/ */
  trackRequestsPerSecond: 1_000,
} as const;
