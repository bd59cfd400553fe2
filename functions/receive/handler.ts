import { createHmac, randomBytes } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { readBundledConfig } from '../../shared/config/bundled.ts';
import type { ReceiveConfig } from '../../shared/config/resolved.ts';
import { LOG_MESSAGES } from '../../shared/messages/log-messages.ts';
import { toSqsAttributes } from '../../shared/messages/sqs-attributes.ts';
import type { WebhookMessage } from '../../shared/messages/webhook-message.ts';
import { SERVICE_LIMITS } from '../service-limits.ts';
import { required } from '../settings.ts';
import { acceptWebhook, REJECTIONS } from './accept-webhook.ts';
import { createSharedSecrets, type SharedSecrets } from './shared-secrets.ts';
import { toWebhookRequest } from './to-webhook-request.ts';

// Built once per execution environment. A missing setting stops the function here and is named.
const config = readBundledConfig<ReceiveConfig>();
const queueUrl = required(process.env, 'EVENTS_QUEUE_URL');
const logger = new Logger();
const metrics = new Metrics({ defaultDimensions: { stage: config.stage } });
// Purchasely waits ten seconds: secrets take at most 2.5 of them, two attempts at storing a little more than four.
const sqs = new SQSClient({
  maxAttempts: 2,
  requestHandler: SERVICE_LIMITS,
  cacheMiddleware: true, // one command, always sent alike: its chain need not be put together for each webhook
});
const secretsManager = new SecretsManagerClient({ maxAttempts: 2, requestHandler: SERVICE_LIMITS });
const secrets = new Map(
  Object.entries(config.connections).map(([connection, { secret }]) => [
    connection,
    createSharedSecrets(secretsManager, secret.name, countRefetch),
  ]),
);
/** Makes the hash of a source meaningless outside this execution environment. */
const sourceKey = randomBytes(16);

// Fetched while Lambda still gives start-up its full CPU. A secret that is not there yet is asked for again by each request.
await Promise.allSettled([...secrets.values()].map((secret) => secret.known(Date.now())));

export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics))
  .handler(async (event) => {
    const request = toWebhookRequest(event);
    const { connection, requestId } = request;
    const { rejection, eventId } = await acceptWebhook(request, {
      config,
      secretsOf,
      store,
      nowMs: Date.now(),
    });
    if (rejection === undefined) {
      // The metric is a log line already. What it says besides, an event is found by; a line of its own would cost as much again.
      metrics.addMetadata('request_id', requestId);
      metrics.addMetadata('connection', connection);
      if (eventId !== undefined) metrics.addMetadata('event_id', eventId);
      metrics.addMetric('WebhooksAccepted', MetricUnit.Count, 1);
      return { statusCode: 200 };
    }
    metrics.addDimension('reason', rejection);
    metrics.addMetric('WebhooksRejected', MetricUnit.Count, 1);
    logger.warn(LOG_MESSAGES.rejected, {
      reason: rejection,
      connection: rejection === 'unknown-connection' ? undefined : connection,
      request_id: requestId,
      event_id: eventId,
      source: hashOf(event.requestContext.http.sourceIp),
    });
    return toAnswer(REJECTIONS[rejection], rejection);
  });

/** A metric on its own, because that of a rejection has a reason. */
function countRefetch(): void {
  metrics.singleMetric().addMetric('SecretsRefetched', MetricUnit.Count, 1);
}

function secretsOf(connection: string): SharedSecrets {
  const known = secrets.get(connection);
  if (known === undefined) throw new Error('a connection without a secret');
  return known;
}

async function store({ body, attributes }: WebhookMessage): Promise<void> {
  const command = new SendMessageCommand({
    QueueUrl: queueUrl,
    MessageBody: body,
    MessageAttributes: toSqsAttributes({ ...attributes }),
  });
  await sqs.send(command); // without options, or the SDK would not use its cache
}

function toAnswer(statusCode: number, error: string): APIGatewayProxyStructuredResultV2 {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ error }) };
}

function hashOf(source: string): string {
  return createHmac('sha256', sourceKey).update(source).digest('hex').slice(0, 12);
}
