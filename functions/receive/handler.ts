import { createHmac, randomBytes } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { readBundledConfig } from '../../shared/config/bundled.ts';
import type { ReceiveConfig } from '../../shared/config/resolved.ts';
import { LOG_MESSAGES } from '../../shared/messages/log-messages.ts';
import { toSqsAttributes } from '../../shared/messages/sqs-attributes.ts';
import type { WebhookMessage } from '../../shared/messages/webhook-message.ts';
import { refusalOf } from '../refusal.ts';
import { requestHandler } from '../service-limits.ts';
import { acceptWebhook, type Reception, statusOf, type Webhook } from './accept-webhook.ts';
import { copyQueueOf, fifoFields } from './copies.ts';
import { createRelay } from './relay.ts';
import { report } from './report.ts';
import { readReceiveSettings } from './settings.ts';
import { createSharedSecrets, type SharedSecrets } from './shared-secrets.ts';
import { toWebhookRequest } from './to-webhook-request.ts';

// Built once per execution environment. A missing setting stops the function here and is named.
const config = readBundledConfig<ReceiveConfig>();
const settings = readReceiveSettings(process.env, config);
const logger = new Logger();
const metrics = new Metrics({ defaultDimensions: { stage: config.stage } });
// Purchasely waits ten seconds: secrets take at most 2.5 of them, two attempts at storing a little more than four.
const sqs = new SQSClient({
  maxAttempts: 2,
  requestHandler: requestHandler(settings.proxy),
  cacheMiddleware: true, // one command, always sent alike: its chain need not be put together for each webhook
});
const secretsManager = new SecretsManagerClient({
  maxAttempts: 2,
  requestHandler: requestHandler(settings.proxy),
});
const secrets = new Map(
  Object.entries(config.connections).map(([connection, { secret }]) => [
    connection,
    createSharedSecrets(secretsManager, secret.name, {
      onRefetch: countRefetch,
      onUnread: (error) => tellUnread(connection, secret.name, error),
    }),
  ]),
);
const relays = new Map(
  [...settings.relays].map(([connection, relay]) => [
    connection,
    createRelay(relay, Date.now, settings.proxy),
  ]),
);
const copyQueues = new Map(
  Object.entries(config.connections).map(([connection, { copies }]) => [
    connection,
    copies.map((arn) => copyQueueOf(arn, settings.eventsQueueUrl)),
  ]),
);
/** Kept back from the backend, in milliseconds, so that Purchasely hears from us and not that we have run out of time. */
const ANSWERING_MS = 400;
/** Makes the hash of a source meaningless outside this execution environment. */
const sourceKey = randomBytes(16);

// Fetched while Lambda still gives start-up its full CPU. A secret that is not there yet is asked for again by each request.
await Promise.all(
  [...secrets].map(([connection, secret]) =>
    secret.known(Date.now()).catch((error: unknown) => {
      tellUnread(connection, config.connections[connection]?.secret.name, error);
    }),
  ),
);

export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
  .use(injectLambdaContext(logger))
  .handler(async (event, context) => {
    const startedAtMs = Date.now();
    const request = toWebhookRequest(event);
    const reception = await acceptWebhook(request, {
      config,
      secretsOf,
      store,
      copy,
      relayOf: (connection) => relays.get(connection),
      remainingMs: () => context.getRemainingTimeInMillis() - ANSWERING_MS,
      nowMs: startedAtMs,
    });
    const source = hashOf(event.requestContext.http.sourceIp);
    const { stage } = config;
    report(reception, { request, tookMs: Date.now() - startedAtMs, source }, { stage, logger, metrics });
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    return toAnswer(reception);
  });

function tellUnread(connection: string, secret: string | undefined, error: unknown): void {
  logger.warn(LOG_MESSAGES.secretUnread, { secret, connection, ...refusalOf(error) });
}

/** A metric on its own, because that of a rejection has a reason. */
function countRefetch(): void {
  metrics.singleMetric().addMetric('SecretsRefetched', MetricUnit.Count, 1);
}

function secretsOf(connection: string): SharedSecrets {
  const known = secrets.get(connection);
  if (known === undefined) throw new Error('a connection without a secret');
  return known;
}

function store(message: WebhookMessage): Promise<void> {
  return send(settings.eventsQueueUrl, message);
}

async function copy(message: WebhookMessage, webhook: Webhook): Promise<string[]> {
  const { connection, request_id } = message.attributes;
  const queues = copyQueues.get(connection) ?? [];
  const failed = queues.map(async ({ name, url, isFifo }) => {
    try {
      await send(url, message, isFifo ? fifoFields(message, webhook) : {});
      return [];
    } catch (error) {
      logger.warn(LOG_MESSAGES.copyFailed, {
        destination: name,
        ...refusalOf(error),
        connection,
        request_id,
      });
      return [name];
    }
  });
  return (await Promise.all(failed)).flat();
}

async function send(
  QueueUrl: string,
  { body, attributes }: WebhookMessage,
  fields: object = {},
): Promise<void> {
  const command = new SendMessageCommand({
    QueueUrl,
    MessageBody: body,
    MessageAttributes: toSqsAttributes({ ...attributes }),
    ...fields,
  });
  await sqs.send(command); // without options, or the SDK would not use its cache
}

function toAnswer(reception: Reception): APIGatewayProxyStructuredResultV2 {
  const statusCode = statusOf(reception);
  const error = errorOf(reception, statusCode);
  if (error === undefined) return { statusCode };
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ error }) };
}

function errorOf(reception: Reception, status: number): string | undefined {
  if (reception.rejection !== undefined) return reception.rejection;
  if (status < 300) return undefined;
  return reception.failedCopies.length > 0 ? 'copy-unavailable' : 'relay-failed';
}

function hashOf(source: string): string {
  return createHmac('sha256', sourceKey).update(source).digest('hex').slice(0, 12);
}
