import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { SQS_MAX_ENTRIES } from '../../shared/messages/timing.ts';
import type { Invocation } from './lambda/invocation.ts';
import type { LambdaFunction } from './lambda/lambda-function.ts';

export interface EventSourceSettings {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly function: LambdaFunction;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly maximumConcurrency: number;
}

/** Polls one queue for a function, as `AWS::Lambda::EventSourceMapping` does with `ReportBatchItemFailures`. */
export interface EventSource {
  /** Invokes the function until no message is visible. Returns the number of messages it received. */
  drain(): Promise<number>;
  /** Polls until `stop`. */
  start(): void;
  stop(): Promise<void>;
}

/**
 * Lambda splits a batch whose event would exceed 6 MB. This limit counts bodies only, so it leaves room for the rest of
 * each record.
 */
const MAX_BATCH_BYTES = 5_000_000;
const LONG_POLL_SECONDS = 5;

export function createEventSource(settings: EventSourceSettings): EventSource {
  const { sqs, queueUrl, batchSize, windowSeconds, maximumConcurrency } = settings;
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  let polling: Promise<void> | undefined;

  async function receive(count: number, waitSeconds: number): Promise<Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(SQS_MAX_ENTRIES, count),
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    const { Messages = [] } = await sqs.send(command, { abortSignal: stopping.signal });
    return Messages;
  }

  /** Returns a full batch, or the messages that arrive within the window after the first one. */
  async function collect(): Promise<Message[]> {
    const batch = await receive(batchSize, LONG_POLL_SECONDS);
    const closesAtMs = Date.now() + windowSeconds * 1000;
    while (batch.length > 0 && batch.length < batchSize && Date.now() < closesAtMs) {
      const waitSeconds = Math.max(0, Math.round((closesAtMs - Date.now()) / 1000));
      batch.push(...(await receive(batchSize - batch.length, waitSeconds)));
    }
    return batch;
  }

  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      const batch = await collect();
      while (running.size >= maximumConcurrency) await Promise.race(running);
      const invocation = process(batch, settings).finally(() => running.delete(invocation));
      running.add(invocation);
    }
  }

  return {
    async drain() {
      let taken = 0;
      for (;;) {
        const batch: Message[] = [];
        while (batch.length < batchSize) {
          const more = await receive(batchSize - batch.length, 0);
          if (more.length === 0) break;
          batch.push(...more);
        }
        if (batch.length === 0) return taken;
        taken += batch.length;
        await process(batch, settings);
      }
    },
    start() {
      polling ??= poll().catch((error) => {
        if (!stopping.signal.aborted) throw error;
      });
    },
    async stop() {
      stopping.abort();
      await polling;
      await Promise.allSettled(running);
    },
  };
}

async function process(batch: readonly Message[], settings: EventSourceSettings): Promise<void> {
  for (const part of cutBySize(batch)) {
    const invocation = await settings.function.invoke({
      Records: part.map((message) => toRecord(message, settings.queueArn)),
    });
    const failed = failuresOf(invocation, part);
    await remove(
      part.filter(({ MessageId }) => !failed.has(MessageId)),
      settings,
    );
  }
}

function cutBySize(batch: readonly Message[]): Message[][] {
  const parts: Message[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const message of batch) {
    const size = Buffer.byteLength(message.Body ?? '');
    if (bytes + size > MAX_BATCH_BYTES) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(message);
    bytes += size;
  }
  return parts;
}

/** Returns the ids of the messages that stay in the queue: all of them if the invocation failed as a whole. */
function failuresOf(invocation: Invocation, batch: readonly Message[]): ReadonlySet<string | undefined> {
  if (invocation.kind !== 'result') return new Set(batch.map(({ MessageId }) => MessageId));
  const { batchItemFailures } = invocation.result as SQSBatchResponse;
  return new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
}

async function remove(messages: readonly Message[], { sqs, queueUrl }: EventSourceSettings): Promise<void> {
  for (let from = 0; from < messages.length; from += SQS_MAX_ENTRIES) {
    const entries = messages
      .slice(from, from + SQS_MAX_ENTRIES)
      .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
  }
}

/** Converts a message of SQS to the record that Lambda passes to a function. */
function toRecord(message: Message, queueArn: string): SQSRecord {
  const attributes = Object.entries(message.MessageAttributes ?? {}).map(
    ([name, { DataType, StringValue }]) => [
      name,
      { dataType: DataType, stringValue: StringValue, stringListValues: [], binaryListValues: [] },
    ],
  );
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: message.Attributes as unknown as SQSRecord['attributes'],
    messageAttributes: Object.fromEntries(attributes),
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: queueArn.split(':')[3] ?? '',
  };
}
