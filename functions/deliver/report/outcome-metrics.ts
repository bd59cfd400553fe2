import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { DeliverConfig } from '../../../shared/config/resolved.ts';
import { isEventName } from '../../../shared/purchasely/events.ts';
import { countedCause } from '../retry-cause.ts';
import type { Settled } from '../settle.ts';
import { loggedIdOf } from './log.ts';

/**
 * Counts what became of a batch. What has no dimension goes to `metrics`, which are one log line a batch; what has one
 * needs a line for each of its values. Those lines name the events that they count and that have no line of their own.
 */
export function addOutcomeMetrics(
  settled: readonly Settled[],
  metrics: Metrics,
  config: DeliverConfig,
  nowMs: number,
): void {
  addDelivered(settled, metrics, nowMs);
  addDeadLettered(settled, metrics);
  addUnknownEvents(settled, metrics, config);
  for (const { webhook } of settled.filter(({ isDone }) => !isDone)) {
    metrics.addMetric('RetryAge', MetricUnit.Seconds, Math.round((nowMs - webhook.queuedAtMs) / 1000));
  }
  for (const [count, members] of Map.groupBy(settled, countOf)) {
    if (count === undefined) continue;
    const { name, dimensions }: Count = JSON.parse(count);
    const metric = metrics.singleMetric();
    for (const [dimension, value] of Object.entries(dimensions)) metric.addDimensions({ [dimension]: value });
    if (name === 'EventsSkipped') metric.addMetadata('event_ids', idsOf(members));
    metric.addMetric(name, MetricUnit.Count, members.length);
  }
}

function addDelivered(settled: readonly Settled[], metrics: Metrics, nowMs: number): void {
  const delivered = settled.filter(({ outcome }) => outcome.kind === 'delivered');
  if (delivered.length === 0) return;
  metrics.addMetric('EventsDelivered', MetricUnit.Count, delivered.length);
  metrics.addMetadata('event_ids', idsOf(delivered));
  for (const { webhook, event } of delivered) {
    const sinceMs = (timeMs: number) => Math.max(0, nowMs - timeMs); // clocks differ
    if (event !== undefined) {
      metrics.addMetric('LagFromCreation', MetricUnit.Milliseconds, sinceMs(event.createdAtMs));
    }
    metrics.addMetric('LagFromAcceptance', MetricUnit.Milliseconds, sinceMs(webhook.receivedAtMs));
  }
}

/** In all, for an alarm on their share; those of each reason are counted apart. */
function addDeadLettered(settled: readonly Settled[], metrics: Metrics): void {
  const stored = settled.filter(({ outcome, isDone }) => outcome.kind === 'dead-letter' && isDone);
  if (stored.length > 0) metrics.addMetric('EventsDeadLettered', MetricUnit.Count, stored.length);
}

/** Names a batch may bring into one log line, and characters of each. */
const MAX_NAMES = 10;
const MAX_NAME_LENGTH = 100;

/** Purchasely invents events; nobody notices one that is switched off because nobody has heard of it. */
function addUnknownEvents(
  settled: readonly Settled[],
  metrics: Metrics,
  { connections }: DeliverConfig,
): void {
  const names = settled.flatMap(({ event, webhook }) => {
    if (event === undefined || isEventName(event.name)) return [];
    const { connection } = webhook.message.attributes;
    const isListed = Object.hasOwn(connections[connection]?.events.listed ?? {}, event.name);
    return isListed ? [] : [event.name.slice(0, MAX_NAME_LENGTH)];
  });
  if (names.length === 0) return;
  metrics.addMetric('UnknownEvents', MetricUnit.Count, names.length);
  metrics.addMetadata('unknown_event_names', [...new Set(names)].slice(0, MAX_NAMES).join(', '));
}

interface Count {
  readonly name: 'EventsSkipped' | 'EventsRetried' | 'EventsDeadLettered';
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A `Count` as JSON, so that equal ones are one; nothing for what is counted without a dimension. */
function countOf({ outcome, isDone }: Settled): string | undefined {
  const counted = (name: Count['name'], dimensions: Count['dimensions']) =>
    JSON.stringify({ name, dimensions } satisfies Count);
  switch (outcome.kind) {
    case 'delivered':
      return undefined;
    case 'skipped':
      return counted('EventsSkipped', { why: outcome.why });
    case 'retry':
      return counted('EventsRetried', { fault: outcome.fault, cause: countedCause(outcome.cause) });
    case 'dead-letter':
      return isDone
        ? counted('EventsDeadLettered', { reason: outcome.failure.reason })
        : counted('EventsRetried', { fault: 'dead-letter', cause: 'dead letter not stored' });
  }
}

/** One text rather than a list, of which CloudWatch would make a field for each. */
function idsOf(settled: readonly Settled[]): string {
  return settled.map((one) => loggedIdOf(one) ?? one.webhook.message.attributes.request_id).join(' ');
}
