import { createHmac } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { FaultQueue } from '../track-api/faults.ts';
import { type LocalServer, serve } from '../track-api/http.ts';
import { type ReceivedRequest, toReceivedRequest } from '../track-api/received-request.ts';
import { respond } from '../track-api/respond.ts';

/** A webhook as the backend received it. */
export interface BackendDelivery {
  readonly connection: string;
  readonly request: ReceivedRequest;
  /** The raw bytes. */
  readonly body: Buffer;
  /** True if the signature is Purchasely's. */
  readonly isGenuine: boolean;
}

/** Stands in for the backend of a company: answers 200 to webhooks that Purchasely has signed, 401 to others. */
export interface StandInBackend extends LocalServer {
  /** Receives webhooks. `{connection}` stands for the name of the connection. */
  readonly url: string;
  /** Faults to answer with instead. */
  readonly faults: FaultQueue;
  /** The deliveries it remembers, oldest first. */
  readonly deliveries: readonly BackendDelivery[];
  /** Accepts one more shared secret for the webhooks of a connection. */
  trust(connection: string, sharedSecret: string): void;
}

export interface BackendOptions {
  /**
   * Number of newest deliveries to remember.
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
 * True if Purchasely's signature matches: the hexadecimal HMAC-SHA256 of the timestamp header followed by the raw body.
 * Written from Purchasely's documentation, independent of the connector's code, so that it can check that code.
 *
 * @see https://docs.purchasely.com/docs/backend-entitlements
 */
function isOfPurchasely(secret: string, headers: ReceivedRequest['headers'], body: Buffer): boolean {
  const signed = Buffer.concat([Buffer.from(String(headers['x-purchasely-timestamp'] ?? '')), body]);
  return (
    createHmac('sha256', secret).update(signed).digest('hex') === headers['x-purchasely-request-signature']
  );
}
