import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { LOG_MESSAGES } from '../../shared/messages/log-messages.ts';
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
  const { metrics } = reporters;
  const { requestId, connection } = circumstances.request;
  metrics.addDimension('connection', connection);
  // The metric is a log line already. Its metadata makes the event searchable; a separate log line would double the cost.
  metrics.addMetadata('request_id', requestId);
  if (eventId !== undefined) metrics.addMetadata('event_id', eventId);
  metrics.addMetric('WebhooksAccepted', MetricUnit.Count, 1);
  if (relayed !== undefined) reportRelayed(relayed, eventId, circumstances, reporters);
  for (const destination of failedCopies) {
    const metric = metrics.singleMetric();
    metric.addDimension('destination', destination);
    metric.addMetric('CopiesFailed', MetricUnit.Count, 1);
  }
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
  const answer = answerMetric('Relay', backendStatus);
  if (answer !== undefined) metrics.addMetric(answer, MetricUnit.Count, 1);
  metrics.addMetric('RelayLatency', MetricUnit.Milliseconds, relayMs);
  metrics.addMetric('RelayOverhead', MetricUnit.Milliseconds, tookMs - relayMs);
  metrics.addMetadata('relay_status', String(status));
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
