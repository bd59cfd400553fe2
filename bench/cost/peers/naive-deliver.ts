import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { TrackClient } from 'customerio-node';

const logger = new Logger();
const metrics = new Metrics();
const secretsManager = new SecretsManagerClient({});

/** One webhook after the other: a secret read, two calls and a line for each. */
export const handler = middy<SQSEvent, void>()
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics, { captureColdStartMetric: true }))
  .handler(async ({ Records }) => {
    for (const record of Records) await deliver(record);
  });

async function deliver({ body, messageId, attributes }: SQSRecord): Promise<void> {
  const webhook = JSON.parse(body);
  const { SecretString = '{}' } = await secretsManager.send(
    new GetSecretValueCommand({ SecretId: process.env['SECRET_NAME'] }),
  );
  const { siteId, apiKey } = JSON.parse(SecretString);
  const track = new TrackClient(siteId, apiKey, { url: `${process.env['TRACK_API_ORIGIN']}/api/v1` });

  const { event_id, event_name, event_created_at_ms, user_id, ...properties } = webhook;
  const timestamp = Math.floor(event_created_at_ms / 1000);
  await track.identify(user_id, { ...attributesOf(properties), last_event: event_name });
  await track.track(user_id, { name: event_name, timestamp, data: properties });

  metrics.addMetric('EventsDelivered', MetricUnit.Count, 1);
  logger.info('event delivered', {
    event_id,
    event_name,
    message_id: messageId,
    attempt: attributes.ApproximateReceiveCount,
  });
}

/** What a campaign asks for. */
function attributesOf(webhook: Record<string, unknown>) {
  const { plan, product, store, store_country, offer_type, subscription_status } = webhook;
  const renewsAtMs = webhook['effective_next_renewal_at_ms'];
  return {
    plan,
    product,
    store,
    store_country,
    offer_type,
    subscription_status,
    effective_next_renewal_at: typeof renewsAtMs === 'number' ? Math.floor(renewsAtMs / 1000) : undefined,
  };
}
