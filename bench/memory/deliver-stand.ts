import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSecretsManager } from '../../tools/local/secrets-manager/server.ts';
import { startCustomerio } from '../customerio/start-customerio.ts';
import { WORKSPACE } from '../deliver/config.ts';
import { bundleDeliver } from '../deliver/contenders.ts';
import { toSqsEvents } from '../deliver/sqs-events.ts';
import { createWebhooks } from '../deliver/webhooks.ts';
import { TIMEOUT_MS } from '../deliver/worker.ts';
import type { Spent } from '../measure/function-child.ts';
import { createLambda, type Lambda } from '../measure/lambda.ts';

/** Different webhooks in all. */
const WEBHOOKS = 1_000;
/** Nobody listens there: nothing has to be settled. */
const NO_QUEUE = 'http://127.0.0.1:9/123456789012';

/** `deliver` as it is deployed, with a Customer.io that takes everything. */
export interface DeliverStand {
  readonly bundle: string;
  startFunction(): Promise<Lambda>;
  /** So many batches. @throws if a webhook is not delivered */
  deliver(lambda: Lambda, batchSize: number, batches: number): Promise<Spent>;
  stop(): Promise<void>;
}

/** Stop it, or its servers and files stay. */
export async function setUpDeliver(): Promise<DeliverStand> {
  const directory = mkdtempSync(join(tmpdir(), 'bench-memory-'));
  const [secrets, customerio] = await Promise.all([startSecretsManager(), startCustomerio()]);
  async function stop(): Promise<void> {
    await Promise.all([secrets.close(), customerio.stop()]);
    rmSync(directory, { recursive: true });
  }
  try {
    const { secretName, siteId, apiKey } = WORKSPACE;
    secrets.put(secretName, JSON.stringify({ siteId, apiKey }));
    const startLambda = await createLambda(directory);
    const webhooks = createWebhooks(WEBHOOKS);
    return {
      bundle: await bundleDeliver(directory),
      startFunction: () =>
        startLambda({
          POWERTOOLS_SERVICE_NAME: 'deliver',
          EVENTS_QUEUE_URL: `${NO_QUEUE}/events`,
          DEAD_LETTER_QUEUE_URL: `${NO_QUEUE}/dead-letters`,
          TRACK_API_ORIGIN: customerio.origin,
          AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
        }),
      deliver: (lambda, batchSize, batches) =>
        lambda.invoke({
          events: toSqsEvents(webhooks, batchSize),
          count: batches,
          answer: { batchItemFailures: [] },
          timeoutMs: TIMEOUT_MS,
        }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
