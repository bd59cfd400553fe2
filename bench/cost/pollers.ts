import { DeleteMessageBatchCommand, type Message } from '@aws-sdk/client-sqs';
import { toRecord } from '../../tools/local/event-source.ts';
import type { LocalStack } from '../../tools/local/local-stack.ts';
import { ASSUMED } from './assumptions.ts';
import type { Deployment } from './deployment.ts';
import type { Meter } from './meter.ts';
import { MAX_MESSAGES, PolledQueue, receive } from './polled-queue.ts';
import type { Stand } from './stand.ts';

export interface Pollers {
  /** Gives up waiting; what has been received is processed. */
  stop(): Promise<void>;
}

/**
 * Lambda's side of the events queue, as far as AWS says how it works: so many at a time, each with one invocation after
 * the other. The local stack's own event source is a single one, whose batches are larger.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
export function startPollers({ stack, deployment, meter, random }: Stand): Pollers {
  const queue = new PolledQueue(stack, meter, random);
  const answering = queue.answer();
  async function poll(): Promise<void> {
    while (!queue.isClosed) {
      const batch = await collect(deployment, (count) => queue.poll(count));
      if (batch.length > 0) await processBatch(batch, stack, meter);
    }
  }
  const polling = Promise.all([answering, ...Array.from({ length: ASSUMED.pollers }, poll)]);
  polling.catch(() => queue.close()); // all of them; `stop` tells why
  return {
    async stop() {
      queue.close();
      await polling;
    },
  };
}

/** Processes what is in the queue now; a poll that would wait is one that comes back empty. */
export async function pollOnce({ stack, deployment, meter }: Stand): Promise<void> {
  const batch = await collect(deployment, async (count) => {
    const messages = await receive(count, 0, stack);
    meter.addSqsCall('ReceiveMessage', messages);
    return messages;
  });
  await processBatch(batch, stack, meter);
}

/** A full batch, or what came until a poll that began within the window was over. */
async function collect(
  { batchSize, windowSeconds }: Deployment,
  poll: (count: number) => Promise<Message[]>,
): Promise<Message[]> {
  const batch = await poll(batchSize);
  const closesAtMs = Date.now() + windowSeconds * 1000;
  while (batch.length > 0 && batch.length < batchSize && Date.now() < closesAtMs) {
    const more = await poll(batchSize - batch.length);
    if (more.length === 0) break; // longer than any window
    batch.push(...more);
  }
  return batch;
}

/** @throws if anything in it fails: a bill of failures is another one */
async function processBatch(
  batch: readonly Message[],
  { deliver, sqs, eventsQueueUrl }: LocalStack,
  meter: Meter,
): Promise<void> {
  const invocation = await deliver.invoke({
    Records: batch.map((message) => toRecord(message, 'arn:aws:sqs:us-east-1:000000000000:events')),
  });
  meter.addDeliver();
  const failures = invocation.kind === 'result' ? failuresIn(invocation.result) : [invocation];
  if (failures.length > 0) throw new Error(`deliver has failed: ${JSON.stringify(failures[0])}`);
  for (let from = 0; from < batch.length; from += MAX_MESSAGES) {
    const Entries = batch
      .slice(from, from + MAX_MESSAGES)
      .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: eventsQueueUrl, Entries }));
    meter.addSqsCall('DeleteMessageBatch', Entries);
  }
}

/** A handler need not answer anything. */
function failuresIn(result: unknown): readonly unknown[] {
  const { batchItemFailures = [] } = (result ?? {}) as { batchItemFailures?: readonly unknown[] };
  return batchItemFailures;
}
