import { createHmac } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { FaultQueue } from '../track-api/faults.ts';
import { type LocalServer, serve } from '../track-api/http.ts';
import { type ReceivedRequest, toReceivedRequest } from '../track-api/received-request.ts';
import { respond } from '../track-api/respond.ts';

/** A webhook as it came to the backend. */
export interface BackendDelivery {
  readonly connection: string;
  readonly request: ReceivedRequest;
  /** The raw bytes. */
  readonly body: Buffer;
  /** Whether Purchasely has signed it. */
  readonly isGenuine: boolean;
}

/** A company's own backend, in small: it checks who has signed a webhook, and answers 200. */
export interface StandInBackend extends LocalServer {
  /** Where it takes webhooks; `{connection}` stands for the name of the connection. */
  readonly url: string;
  /** What it answers instead. */
  readonly faults: FaultQueue;
  /** The newest ones, the oldest first. */
  readonly deliveries: readonly BackendDelivery[];
  /** Takes a shared secret of a connection for one of Purchasely's, beside those it knows. */
  trust(connection: string, sharedSecret: string): void;
}

export interface BackendOptions {
  /**
   * How many deliveries it remembers.
   * @default all
   */
  readonly remember?: number;
  readonly onDelivery?: (delivery: BackendDelivery) => void;
}

export async function startBackend(options: BackendOptions = {}): Promise<StandInBackend> {
  const { remember = Number.POSITIVE_INFINITY, onDelivery = () => {} } = options;
  const faults = new FaultQueue(Date.now);
  const deliveries: BackendDelivery[] = [];
  const secrets = new Map<string, string[]>();

  const server = await serve(async (incoming, body, response) => {
    const connection = decodeURIComponent(incoming.url?.split('/').at(-1) ?? '');
    const { headers } = incoming;
    const isGenuine = (secrets.get(connection) ?? []).some((secret) => isOfPurchasely(secret, headers, body));
    const request = toReceivedRequest(incoming, body, Date.now());
    const delivery = { connection, request, body, isGenuine };
    deliveries.push(delivery);
    if (deliveries.length > remember) deliveries.shift();
    await respond(faults.take(request), {
      perform: () => ({ status: isGenuine ? 200 : 401 }),
      holdBack: (ms) => wait(ms, undefined, { ref: false }),
      onAnswer: ({ status }) => {
        request.status = status;
      },
      response,
    });
    onDelivery(delivery);
  });

  return {
    ...server,
    url: `${server.origin}/purchasely/{connection}`,
    faults,
    deliveries,
    trust(connection, sharedSecret) {
      secrets.set(connection, [...(secrets.get(connection) ?? []), sharedSecret]);
    },
  };
}

/**
 * Purchasely's signature, written from its documentation and not with the connector's code, which it is a witness of: the
 * hexadecimal HMAC-SHA256 of the timestamp header followed by the raw body.
 *
 * @see https://docs.purchasely.com/docs/backend-entitlements
 */
function isOfPurchasely(secret: string, headers: ReceivedRequest['headers'], body: Buffer): boolean {
  const signed = Buffer.concat([Buffer.from(String(headers['x-purchasely-timestamp'] ?? '')), body]);
  return (
    createHmac('sha256', secret).update(signed).digest('hex') === headers['x-purchasely-request-signature']
  );
}
