import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTrackClient } from '../../../shared/customerio/track-client.ts';

const CREDENTIALS = { siteId: 'site', apiKey: 'key' };
let server: Server;

async function clientFor(listener: RequestListener) {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const post = createTrackClient(`http://127.0.0.1:${port}`);
  return (timeoutMs = 5_000) => post(CREDENTIALS, '{"batch":["é"]}', timeoutMs);
}

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

test('posts the body to the batch endpoint with the credentials', async () => {
  let seen = {};
  const post = await clientFor(async (request, response) => {
    const chunks = await request.toArray();
    const { method, url, headers } = request;
    seen = { method, url, authorization: headers.authorization, body: Buffer.concat(chunks).toString() };
    response.end('{}');
  });

  expect(await post()).toEqual({ kind: 'answer', status: 200, text: '{}' });
  expect(seen).toEqual({
    method: 'POST',
    url: '/api/v2/batch',
    authorization: `Basic ${Buffer.from('site:key').toString('base64')}`,
    body: '{"batch":["é"]}',
  });
});

test('keeps its connection for the next request', async () => {
  const sockets = new Set<unknown>();
  const post = await clientFor((request, response) => {
    sockets.add(request.socket);
    response.end('{}');
  });

  await post();
  await post();

  expect(sockets.size).toBe(1);
});

test('sends once more when the kept connection turns out to be closed', async () => {
  let requests = 0;
  const post = await clientFor((request, response) => {
    requests += 1;
    if (requests === 2) request.socket.destroy();
    else response.end('{}');
  });

  await post();

  expect(await post()).toEqual({ kind: 'answer', status: 200, text: '{}' });
  expect(requests).toBe(3);
});

test('does not send again when a fresh connection breaks', async () => {
  let requests = 0;
  const post = await clientFor((request) => {
    requests += 1;
    request.socket.destroy();
  });

  expect(await post()).toEqual({ kind: 'no-answer', cause: 'ECONNRESET' });
  expect(requests).toBe(1);
});

test.each([
  { what: 'never answers', listener: () => {} },
  {
    what: 'sends a status and then nothing',
    listener: ((_, response) => response.writeHead(200).flushHeaders()) satisfies RequestListener,
  },
  {
    what: 'drips its body',
    listener: ((_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 5);
      response.on('close', () => clearInterval(drip));
    }) satisfies RequestListener,
  },
])('gives up in time on a server that $what', async ({ listener }) => {
  const post = await clientFor(listener);

  expect(await post(100)).toMatchObject({ kind: 'no-answer' });
});

test('knows a refusal by its status even if the body never comes', async () => {
  const post = await clientFor((_, response) => {
    response.writeHead(503, { 'content-length': '10', 'retry-after': '3' }).flushHeaders();
    setImmediate(() => response.destroy());
  });

  expect(await post()).toEqual({ kind: 'answer', status: 503, text: '', retryAfterSeconds: 3 });
});

test('does not take a success for one if its body breaks off: it may have named errors', async () => {
  const post = await clientFor((_, response) => {
    response.writeHead(207, { 'content-length': '100' });
    response.write('{"errors":', () => response.destroy());
  });

  expect(await post()).toMatchObject({ kind: 'no-answer' });
});

test('reads no more than an answer can have', async () => {
  const post = await clientFor((_, response) => {
    response.end('x'.repeat(3_000_000));
  });

  expect(await post()).toMatchObject({ kind: 'no-answer' });
});

test('names an address that cannot be reached', async () => {
  const post = await clientFor(() => {});
  server.close();
  await once(server, 'close');

  expect(await post()).toEqual({ kind: 'no-answer', cause: 'ECONNREFUSED' });
});
