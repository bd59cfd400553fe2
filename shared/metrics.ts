/** Where CloudWatch keeps what the functions count and time. */
export const METRICS_NAMESPACE = 'PurchaselyCustomerio';

export interface MetricDescription {
  /** The functions that write it. */
  readonly services: readonly ('receive' | 'deliver')[];
  readonly unit: 'Count' | 'Milliseconds' | 'Seconds';
  /** Each is a way to look at it, beside the `stage` and the `service` that every metric has; `null`: by those alone. */
  readonly by: readonly (string | null)[];
  readonly meaning: string;
}

/**
 * Every metric that the functions write. CloudWatch takes money for each combination of values of dimensions, so these
 * are few and short: reasons and causes from closed sets, never a name or an id from a webhook.
 */
export const METRICS = {
  WebhooksAccepted: {
    services: ['receive'],
    unit: 'Count',
    by: [null],
    meaning: 'webhooks stored in the events queue, and answered with 200 or what the backend answered',
  },
  WebhooksRejected: {
    services: ['receive'],
    unit: 'Count',
    by: ['reason'],
    meaning: 'webhooks that were not stored',
  },
  RelayAnswered2xx: {
    services: ['receive'],
    unit: 'Count',
    by: [null],
    meaning: 'webhooks that the backend answered with 2xx',
  },
  RelayAnswered3xx: {
    services: ['receive'],
    unit: 'Count',
    by: [null],
    meaning: 'the same, 3xx: not followed, Purchasely is answered 502',
  },
  RelayAnswered4xx: { services: ['receive'], unit: 'Count', by: [null], meaning: 'the same, 4xx' },
  RelayAnswered5xx: { services: ['receive'], unit: 'Count', by: [null], meaning: 'the same, 5xx' },
  RelayUnanswered: {
    services: ['receive'],
    unit: 'Count',
    by: [null],
    meaning: 'webhooks that the backend did not answer in time, or could not be reached for: 504 or 502',
  },
  RelayLatency: {
    services: ['receive'],
    unit: 'Milliseconds',
    by: [null],
    meaning: 'a request to the backend, until its answer or until none came',
  },
  RelayOverhead: {
    services: ['receive'],
    unit: 'Milliseconds',
    by: [null],
    meaning: 'what `receive` takes besides, for a webhook that it relays',
  },
  CopiesFailed: {
    services: ['receive'],
    unit: 'Count',
    by: ['destination'],
    meaning: 'copies that a queue did not take; Purchasely is answered 503',
  },
  SecretsRefetched: {
    services: ['receive', 'deliver'],
    unit: 'Count',
    by: [null],
    meaning: 'a secret was read anew, because a signature did not match or Customer.io refused the key',
  },
  BatchSize: {
    services: ['deliver'],
    unit: 'Count',
    by: [null],
    meaning: 'webhooks that `deliver` took at once, 50 at most',
  },
  EventsDelivered: {
    services: ['deliver'],
    unit: 'Count',
    by: [null],
    meaning: 'webhooks of which Customer.io has accepted everything',
  },
  EventsSkipped: {
    services: ['deliver'],
    unit: 'Count',
    by: ['why'],
    meaning: 'webhooks that nothing had to be sent for, by a choice of the configuration',
  },
  EventsRetried: {
    services: ['deliver'],
    unit: 'Count',
    by: ['fault', 'cause'],
    meaning:
      'attempts that failed and come again; `fault` is `transient`, `configuration`, or `dead-letter` if a dead letter could not be stored',
  },
  EventsDeadLettered: {
    services: ['deliver'],
    unit: 'Count',
    by: [null, 'reason'],
    meaning: 'webhooks given up, now in the dead-letter queue',
  },
  RetryAge: {
    services: ['deliver'],
    unit: 'Seconds',
    by: [null],
    meaning: 'how long a webhook that comes again has been in the events queue',
  },
  LagFromCreation: {
    services: ['deliver'],
    unit: 'Milliseconds',
    by: [null],
    meaning: 'from the creation of a delivered event at Purchasely to its delivery',
  },
  LagFromAcceptance: {
    services: ['deliver'],
    unit: 'Milliseconds',
    by: [null],
    meaning: 'from the 200 of `receive` to the delivery',
  },
  PeopleWritten: {
    services: ['deliver'],
    unit: 'Count',
    by: [null],
    meaning: 'people whose state has changed in the people table',
  },
  PeopleConflicts: {
    services: ['deliver'],
    unit: 'Count',
    by: [null],
    meaning:
      'writes that came too late, because another copy of `deliver` wrote of the same person; they are done again',
  },
  PeopleResent: {
    services: ['deliver'],
    unit: 'Count',
    by: [null],
    meaning: 'people of whom a newer view was sent, because another copy of `deliver` wrote it meanwhile',
  },
  PeopleReadLatency: {
    services: ['deliver'],
    unit: 'Milliseconds',
    by: [null],
    meaning: 'a read of the people of a batch',
  },
  PeopleWriteLatency: {
    services: ['deliver'],
    unit: 'Milliseconds',
    by: [null],
    meaning: 'a write of one person',
  },
  TrackLatency: {
    services: ['deliver'],
    unit: 'Milliseconds',
    by: [null],
    meaning: 'a request to Customer.io, until its answer or until none came',
  },
  TrackAnswered2xx: {
    services: ['deliver'],
    unit: 'Count',
    by: [null],
    meaning: 'requests to Customer.io answered with 2xx',
  },
  TrackAnswered3xx: {
    services: ['deliver'],
    unit: 'Count',
    by: [null],
    meaning: 'the same, 3xx: the other region',
  },
  TrackAnswered4xx: {
    services: ['deliver'],
    unit: 'Count',
    by: [null],
    meaning: 'the same, 4xx: credentials, throttling, or something in the request',
  },
  TrackAnswered5xx: { services: ['deliver'], unit: 'Count', by: [null], meaning: 'the same, 5xx' },
  TrackUnanswered: {
    services: ['deliver'],
    unit: 'Count',
    by: [null],
    meaning: 'requests to Customer.io that no usable answer came to',
  },
  UnknownEvents: {
    services: ['deliver'],
    unit: 'Count',
    by: [null],
    meaning:
      'events with a name that neither this version nor the configuration knows; `unknown_event_names` in the same log line has the names',
  },
} as const satisfies Readonly<Record<string, MetricDescription>>;

export type MetricName = keyof typeof METRICS;
