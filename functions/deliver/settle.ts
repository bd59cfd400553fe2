import { ChangeMessageVisibilityBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { inBatches } from '../../shared/batches.ts';
import type { DeliverConfig } from '../../shared/config/resolved.ts';
import { backoffSeconds } from '../../shared/messages/backoff.ts';
import { type Failure, toDeadLetterAttributes } from '../../shared/messages/dead-letter.ts';
import { toSqsAttributes } from '../../shared/messages/sqs-attributes.ts';
import { MAX_HIDDEN_SECONDS } from '../../shared/messages/timing.ts';
import { type Refusal, refusalOf } from '../refusal.ts';
import type { Delivery } from './deliver-batch.ts';
import { describeRetry, type Outcome } from './outcome.ts';
import type { QueuedWebhook } from './queued-webhook.ts';

export interface SettleContext {
  readonly sqs: SQSClient;
  readonly eventsQueueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly config: DeliverConfig;
  readonly nowMs: number;
  /** From 0 to less than 1. */
  readonly random: () => number;
}

/** The outcome of a message of the events queue. */
export type Settled = Delivery & {
  /** `false`: it stays in the events queue and comes again. */
  readonly isDone: boolean;
  /** Seconds until it comes again, if it stays. */
  readonly againInSeconds?: number;
  /** Why its dead letter could not be stored. */
  readonly notStored?: Refusal;
  /** Why it could not be hidden until then: it comes again sooner. */
  readonly notHidden?: Refusal;
};

/**
 * Gives every message its end: out of the queue, into the dead-letter queue, or back after a while. A message leaves the
 * events queue only once its dead letter is stored: if the process dies in between there are two of them, never none.
 */
export async function settle(deliveries: readonly Delivery[], context: SettleContext): Promise<Settled[]> {
  const decided = deliveries.map((delivery) => ({ ...delivery, outcome: decide(delivery, context) }));
  const settled = await Promise.all(decided.map((delivery) => settleOne(delivery, context)));
  return postpone(settled, context);
}

/**
 * A failure that never passed becomes a dead letter with its last attempt. A message behind an open circuit was not tried: it
 * becomes one only if Customer.io has failed after the end of its `retryForHours`.
 */
function decide({ webhook, outcome }: Delivery, { config, nowMs }: SettleContext): Outcome {
  if (outcome.kind !== 'retry') return outcome;
  const { retryForSeconds, maxReceiveCount } = config.delivery;
  const triedForMs = (outcome.failedAtMs ?? nowMs) - webhook.queuedAtMs;
  const isOver = triedForMs >= retryForSeconds * 1000 || webhook.receiveCount >= maxReceiveCount;
  if (!isOver) return outcome;
  const reason = outcome.fault === 'configuration' ? 'configuration-fault' : 'retries-exhausted';
  return { kind: 'dead-letter', failure: { reason, cause: describeRetry(outcome) } };
}

async function settleOne(delivery: Delivery, context: SettleContext): Promise<Settled> {
  const { webhook, outcome } = delivery;
  switch (outcome.kind) {
    case 'delivered':
    case 'skipped':
      return { ...delivery, isDone: true };
    case 'dead-letter': {
      const notStored = await storeDeadLetter(webhook, outcome.failure, context);
      return notStored === undefined
        ? { ...delivery, isDone: true }
        : { ...delivery, isDone: false, notStored, againInSeconds: delayOf(webhook, 0, context) };
    }
    case 'retry':
      return {
        ...delivery,
        isDone: false,
        againInSeconds: delayOf(webhook, outcome.afterSeconds ?? 0, context),
      };
  }
}

/** Full jitter, on top of what Customer.io asked for or the circuit breaker imposes. */
function delayOf({ receiveCount }: QueuedWebhook, afterSeconds: number, { random }: SettleContext): number {
  return Math.min(MAX_HIDDEN_SECONDS, afterSeconds + backoffSeconds(receiveCount, random()));
}

/** @returns why it could not be stored */
async function storeDeadLetter(
  webhook: QueuedWebhook,
  failure: Failure,
  context: SettleContext,
): Promise<Refusal | undefined> {
  const { sqs, deadLetterQueueUrl, config, nowMs } = context;
  const deadLetter = toDeadLetterAttributes(failure, {
    attempts: webhook.receiveCount,
    firstAttemptAtMs: webhook.firstAttemptAtMs,
    lastAttemptAtMs: nowMs,
    mappingVersion: config.mappingVersion,
  });
  try {
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: deadLetterQueueUrl,
        MessageBody: webhook.message.body,
        MessageAttributes: toSqsAttributes({ ...webhook.message.attributes, ...deadLetter }),
      }),
    );
    return undefined;
  } catch (error) {
    // It stays in the events queue and is tried again; the redrive policy is the net under that.
    return refusalOf(error);
  }
}

/** Hides the messages that stay until their time has come. One that could not be hidden comes back sooner, no worse. */
async function postpone(settled: readonly Settled[], context: SettleContext): Promise<Settled[]> {
  const staying = settled.filter(({ againInSeconds }) => againInSeconds !== undefined);
  const calls = inBatches(staying).map((some) => hide(some, context));
  const refusals = new Map((await Promise.all(calls)).flat());
  return settled.map((one) => {
    const notHidden = refusals.get(one);
    return notHidden === undefined ? one : { ...one, notHidden };
  });
}

/** One call, for as many as it takes. SQS may hide some and refuse others. @returns those that are not hidden, and why */
async function hide(
  some: readonly Settled[],
  { sqs, eventsQueueUrl }: SettleContext,
): Promise<[Settled, Refusal][]> {
  const Entries = some.map(({ webhook, againInSeconds }, index) => ({
    Id: String(index),
    ReceiptHandle: webhook.receiptHandle,
    VisibilityTimeout: againInSeconds,
  }));
  try {
    const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: eventsQueueUrl, Entries });
    const { Failed = [], $metadata } = await sqs.send(command);
    return Failed.flatMap(({ Id, Code = 'unknown' }) => {
      const one = some[Number(Id)];
      return one === undefined
        ? []
        : [[one, refusalOf(Object.assign(new Error(), { name: Code, $metadata }))]];
    });
  } catch (error) {
    const refusal = refusalOf(error);
    return some.map((one) => [one, refusal]);
  }
}
