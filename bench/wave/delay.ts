import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A proxy in front of a local server that delays every answer, as a network does. */
export interface Delay {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  stop(): void;
}

/** @param origin origin of the server, on this machine */
export async function startDelay(origin: string, ms: number): Promise<Delay> {
  const { port } = new URL(origin);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {}).setNoDelay();
      socket.once('close', () => {
        client.destroy();
        upstream.destroy();
        sockets.delete(socket);
      });
    }
    client.pipe(upstream);
    // Timers of the same length fire in the order they were set, so data stays in order.
    upstream.on('data', (chunk) => setTimeout(() => client.write(chunk), ms));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
