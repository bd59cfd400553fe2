/** Default limits of AWS and Customer.io, in one account and region. */
export const LIMITS = {
  /**
   * Requests to all APIs, in a second and on top of that at once; a quarter of both in some regions. Those of a stage may not
   * be higher.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
   */
  api: { requestsPerSecond: 10_000, burst: 5_000 },
  /**
   * Execution environments of all functions that are at work. New accounts have fewer.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
   */
  environments: 1_000,
  /**
   * How long a request takes that has to start its environment: “from under 100 ms to over 1 second”.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
   */
  coldStartSeconds: 1,
  /**
   * Batches of one event source that are processed at a time, at first and more with each second of a backlog: 300 a minute.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
   */
  batches: { atFirst: 5, perSecond: 300 / 60 },
  /** Messages of a standard queue: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
  messagesInFlight: 120_000,
  /**
   * Request units in a second of an on-demand table that never had more; of one that had, twice as many as that was. It can be
   * warmed, up to 40,000 of both.
   *
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
   */
  newTable: { reads: 12_000, writes: 4_000 },
  /** Of the Track API, v1 and v2 together: https://docs.customer.io/integrations/api/track/ */
  trackRequestsPerSecond: 1_000,
} as const;
