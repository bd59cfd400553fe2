import { BATCH_SIZE } from '../../shared/messages/timing.ts';
import type { Chart, Column, Table, Target } from '../measure/benchmark.ts';
import { figureOf, ratioOf } from '../measure/figure.ts';
import { type ContenderName, TITLES } from './contenders.ts';
import { byRound, type Durations, type Sample, type Samples } from './measure.ts';
import { type Stand, WEBHOOKS } from './stand.ts';

/** Segment's default. With an identify and an event each, it also fills one request of `deliver`. */
const OF_PEERS = 50;

/** From a single webhook to a full batch of the event source. */
export const BATCH_SIZES = [...new Set([1, OF_PEERS, BATCH_SIZE])];

const COLUMNS: readonly (Column & { readonly key: keyof Sample })[] = [
  { key: 'eventsPerSecond', title: 'events/s' },
  { key: 'eventsPerSecond50', title: 'events/s, 50 ms an answer' },
  { key: 'eventsPerSecond200', title: 'events/s, 200 ms an answer' },
  { key: 'cpuMsPerEvent', title: 'CPU per event, ms' },
  { key: 'callsPerEvent', title: 'HTTP calls per event' },
  { key: 'bytesPerEvent', title: 'bytes sent per event' },
  { key: 'peakMemoryMb', title: 'peak memory, MB' },
];

/** Returns a table for each batch size. */
export function tablesOf(samples: Samples, { batchSizes, contenders }: Stand, durations: Durations): Table[] {
  return batchSizes.map((batchSize, index) => ({
    title: `deliver: batches of ${batchSize}`,
    ...(index === 0 ? { note: noteOf(durations) } : {}),
    columns: COLUMNS,
    rows: contenders.map(({ name }) => ({
      name: TITLES[name],
      cells: Object.fromEntries(
        COLUMNS.map(({ key }) => [key, figureOf(byRound(samples, batchSize, name, (sample) => sample[key]))]),
      ),
    })),
  }));
}

function noteOf({ warmUpMs, measuredMs }: Durations): string {
  return [
    `One worker: a batch begins when the one before it has ended. A fresh process each time: ${warmUpMs} ms to warm up, then`,
    `${measuredMs} ms that count. Customer.io is another process, which answers at once, and for two columns after 50 and 200 ms,`,
    'over plain HTTP on this machine; every contender keeps its connections. The people table is a process too, which answers',
    'at once; it knows everybody since a month. For one row its client is replaced by a map in the memory of the worker: what',
    'is left is `deliver` without calls of DynamoDB, signatures and items. Each webhook is one event here,',
    'and all send an identify and an event for it. The peers map it with a few lines that check nothing, and write no log',
    'and no metric; one stores the person by DynamoDB’s document client, a put for each event. The floor maps nothing, not even JSON: it sends the body that `deliver` would, made beforehand. The',
    'floor under it also parses each webhook and writes each operation: what no mapping can do without. The third also reads each',
    'webhook as `deliver` does and joins it into its person, in memory: the least for a connector that keeps people. Memory',
    `is that of the whole process, Node and ${WEBHOOKS.toLocaleString('en')} webhooks included.`,
  ].join(' ');
}

export function targetsOf(samples: Samples, hasPeers: boolean): Target[] {
  const cpu = ({ cpuMsPerEvent }: Sample) => cpuMsPerEvent;
  const ofPeer = (peer: ContenderName, value: (sample: Sample) => number) =>
    byRound(samples, OF_PEERS, peer, value);
  const cpuRatio = (own: ContenderName, peer: ContenderName) =>
    hasPeers ? ratioOf(byRound(samples, OF_PEERS, own, cpu), ofPeer(peer, cpu)) : undefined;
  const speedRatio = (value: (sample: Sample) => number) =>
    hasPeers
      ? ratioOf(byRound(samples, BATCH_SIZE, 'deliver', value), ofPeer('Segment onBatch', value))
      : undefined;
  const calls = (batchSize: number) =>
    figureOf(byRound(samples, batchSize, 'deliver', ({ callsPerEvent }) => callsPerEvent));
  return [
    {
      figure: `deliver without its table, CPU per event, batches of ${OF_PEERS}: × customerio-node batch`,
      bound: 'at most',
      limit: 1,
      measured: cpuRatio('deliver without table', 'customerio-node batch'),
    },
    {
      figure: `deliver without its table, CPU per event, batches of ${OF_PEERS}: × Segment onBatch`,
      bound: 'at most',
      limit: 0.2,
      measured: cpuRatio('deliver without table', 'Segment onBatch'),
    },
    {
      figure: `deliver, CPU per event, batches of ${OF_PEERS}: × customerio-node batch and a put for each event`,
      bound: 'at most',
      limit: 0.5,
      measured: cpuRatio('deliver', 'own code'),
    },
    {
      figure: `deliver, events/s of one worker, batches of ${BATCH_SIZE}, 50 ms an answer: × Segment onBatch with ${OF_PEERS}`,
      bound: 'at least',
      limit: 5,
      measured: speedRatio(({ eventsPerSecond50 }) => eventsPerSecond50),
    },
    {
      figure: `deliver, events/s of one worker, batches of ${BATCH_SIZE}, 200 ms an answer: × Segment onBatch with ${OF_PEERS}`,
      bound: 'at least',
      limit: 5,
      measured: speedRatio(({ eventsPerSecond200 }) => eventsPerSecond200),
    },
    {
      figure: `deliver, HTTP calls per event with a backlog (batches of ${BATCH_SIZE})`,
      bound: 'at most',
      limit: 0.02,
      measured: calls(BATCH_SIZE),
    },
    {
      figure: 'deliver, HTTP calls per event at idle (batches of 1)',
      bound: 'at most',
      limit: 1,
      measured: calls(1),
    },
  ];
}

export function chartsOf(samples: Samples, { contenders }: Stand): Chart[] {
  const bars = (value: (sample: Sample) => number) =>
    contenders.map(({ name }) => ({
      name: TITLES[name],
      figure: figureOf(byRound(samples, OF_PEERS, name, value)),
    }));
  return [
    {
      name: 'deliver-cpu',
      title: `deliver: CPU per event, batches of ${OF_PEERS}`,
      axis: 'milliseconds',
      bars: bars(({ cpuMsPerEvent }) => cpuMsPerEvent),
    },
    {
      name: 'deliver-throughput',
      title: `deliver: events a second of one worker, batches of ${OF_PEERS}, 50 ms an answer`,
      axis: 'events a second',
      bars: bars(({ eventsPerSecond50 }) => eventsPerSecond50),
    },
  ];
}
