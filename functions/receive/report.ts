import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { LOG_MESSAGES } from '../../shared/messages/log-messages.ts';
import { ACCEPTED_METRIC } from '../../shared/metrics.ts';
import { answerMetric } from '../answer-metric.ts';
import {
  type Accepted,
  REJECTIONS,
  type Reception,
  type Rejected,
  type WebhookRequest,
} from './accept-webhook.ts';
import type { Relayed } from './relay.ts';

interface Circumstances {
  readonly request: WebhookRequest;
  readonly tookMs: number;
  /** A hash of where the request came from. */
  readonly source: string;
}

interface Reporters {
  readonly stage: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Counts the result of a webhook, and logs it if an engineer has to know. */
export function report(reception: Reception, circumstances: Circumstances, reporters: Reporters): void {
  if (reception.rejection === undefined) reportAccepted(reception, circumstances, reporters);
  else reportRejected(reception, circumstances, reporters);
}

function reportAccepted(
  { eventId, relayed, failedCopies }: Accepted,
  circumstances: Circumstances,
  reporters: Reporters,
): void {
  const { metrics, stage } = reporters;
  const { requestId, connection } = circumstances.request;
  writeAccepted({
    stage,
    connection,
    request_id: requestId,
    event_id: eventId,
    relay_status: relayed?.status,
    relay_ms: relayed?.tookMs,
  });
  if (relayed !== undefined) reportRelayed(relayed, eventId, circumstances, reporters);
  for (const destination of failedCopies) {
    const metric = metrics.singleMetric();
    metric.addDimension('destination', destination);
    metric.addMetric('CopiesFailed', MetricUnit.Count, 1);
  }
}

/**
 * Writes the one line of an accepted webhook, by which its event is found. A metric filter counts these lines: as an embedded
 * metric, or with all that the logger adds, the line would be twice as long, and it is the most frequent of all.
 */
function writeAccepted(facts: Readonly<Record<string, string | number | undefined>>): void {
  const line = { ...facts, service: 'receive', [ACCEPTED_METRIC]: 1 };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function reportRejected(
  { rejection: reason, refusal, eventId }: Rejected,
  { request, source }: Circumstances,
  { logger, metrics }: Reporters,
): void {
  metrics.addDimension('reason', reason);
  metrics.addMetric('WebhooksRejected', MetricUnit.Count, 1);
  if (REJECTIONS[reason] === 401) {
    const metric = metrics.singleMetric();
    metric.addDimension('connection', request.connection);
    metric.addMetric('WebhooksUnauthorized', MetricUnit.Count, 1);
  }
  logger.warn(LOG_MESSAGES.rejected, {
    reason,
    ...refusal,
    connection: reason === 'unknown-connection' ? undefined : request.connection,
    request_id: request.requestId,
    event_id: eventId,
    source,
  });
}

function reportRelayed(
  { status, backendStatus, cause, tookMs: relayMs }: Relayed,
  eventId: string | undefined,
  { request, tookMs }: Circumstances,
  { logger, metrics }: Reporters,
): void {
  metrics.addDimension('connection', request.connection);
  const answer = answerMetric('Relay', backendStatus);
  if (answer !== undefined) metrics.addMetric(answer, MetricUnit.Count, 1);
  metrics.addMetric('RelayLatency', MetricUnit.Milliseconds, relayMs);
  metrics.addMetric('RelayOverhead', MetricUnit.Milliseconds, tookMs - relayMs);
  if (status < 300) return;
  logger.warn(LOG_MESSAGES.relayFailed, {
    status,
    backend_status: backendStatus,
    cause,
    took_ms: relayMs,
    connection: request.connection,
    request_id: request.requestId,
    event_id: eventId,
  });
}
