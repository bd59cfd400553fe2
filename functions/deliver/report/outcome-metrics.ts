import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { DeliverConfig } from '../../../shared/config/resolved.ts';
import type { MetricName } from '../../../shared/metrics.ts';
import { isEventName } from '../../../shared/purchasely/events.ts';
import { countedCause } from '../retry-cause.ts';
import type { Settled } from '../settle.ts';
import { loggedIdOf } from './log.ts';
import type { WorkspaceMetrics } from './workspace-metrics.ts';
import type { NameWorkspace } from './workspace-name.ts';

export interface OutcomeReporters {
  /** Makes the lines of what has another dimension than its workspace. */
  readonly metrics: Metrics;
  readonly ofWorkspaces: WorkspaceMetrics;
  readonly nameOf: NameWorkspace;
}

/**
 * Counts the outcomes of a batch: on the line of each workspace, and on a line for each reason, cause and `why`. These lines
 * name the counted events that have no separate line.
 */
export function addOutcomeMetrics(
  settled: readonly Settled[],
  { metrics, ofWorkspaces, nameOf }: OutcomeReporters,
  config: DeliverConfig,
  nowMs: number,
): void {
  for (const [workspace, members] of Map.groupBy(settled, nameOf)) {
    addOfWorkspace(members, ofWorkspaces.named(workspace), config, nowMs);
  }
  const unknownPeople = settled.filter(isAboutPeopleTable).length;
  if (unknownPeople > 0) metrics.singleMetric().addMetric('PeopleFailed', MetricUnit.Count, unknownPeople);
  for (const [count, members] of Map.groupBy(settled, (one) => countOf(one, nameOf))) {
    if (count === undefined) continue;
    const { name, dimensions }: Count = JSON.parse(count);
    const metric = metrics.singleMetric();
    metric.addDimensions(dimensions);
    if (name === 'EventsSkipped') metric.addMetadata('event_ids', idsOf(members));
    metric.addMetric(name, MetricUnit.Count, members.length);
  }
}

function addOfWorkspace(
  settled: readonly Settled[],
  metrics: Metrics,
  config: DeliverConfig,
  nowMs: number,
): void {
  addDelivered(settled, metrics, nowMs);
  addUnknownEvents(settled, metrics, config);
  const count = (name: MetricName, counted: readonly Settled[]) => {
    if (counted.length > 0) metrics.addMetric(name, MetricUnit.Count, counted.length);
  };
  const staying = settled.filter(({ isDone }) => !isDone);
  count('EventsDeadLettered', settled.filter(isDeadLetter));
  count('EventsMisconfigured', staying.filter(isMisconfigured));
  for (const { webhook } of staying) {
    metrics.addMetric('RetryAge', MetricUnit.Seconds, Math.round((nowMs - webhook.queuedAtMs) / 1000));
  }
}

function isDeadLetter({ outcome, isDone }: Settled): boolean {
  return outcome.kind === 'dead-letter' && isDone;
}

function isMisconfigured({ outcome }: Settled): boolean {
  return outcome.kind === 'retry' && outcome.fault === 'configuration';
}

function isAboutPeopleTable({ outcome }: Settled): boolean {
  return outcome.kind === 'retry' && outcome.cause.kind === 'people-table';
}

function addDelivered(settled: readonly Settled[], metrics: Metrics, nowMs: number): void {
  const delivered = settled.filter(({ outcome }) => outcome.kind === 'delivered');
  if (delivered.length === 0) return;
  metrics.addMetric('EventsDelivered', MetricUnit.Count, delivered.length);
  metrics.addMetadata('event_ids', idsOf(delivered));
  for (const { webhook } of delivered) {
    const lagMs = Math.max(0, nowMs - webhook.receivedAtMs); // clocks differ
    metrics.addMetric('LagFromAcceptance', MetricUnit.Milliseconds, lagMs);
  }
}

/** Names a batch may bring into one log line, and characters of each. */
const MAX_NAMES = 10;
const MAX_NAME_LENGTH = 100;

/** Purchasely adds events; a new one is off and would go unnoticed. */
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
function countOf(settled: Settled, nameOf: NameWorkspace): string | undefined {
  const { outcome, isDone } = settled;
  const counted = (name: Count['name'], dimensions: Count['dimensions']) =>
    JSON.stringify({ name, dimensions } satisfies Count);
  switch (outcome.kind) {
    case 'delivered':
      return undefined;
    case 'skipped':
      return counted('EventsSkipped', { why: outcome.why });
    case 'retry':
      return counted('EventsRetried', { workspace: nameOf(settled), cause: countedCause(outcome.cause) });
    case 'dead-letter':
      return isDone
        ? counted('EventsDeadLettered', { reason: outcome.failure.reason })
        : counted('EventsRetried', { workspace: nameOf(settled), cause: 'dead letter not stored' });
  }
}

/** One text rather than a list, of which CloudWatch would make a field for each. */
function idsOf(settled: readonly Settled[]): string {
  return settled.map((one) => loggedIdOf(one) ?? one.webhook.message.attributes.request_id).join(' ');
}
