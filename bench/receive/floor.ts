import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/**
 * The minimum for the job: both clients with default settings, and a handler that stores every body without a check.
 */
const sqs = new SQSClient();
const secretsManager = new SecretsManagerClient();

export async function ready(): Promise<void> {
  await secretsManager.send(new GetSecretValueCommand({ SecretId: process.env['SECRET_NAME'] }));
}

export async function handler({ body }: APIGatewayProxyEventV2) {
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env['EVENTS_QUEUE_URL'], MessageBody: body }));
  return { statusCode: 200 };
}
