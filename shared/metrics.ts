/** Where CloudWatch keeps what the functions count and time. */
export const METRICS_NAMESPACE = 'PurchaselyCustomerio';

/** Metric that a metric filter counts, from lines with this field. All others are embedded in lines. */
export const ACCEPTED_METRIC = 'WebhooksAccepted';

export interface MetricDescription {
  /** The functions that write it. */
  readonly services: readonly ('receive' | 'deliver')[];
  readonly unit: 'Count' | 'Milliseconds' | 'Seconds';
  /** The sets of dimensions it is written with, in addition to the `stage` and `service` of every metric. */
  readonly by: readonly (readonly string[])[];
  /** The thing that it counts or times. Metrics with the same meaning share a row of the documentation. */
  readonly meaning: string;
}

const BACKEND_ANSWERED = {
  services: ['receive'],
  unit: 'Count',
  by: [['connection']],
  meaning: 'webhooks that the backend did not answer 2xx, by its status',
} as const satisfies MetricDescription;

const TRACK_ANSWERED = {
  services: ['deliver'],
  unit: 'Count',
  by: [['workspace']],
  meaning: 'requests that Customer.io did not answer 2xx, by status',
} as const satisfies MetricDescription;

/**
 * Every metric that the functions write. CloudWatch charges for each combination of dimension values, so these are few and
 * short: reasons and causes from closed sets, connections and workspaces (`cinema/PRODUCTION`) from the configuration, never a
 * name or an id from a webhook. Metrics that AWS writes free of charge are not repeated.
 */
export const METRICS = {
  [ACCEPTED_METRIC]: {
    services: ['receive'],
    unit: 'Count',
    by: [['connection']],
    meaning: 'webhooks stored in the events queue',
  },
  WebhooksRejected: {
    services: ['receive'],
    unit: 'Count',
    by: [['reason']],
    meaning: 'webhooks refused, not stored',
  },
  WebhooksUnauthorized: {
    services: ['receive'],
    unit: 'Count',
    by: [['connection']],
    meaning: 'of these, webhooks without a valid signature, or signed too long ago',
  },
  RelayAnswered3xx: BACKEND_ANSWERED,
  RelayAnswered4xx: BACKEND_ANSWERED,
  RelayAnswered5xx: BACKEND_ANSWERED,
  RelayUnanswered: {
    services: ['receive'],
    unit: 'Count',
    by: [['connection']],
    meaning: 'webhooks that the backend did not answer in time, or that could not reach it',
  },
  RelayLatency: {
    services: ['receive'],
    unit: 'Milliseconds',
    by: [['connection']],
    meaning: 'duration of each request to the backend, answered or not',
  },
  RelayOverhead: {
    services: ['receive'],
    unit: 'Milliseconds',
    by: [['connection']],
    meaning: 'time that `receive` adds to a relayed webhook',
  },
  CopiesFailed: {
    services: ['receive'],
    unit: 'Count',
    by: [['destination']],
    meaning: 'copies that a queue did not take; Purchasely gets 503',
  },
  SecretsRefetched: {
    services: ['receive', 'deliver'],
    unit: 'Count',
    by: [[]],
    meaning: 'secrets read again after a wrong signature or a key that Customer.io refused',
  },
  EventsDelivered: {
    services: ['deliver'],
    unit: 'Count',
    by: [['workspace']],
    meaning: 'webhooks that Customer.io has accepted completely',
  },
  EventsSkipped: {
    services: ['deliver'],
    unit: 'Count',
    by: [['why']],
    meaning: 'webhooks for which the configuration leaves nothing to send',
  },
  EventsRetried: {
    services: ['deliver'],
    unit: 'Count',
    by: [['workspace', 'cause']],
    meaning: 'failed attempts that will be repeated',
  },
  PeopleFailed: {
    services: ['deliver'],
    unit: 'Count',
    by: [[]],
    meaning: 'of these, attempts that could not read or write the people table',
  },
  EventsMisconfigured: {
    services: ['deliver'],
    unit: 'Count',
    by: [['workspace']],
    meaning: 'of these, attempts that fail until credentials, a region or a permission is corrected',
  },
  EventsDeadLettered: {
    services: ['deliver'],
    unit: 'Count',
    by: [['workspace'], ['reason']],
    meaning: 'webhooks that failed permanently, now in the dead-letter queue',
  },
  RetryAge: {
    services: ['deliver'],
    unit: 'Seconds',
    by: [['workspace']],
    meaning: 'age in the events queue of a webhook whose attempt failed',
  },
  LagFromAcceptance: {
    services: ['deliver'],
    unit: 'Milliseconds',
    by: [['workspace']],
    meaning: 'time from the 200 of `receive` to the delivery',
  },
  PeopleResent: {
    services: ['deliver'],
    unit: 'Count',
    by: [[]],
    meaning: 'people sent again, because another copy of `deliver` had written them',
  },
  TrackLatency: {
    services: ['deliver'],
    unit: 'Milliseconds',
    by: [['workspace']],
    meaning: 'duration of each request to Customer.io, answered or not',
  },
  TrackAnswered3xx: TRACK_ANSWERED,
  TrackAnswered4xx: TRACK_ANSWERED,
  TrackAnswered5xx: TRACK_ANSWERED,
  TrackUnanswered: {
    services: ['deliver'],
    unit: 'Count',
    by: [['workspace']],
    meaning: 'requests to Customer.io without a usable answer',
  },
  UnknownEvents: {
    services: ['deliver'],
    unit: 'Count',
    by: [['workspace']],
    meaning: 'events whose name is unknown; the log line has it in `unknown_event_names`',
  },
} as const satisfies Readonly<Record<string, MetricDescription>>;

export type MetricName = keyof typeof METRICS;
