import type { Chart, Column, Table, Target } from '../measure/benchmark.ts';
import { figureOf, ratioOf } from '../measure/figure.ts';
import { type ContenderName, FLOORS, TITLES } from './contenders.ts';
import { byRound, type Durations, type Sample, type Samples, SLOW_MS } from './measure.ts';
import { type Stand, WEBHOOKS } from './stand.ts';

/** Of a backlog: as many as the event source hands over. */
const FULL = 50;

const COLUMNS: readonly (Column & { readonly key: keyof Sample })[] = [
  { key: 'eventsPerSecond', title: 'events/s' },
  { key: 'eventsPerSecondSlow', title: `events/s, ${SLOW_MS} ms an answer` },
  { key: 'cpuMsPerEvent', title: 'CPU per event, ms' },
  { key: 'callsPerEvent', title: 'HTTP calls per event' },
  { key: 'bytesPerEvent', title: 'bytes sent per event' },
  { key: 'peakMemoryMb', title: 'peak memory, MB' },
];

/** One table for each batch size. */
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
    `${measuredMs} ms that count. Customer.io is another process, which answers at once, and for the second column after`,
    `${SLOW_MS} ms, over plain HTTP on this machine; every contender keeps its connections. The people table of the connector is`,
    'a process too, which answers at once; it knows everybody since a month. Each webhook is one event here,',
    'and all send an identify and an event for it. The peers map it with a few lines that check nothing, and write no log',
    'and no metric. The floor maps nothing, not even JSON: it sends the body that `deliver` would, made beforehand. The',
    'floor under it also parses each webhook and writes each operation: what no mapping can do without. Memory',
    `is that of the whole process, Node and ${WEBHOOKS.toLocaleString('en')} webhooks included.`,
  ].join(' ');
}

export function targetsOf(samples: Samples, hasPeers: boolean): Target[] {
  const ratio = (batchSize: number, other: ContenderName, value: (sample: Sample) => number) =>
    hasPeers || FLOORS.has(other)
      ? ratioOf(byRound(samples, batchSize, 'deliver', value), byRound(samples, batchSize, other, value))
      : undefined;
  const cpu = ({ cpuMsPerEvent }: Sample) => cpuMsPerEvent;
  const calls = (batchSize: number) =>
    figureOf(byRound(samples, batchSize, 'deliver', ({ callsPerEvent }) => callsPerEvent));
  return [
    {
      figure: 'deliver, CPU per event, batches of 50: × the bare floor',
      bound: 'at most',
      limit: 1.6,
      measured: ratio(FULL, 'floor', cpu),
    },
    {
      figure: 'deliver, CPU per event, batches of 50: × Segment onBatch',
      bound: 'at most',
      limit: 1 / 3,
      measured: ratio(FULL, 'Segment onBatch', cpu),
    },
    {
      figure: 'deliver, CPU per event, batches of 50: × customerio-node identify + track',
      bound: 'at most',
      limit: 1 / 8,
      measured: ratio(FULL, 'customerio-node calls', cpu),
    },
    {
      figure: `deliver, events/s of one worker, ${SLOW_MS} ms an answer, batches of 50: × Segment onBatch`,
      bound: 'at least',
      limit: 2,
      measured: ratio(FULL, 'Segment onBatch', ({ eventsPerSecondSlow }) => eventsPerSecondSlow),
    },
    {
      figure: 'deliver, HTTP calls per event with a backlog (batches of 50)',
      bound: 'at most',
      limit: 0.02,
      measured: calls(FULL),
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
      figure: figureOf(byRound(samples, FULL, name, value)),
    }));
  return [
    {
      name: 'deliver-cpu',
      title: 'deliver: CPU per event, batches of 50',
      axis: 'milliseconds',
      bars: bars(({ cpuMsPerEvent }) => cpuMsPerEvent),
    },
    {
      name: 'deliver-throughput',
      title: `deliver: events a second of one worker, batches of 50, ${SLOW_MS} ms an answer`,
      axis: 'events a second',
      bars: bars(({ eventsPerSecondSlow }) => eventsPerSecondSlow),
    },
  ];
}
