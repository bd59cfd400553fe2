import { Server } from 'node:net';
import { startFauxqs } from 'fauxqs';

export type Queues = Awaited<ReturnType<typeof startFauxqs>>;

/**
 * Starts the local SQS on the loopback interface. By default fauxqs listens on all interfaces, where other machines
 * could read and post webhooks.
 */
export async function startQueues(region: string): Promise<Queues> {
  const { listen } = Server.prototype;
  Server.prototype.listen = function listenOnLoopback(this: Server, ...args: unknown[]) {
    const [options, ...others] = args;
    const onLoopback = typeof options === 'object' ? { ...options, host: '127.0.0.1' } : options;
    return Reflect.apply(listen, this, [onLoopback, ...others]);
  };
  try {
    return await startFauxqs({ port: 0, logger: false, defaultRegion: region });
  } finally {
    Server.prototype.listen = listen;
  }
}
