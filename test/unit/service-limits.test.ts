import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SERVICE_LIMITS } from '../../functions/service-limits.ts';

const silence: { readonly what: string; readonly answer: RequestListener }[] = [
  { what: 'never answers', answer: () => {} },
  {
    what: 'stops in the middle of its answer',
    answer: (_, response) => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': 100 });
      response.write('{');
    },
  },
];

test.concurrent.each(silence)('a service that $what ends the attempt, with an error', async ({ answer }) => {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a string only for a pipe
  const client = new SQSClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: SERVICE_LIMITS,
  });
  try {
    await expect(client.send(new ListQueuesCommand({}))).rejects.toThrow();
  } finally {
    client.destroy();
    server.closeAllConnections();
    server.close();
  }
});
