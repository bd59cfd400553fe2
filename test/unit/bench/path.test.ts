import { fileURLToPath } from 'node:url';
import { type Child, startChild } from '../../../bench/measure/child.ts';
import type { Arrived, Origins } from '../../../bench/path/backlog-process.ts';
import type { Drain } from '../../../bench/path/drain.ts';
import { describePath } from '../../../bench/path/results.ts';
import type { Sizes } from '../../../bench/path/samples.ts';

describe('targets of a drain', () => {
  const SIZES: Sizes = {
    rates: [],
    seconds: 1,
    warmUp: 1,
    backlogs: [1_000, 10_000, 100_000],
    deadLetters: 1,
  };
  const drain = (seconds: number, peakMemoryMb: number): Drain => ({
    wallMs: seconds * 1000,
    halvesMs: [1, 1],
    cpuMs: 1,
    peakMemoryBytes: peakMemoryMb * 2 ** 20,
  });

  test('compare the largest backlog with ten of the next, and its memory with the smallest, round by round', () => {
    const samples = {
      latencies: new Map(),
      drains: new Map([
        [1_000, [drain(1, 100), drain(5, 200)]],
        [10_000, [drain(2, 300), drain(4, 300)]],
        [100_000, [drain(24, 120), drain(40, 220)]],
      ]),
      replaysMs: [1],
    };

    const { targets } = describePath(SIZES, samples, { batchSize: 50, windowSeconds: 1 });

    expect(targets.map(({ measured }) => measured)).toEqual([
      { median: 1.1, min: 1, max: 1.2, rounds: 2 },
      { median: expect.closeTo(1.15), min: 1.1, max: 1.2, rounds: 2 },
    ]);
  });
});

describe('the backlog', () => {
  const PROCESS = fileURLToPath(new URL('../../../bench/path/backlog-process.ts', import.meta.url));
  let backlog: Child;
  let origins: Origins;

  beforeEach(async () => {
    backlog = await startChild(PROCESS, { execArgv: ['--disable-warning=ExperimentalWarning'] });
    origins = await backlog.ask({ kind: 'origins' });
    await backlog.ask({ kind: 'fill', webhooks: 3, connection: 'cinema' });
  });

  afterEach(() => backlog.stop());

  async function call(action: string, input: object): Promise<{ Messages: Record<string, string>[] }> {
    const headers = { 'x-amz-target': `AmazonSQS.${action}` };
    const response = await fetch(origins.sqs, { method: 'POST', headers, body: JSON.stringify(input) });
    return (await response.json()) as { Messages: Record<string, string>[] };
  }

  async function receiveAll(): Promise<{ Id: string; ReceiptHandle: string | undefined; id: unknown }[]> {
    const { Messages } = await call('ReceiveMessage', { MaxNumberOfMessages: 10 });
    return Messages.map(({ ReceiptHandle, Body = '' }, index) => ({
      Id: String(index),
      ReceiptHandle,
      id: JSON.parse(Body).event_id,
    }));
  }

  const deliver = (batch: object[]) =>
    fetch(origins.track, { method: 'POST', body: JSON.stringify({ batch }) });

  test('hands out each webhook once, and counts what arrives until the last one is deleted', async () => {
    const messages = await receiveAll();
    expect(await call('ReceiveMessage', { MaxNumberOfMessages: 10 })).toEqual({ Messages: [] });
    const [first] = messages;
    await deliver([{ action: 'identify' }, ...messages.map(({ id }) => ({ action: 'event', id }))]);
    await deliver([{ action: 'event', id: first?.id }]);
    await call('DeleteMessageBatch', { Entries: messages });

    expect(await backlog.ask<Arrived>({ kind: 'drained' })).toEqual({
      requests: 2,
      events: 4,
      differentEvents: 3,
      halvesMs: [expect.any(Number), expect.any(Number)],
    });
  });

  test('has failed when a webhook is put off, or deleted twice', async () => {
    await receiveAll();
    await call('ChangeMessageVisibilityBatch', { Entries: [] });
    await expect(backlog.ask({ kind: 'drained' })).rejects.toThrow('ChangeMessageVisibilityBatch');

    await backlog.ask({ kind: 'fill', webhooks: 3, connection: 'cinema' });
    const [first] = await receiveAll();
    await call('DeleteMessageBatch', { Entries: [first, first] });
    await expect(backlog.ask({ kind: 'drained' })).rejects.toThrow('was not in flight');
  });
});
