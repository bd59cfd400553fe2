import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { WebhookRequest } from './accept-webhook.ts';

/** Reads an event of API Gateway, payload 2.0: header names come in lower case, a binary body in base 64. */
export function toWebhookRequest(event: APIGatewayProxyEventV2): WebhookRequest {
  const { headers, body = '', isBase64Encoded, pathParameters, requestContext } = event;
  return {
    connection: pathParameters?.['connection'] ?? '',
    signature: headers['x-purchasely-request-signature'],
    timestamp: headers['x-purchasely-timestamp'],
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
    requestId: requestContext.requestId,
    trace: headers['x-amzn-trace-id'],
  };
}
