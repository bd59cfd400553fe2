import { createServer } from 'node:http';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { SELF_SIGNED } from './self-signed.ts';

/** A company's proxy: the one way to hosts that nobody else knows. */
export interface ConnectProxy {
  readonly url: string;
  /** Each `host:port` it was asked for, by CONNECT or by a whole URL. */
  readonly asked: string[];
  close(): Promise<void>;
}

/**
 * @param hosts name → port on this machine of the server that answers for it, without TLS: the proxy puts its own in front
 */
export async function startConnectProxy(hosts: Readonly<Record<string, number>>): Promise<ConnectProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const pipe = (from: Socket, to: Socket) => {
    for (const each of [from, to]) {
      sockets.add(each);
      each.on('error', () => from.destroy() && to.destroy());
    }
    from.pipe(to).pipe(from);
  };
  const unwrapping = new Map<string, Server>();
  for (const [host, port] of Object.entries(hosts)) {
    const server = createTlsServer(SELF_SIGNED, (socket) => pipe(socket, connect(port, '127.0.0.1')));
    unwrapping.set(host, await listening(server));
  }
  const proxy = createServer(({ url = '' }, response) => {
    asked.push(new URL(url).host);
    response.writeHead(502).end();
  });
  proxy.on('connect', ({ url = '' }, socket: Socket) => {
    asked.push(url);
    const server = unwrapping.get(url.split(':')[0] ?? '');
    if (server === undefined) return socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    return pipe(socket, connect(portOf(server), '127.0.0.1'));
  });
  await listening(proxy);
  return {
    url: `http://127.0.0.1:${portOf(proxy)}`,
    asked,
    async close() {
      for (const socket of sockets) socket.destroy();
      const closed = [proxy, ...unwrapping.values()].map(
        (server) => new Promise((done) => server.close(done)),
      );
      await Promise.all(closed);
    },
  };
}

function listening<Kind extends Server>(server: Kind): Promise<Kind> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;
