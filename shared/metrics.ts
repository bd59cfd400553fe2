/** Where CloudWatch keeps what the functions count and time. */
export const METRICS_NAMESPACE = 'PurchaselyCustomerio';

export interface MetricDescription {
  /** The functions that write it. */
  readonly services: readonly ('receive' | 'deliver')[];
  readonly unit: 'Count' | 'Milliseconds' | 'Seconds';
  /** Each is a way to look at it: the dimensions beside the `stage` and the `service` that every metric has. */
  readonly by: readonly (readonly string[])[];
  readonly meaning: string;
}

/**
 * Every metric that the functions write. CloudWatch takes money for each combination of values of dimensions, so these
 * are few and short: reasons and causes from closed sets, connections and workspaces (`cinema/PRODUCTION`) from the
 * configuration, never a name or an id from a webhook. What AWS counts for nothing is not counted again.
 */
export const METRICS = {
  WebhooksAccepted: {
    services: ['receive'],
    unit: 'Count',
    by: [['connection']],
    meaning: 'webhooks stored in the events queue, and answered with 200 or what the backend answered',
  },
  WebhooksRejected: {
    services: ['receive'],
    unit: 'Count',
    by: [['reason']],
    meaning: 'webhooks that were not stored',
  },
  WebhooksUnauthorized: {
    services: ['receive'],
    unit: 'Count',
    by: [['connection']],
    meaning: 'of these, webhooks that Purchasely has not signed, or long ago: 401',
  },
  RelayAnswered3xx: {
    services: ['receive'],
    unit: 'Count',
    by: [['connection']],
    meaning: 'webhooks that the backend answered with 3xx: not followed, Purchasely is answered 502',
  },
  RelayAnswered4xx: { services: ['receive'], unit: 'Count', by: [['connection']], meaning: 'the same, 4xx' },
  RelayAnswered5xx: { services: ['receive'], unit: 'Count', by: [['connection']], meaning: 'the same, 5xx' },
  RelayUnanswered: {
    services: ['receive'],
    unit: 'Count',
    by: [['connection']],
    meaning: 'webhooks that the backend did not answer in time, or could not be reached for: 504 or 502',
  },
  RelayLatency: {
    services: ['receive'],
    unit: 'Milliseconds',
    by: [['connection']],
    meaning:
      'a request to the backend, until its answer or until none came; they are as many as this has values',
  },
  RelayOverhead: {
    services: ['receive'],
    unit: 'Milliseconds',
    by: [['connection']],
    meaning: 'what `receive` takes besides, for a webhook that it relays',
  },
  CopiesFailed: {
    services: ['receive'],
    unit: 'Count',
    by: [['destination']],
    meaning: 'copies that a queue did not take; Purchasely is answered 503',
  },
  SecretsRefetched: {
    services: ['receive', 'deliver'],
    unit: 'Count',
    by: [[]],
    meaning: 'a secret was read anew, because a signature did not match or Customer.io refused the key',
  },
  EventsDelivered: {
    services: ['deliver'],
    unit: 'Count',
    by: [['workspace']],
    meaning: 'webhooks of which Customer.io has accepted everything',
  },
  EventsSkipped: {
    services: ['deliver'],
    unit: 'Count',
    by: [['why']],
    meaning: 'webhooks that nothing had to be sent for, by a choice of the configuration',
  },
  EventsRetried: {
    services: ['deliver'],
    unit: 'Count',
    by: [['workspace', 'cause']],
    meaning: 'attempts that failed and come again',
  },
  PeopleFailed: {
    services: ['deliver'],
    unit: 'Count',
    by: [[]],
    meaning: 'of these, those whose people could not be read or written',
  },
  EventsMisconfigured: {
    services: ['deliver'],
    unit: 'Count',
    by: [['workspace']],
    meaning: 'of these, those that fail until somebody corrects credentials, a region or a permission',
  },
  EventsDeadLettered: {
    services: ['deliver'],
    unit: 'Count',
    by: [['workspace'], ['reason']],
    meaning: 'webhooks given up, now in the dead-letter queue',
  },
  RetryAge: {
    services: ['deliver'],
    unit: 'Seconds',
    by: [['workspace']],
    meaning: 'how long a webhook that comes again has been in the events queue',
  },
  LagFromAcceptance: {
    services: ['deliver'],
    unit: 'Milliseconds',
    by: [['workspace']],
    meaning: 'from the 200 of `receive` to the delivery',
  },
  PeopleResent: {
    services: ['deliver'],
    unit: 'Count',
    by: [[]],
    meaning: 'people of whom a newer view was sent, because another copy of `deliver` wrote it meanwhile',
  },
  TrackLatency: {
    services: ['deliver'],
    unit: 'Milliseconds',
    by: [['workspace']],
    meaning:
      'a request to Customer.io, until its answer or until none came; they are as many as this has values',
  },
  TrackAnswered3xx: {
    services: ['deliver'],
    unit: 'Count',
    by: [['workspace']],
    meaning: 'requests to Customer.io answered with 3xx: the other region',
  },
  TrackAnswered4xx: {
    services: ['deliver'],
    unit: 'Count',
    by: [['workspace']],
    meaning: 'the same, 4xx: credentials, throttling, or something in the request',
  },
  TrackAnswered5xx: { services: ['deliver'], unit: 'Count', by: [['workspace']], meaning: 'the same, 5xx' },
  TrackUnanswered: {
    services: ['deliver'],
    unit: 'Count',
    by: [['workspace']],
    meaning: 'requests to Customer.io that no usable answer came to',
  },
  UnknownEvents: {
    services: ['deliver'],
    unit: 'Count',
    by: [['workspace']],
    meaning:
      'events with a name that neither this version nor the configuration knows; `unknown_event_names` in the same log line has the names',
  },
} as const satisfies Readonly<Record<string, MetricDescription>>;

export type MetricName = keyof typeof METRICS;
