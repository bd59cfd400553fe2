import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { signatureOf } from '../../shared/purchasely/signature.ts';

const SAMPLES = new URL('../../tools/local/samples/', import.meta.url);

/** Returns the signed sample webhooks of payload version 3, as API Gateway passes them to a function (payload 2.0). */
export function signedEvents(secret: string, connection: string): APIGatewayProxyEventV2[] {
  return readdirSync(SAMPLES)
    .filter((file) => file.endsWith('.json') && !file.startsWith('legacy-'))
    .sort()
    .map((file) => toEvent(readFileSync(new URL(file, SAMPLES)), secret, connection));
}

function toEvent(body: Buffer, secret: string, connection: string): APIGatewayProxyEventV2 {
  const nowMs = Date.now();
  const timestamp = String(Math.floor(nowMs / 1000));
  const path = `/webhooks/${connection}`;
  const domainName = 'abcdefghij.execute-api.eu-west-1.amazonaws.com';
  return {
    version: '2.0',
    routeKey: 'POST /webhooks/{connection+}',
    rawPath: path,
    rawQueryString: '',
    headers: {
      accept: '*/*',
      'content-length': String(body.length),
      'content-type': 'application/json',
      host: domainName,
      'user-agent': 'Purchasely',
      'x-amzn-trace-id': 'Root=1-5f3c1e1e-0123456789abcdef01234567',
      'x-forwarded-for': '192.0.2.1',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      'x-purchasely-request-signature': signatureOf(secret, timestamp, body),
      'x-purchasely-timestamp': timestamp,
    },
    pathParameters: { connection },
    requestContext: {
      accountId: '123456789012',
      apiId: 'abcdefghij',
      domainName,
      domainPrefix: 'abcdefghij',
      http: { method: 'POST', path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'Purchasely' },
      requestId: randomUUID(),
      routeKey: 'POST /webhooks/{connection+}',
      stage: '$default',
      time: '09/Apr/2026:08:16:10 +0000',
      timeEpoch: nowMs,
    },
    body: body.toString('utf8'),
    isBase64Encoded: false,
  };
}
