import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { LOG_MESSAGES } from '../../shared/messages/log-messages.ts';
import type { Watched } from './watched.ts';

/** A saved query of CloudWatch Logs Insights. */
export interface LogQuery {
  /** Name in the folder of the stack. */
  readonly name: string;
  readonly logs: readonly LogGroup[];
  readonly query: string;
}

/** Returns the saved queries of the logs. */
export function logQueriesOf({ webhooks, delivery }: Pick<Watched, 'webhooks' | 'delivery'>): LogQuery[] {
  const receive = webhooks.receive.log;
  const deliver = delivery.deliver.log;
  return [
    {
      // Lines with counts list the ids of the events they count.
      name: 'follow-one-event',
      logs: [receive, deliver],
      query: `fields @timestamp, service, message, WebhooksAccepted, EventsDelivered, EventsSkipped, why, fault, reason, cause, again_in_seconds, connection, request_id, relay_status, relay_ms
| filter @message like "PUT THE EVENT ID HERE"
| sort @timestamp asc`,
    },
    {
      name: 'refused-by-reason',
      logs: [receive],
      query: `filter message = "${LOG_MESSAGES.rejected}"
| stats count(*) as refused by reason, error, connection
| sort refused desc`,
    },
    {
      name: 'relay-failed-by-status',
      logs: [receive],
      query: `filter message = "${LOG_MESSAGES.relayFailed}"
| stats count(*) as failed, max(took_ms) as longest_ms by status, backend_status, cause, connection
| sort failed desc`,
    },
    {
      name: 'answers-by-status',
      logs: [webhooks.accessLog],
      query: `stats count(*) as answers by status, routeKey
| sort answers desc`,
    },
    {
      // The access log has numbers as text. Adding 0 makes them sort as numbers.
      name: 'slowest-webhooks',
      logs: [webhooks.accessLog],
      query: `fields @timestamp, latencyMs + 0 as ms, integrationLatencyMs + 0 as receiveMs, status, requestId
| sort ms desc
| limit 50`,
    },
    {
      // Lambda's own lines about a failed invocation, and those of the runtime about an uncaught exception. They do not
      // contain texts such as `Task timed out`:
      // https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
      name: 'crashes',
      logs: [receive, deliver],
      query: `fields @timestamp, type, record.status as status, coalesce(record.errorType, message.errorType) as error, message.errorMessage as said, record.metrics.durationMs as ms, record.metrics.maxMemoryUsedMB as mb, coalesce(record.requestId, requestId) as request, @log
| filter (type in ["platform.report", "platform.initReport"] and record.status in ["timeout", "error", "failure"]) or ispresent(message.errorType)
| sort @timestamp desc
| limit 100`,
    },
    {
      name: 'retried-by-cause',
      logs: [deliver],
      query: `filter message = "${LOG_MESSAGES.retry}"
| stats count(*) as retries, max(attempt) as attempts by fault, cause, workspace
| sort retries desc`,
    },
    {
      name: 'dead-lettered-by-reason',
      logs: [deliver],
      query: `filter message = "${LOG_MESSAGES.deadLettered}"
| stats count(*) as letters by reason, field, status, cause, workspace
| sort letters desc`,
    },
  ];
}
