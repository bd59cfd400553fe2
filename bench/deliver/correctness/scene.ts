import type { SQSEvent } from 'aws-lambda';
import { startTrackApi, type TrackApi } from '../../../tools/track-api/server.ts';
import type { Child } from '../../measure/child.ts';
import { WORKSPACE } from '../config.ts';
import type { Contender } from '../contenders.ts';
import { receivedAgain, toSqsEvents } from '../sqs-events.ts';
import type { Stand } from '../stand.ts';
import { createWebhooks } from '../webhooks.ts';
import { type Handled, TIMEOUT_MS, type WorkerQuestion } from '../worker.ts';
import { type Settled, startSettling } from './settling.ts';

/** A worker that has delivered one batch already, and a Customer.io that knows what it counts. */
export interface Scene {
  readonly track: TrackApi;
  /** The next batch, of `BATCH_SIZE` webhooks. */
  readonly event: SQSEvent;
  /** Whom each webhook of it is about: of two webhooks never the same person. */
  readonly userIds: readonly string[];
  /** What the worker has asked SQS for. */
  readonly settled: Settled;
  /** @returns `undefined` if it is still at work when Lambda ends it */
  deliver(event: SQSEvent): Promise<Handled | undefined>;
  /** What the queue does with messages that failed. */
  deliverAgain(failed: readonly string[]): Promise<void>;
  /** How often Customer.io has counted the event of each webhook. */
  counted(): number[];
}

/** Webhooks of a batch. */
export const BATCH_SIZE = 10;

const NAME = 'bench';

/** Sets a scene, plays it, and clears it away. */
export async function inScene<Observed>(
  stand: Stand,
  contender: Contender,
  play: (scene: Scene) => Promise<Observed>,
): Promise<Observed> {
  const { siteId, apiKey } = WORKSPACE;
  const workspace = { name: NAME, siteId, apiKey, region: 'eu', environmentId: 1 } as const;
  const [track, settling] = await Promise.all([
    // Takes event ids that are no ULIDs, as the live service does.
    startTrackApi({ workspaces: [workspace], strict: false }),
    startSettling(),
  ]);
  let worker: Child | undefined;
  try {
    worker = await stand.start(contender, {
      trackOrigin: track.origin,
      sqsEndpoint: settling.endpoint,
      batchSize: BATCH_SIZE,
    });
    return await play(await setScene(track, worker, settling.settled));
  } finally {
    await worker?.stop();
    await Promise.all([track.close(), settling.close()]);
  }
}

async function setScene(track: TrackApi, worker: Child, settled: Settled): Promise<Scene> {
  const webhooks = createWebhooks(2 * BATCH_SIZE, Date.now() - 60_000);
  const [first, event] = toSqsEvents(webhooks, BATCH_SIZE);
  if (first === undefined || event === undefined) throw new Error('two batches were expected');
  const userIds = webhooks.slice(BATCH_SIZE).map(({ userId }) => userId);
  const deliver = (event: SQSEvent) => deliverInTime(worker, event);

  const warm = await deliver(first);
  if (warm?.failed.length !== 0) throw new Error('could not deliver to a Customer.io that is well');
  track.reset();
  return {
    track,
    event,
    userIds,
    settled,
    deliver,
    async deliverAgain(failed) {
      const Records = event.Records.filter(({ messageId }) => failed.includes(messageId));
      if (Records.length > 0) await deliver(receivedAgain({ Records }));
    },
    counted: () => userIds.map((id) => track.workspace(NAME).events({ id }).length),
  };
}

async function deliverInTime(worker: Child, event: SQSEvent): Promise<Handled | undefined> {
  const question: WorkerQuestion = { kind: 'deliver', event };
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), TIMEOUT_MS);
  });
  try {
    return await Promise.race([worker.ask<Handled>(question), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
