import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { WebhookRequest } from './accept-webhook.ts';
import { HOPS_HEADER } from './relay.ts';

/**
 * Reads an event of API Gateway, payload 2.0: header names come in lower case, a binary body in base 64. The connection is
 * all that follows `/webhooks/`, but for a slash at the end.
 */
export function toWebhookRequest(event: APIGatewayProxyEventV2): WebhookRequest {
  const { headers, body = '', isBase64Encoded, pathParameters, requestContext } = event;
  const connection = (pathParameters?.['connection'] ?? '').replace(/\/$/, '');
  return {
    connection,
    signature: headers['x-purchasely-request-signature'],
    timestamp: headers['x-purchasely-timestamp'],
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
    requestId: requestContext.requestId,
    trace: headers['x-amzn-trace-id'],
    forwarded: Object.fromEntries(Object.entries(headers).filter(isForwarded)),
    hops: (headers[HOPS_HEADER] ?? '').split(',').filter((hop) => hop !== ''),
    hop: `${requestContext.apiId}/${connection}`,
  };
}

/** The headers of Purchasely's signatures, the older one included, and those that say how to read the body. */
function isForwarded(header: [string, string | undefined]): header is [string, string] {
  const [name, value] = header;
  return value !== undefined && (name === 'content-type' || name.startsWith('x-purchasely-'));
}
