import { createHmac, timingSafeEqual } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { parser } from '@aws-lambda-powertools/parser/middleware';
import { APIGatewayProxyEventV2Schema } from '@aws-lambda-powertools/parser/schemas/api-gatewayv2';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import { z } from 'zod';

/** The same job with the usual packages: middy, all of Powertools, and zod as in its introduction. */
const logger = new Logger();
const metrics = new Metrics();
const tracer = new Tracer();
const sqs = tracer.captureAWSv3Client(new SQSClient());
const secretsManager = tracer.captureAWSv3Client(new SecretsManagerClient());

const secretSchema = z.object({ sharedSecret: z.string().min(1) });
const webhookSchema = z.looseObject({
  event_name: z.string().min(1),
  event_id: z.string().optional(),
  event_created_at_ms: z.number().int().positive(),
});

let secret: Promise<string> | undefined;

/** Reads the secret once for each execution environment. */
export function ready(): Promise<string> {
  secret ??= secretsManager
    .send(new GetSecretValueCommand({ SecretId: process.env['SECRET_NAME'] }))
    .then(({ SecretString = '' }) => secretSchema.parse(JSON.parse(SecretString)).sharedSecret);
  return secret;
}

export const handler = middy()
  .use(captureLambdaHandler(tracer))
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics))
  .use(parser({ schema: APIGatewayProxyEventV2Schema }))
  .handler(async ({ body = '', headers, requestContext }) => {
    const timestamp = headers['x-purchasely-timestamp'] ?? '';
    const expected = createHmac('sha256', await ready())
      .update(`${timestamp}${body}`)
      .digest();
    const signature = Buffer.from(headers['x-purchasely-request-signature'] ?? '', 'hex');
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
      logger.warn('signature mismatch');
      metrics.addMetric('WebhooksRejected', MetricUnit.Count, 1);
      return { statusCode: 401 };
    }
    const webhook = webhookSchema.parse(JSON.parse(body));
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: process.env['EVENTS_QUEUE_URL'],
        MessageBody: body,
        MessageAttributes: {
          request_id: { DataType: 'String', StringValue: requestContext.requestId },
          received_at: { DataType: 'String', StringValue: String(Date.now()) },
        },
      }),
    );
    logger.info('webhook accepted', { event_id: webhook.event_id });
    metrics.addMetric('WebhooksAccepted', MetricUnit.Count, 1);
    return { statusCode: 200 };
  });
