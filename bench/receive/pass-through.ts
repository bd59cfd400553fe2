import { Agent, request } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** The minimum that relays a webhook to a backend: it checks and stores nothing, and returns the backend's answer. */
const agent = new Agent({ keepAlive: true });

export function handler({ headers, body = '' }: APIGatewayProxyEventV2): Promise<{ statusCode: number }> {
  const url = new URL(process.env['BACKEND_URL'] ?? '');
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method: 'POST',
      agent,
      headers: {
        'content-type': headers['content-type'],
        'content-length': Buffer.byteLength(body),
        'x-purchasely-request-signature': headers['x-purchasely-request-signature'],
        'x-purchasely-timestamp': headers['x-purchasely-timestamp'],
      },
    });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      response.resume().on('end', () => resolve({ statusCode: response.statusCode ?? 502 }));
    });
    outgoing.end(body);
  });
}
