import { createHmac, timingSafeEqual } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2 } from 'aws-lambda';

const logger = new Logger();
const metrics = new Metrics();
const sqs = new SQSClient({});
const { SecretString = '{}' } = await new SecretsManagerClient({}).send(
  new GetSecretValueCommand({ SecretId: process.env['SECRET_NAME'] }),
);
const { sharedSecret } = JSON.parse(SecretString);

/** Verifies a webhook and puts it into the queue, with a line about it. */
export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyResultV2>()
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics, { captureColdStartMetric: true }))
  .handler(async ({ headers, body = '', requestContext }) => {
    if (!isSigned(headers, body)) return { statusCode: 401 };
    await sqs.send(new SendMessageCommand({ QueueUrl: process.env['EVENTS_QUEUE_URL'], MessageBody: body }));
    const { event_id, event_name } = JSON.parse(body);
    metrics.addMetric('WebhooksAccepted', MetricUnit.Count, 1);
    logger.info('webhook accepted', { request_id: requestContext.requestId, event_id, event_name });
    return { statusCode: 200 };
  });

function isSigned(headers: APIGatewayProxyEventV2['headers'], body: string): boolean {
  const timestamp = headers['x-purchasely-timestamp'] ?? '';
  const expected = createHmac('sha256', sharedSecret)
    .update(timestamp + body)
    .digest();
  const given = Buffer.from(headers['x-purchasely-request-signature'] ?? '', 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
