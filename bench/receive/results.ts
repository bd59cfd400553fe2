import type { Chart, Results, Row, Scale, Table, Target } from '../measure/benchmark.ts';
import { figureOf, ratioOf } from '../measure/figure.ts';
import type { Spent } from '../measure/function-child.ts';
import type { Contender, ContenderName } from './contenders.ts';
import { byRound, type Counts, type Measured } from './measure.ts';

/** Returns one value per round. */
type Values = (name: ContenderName) => number[];

export function toResults(
  contenders: readonly Contender[],
  { imports, coldStarts, warm }: Measured,
  counts: Counts,
  { rounds, hasPeers }: Scale,
): Results {
  const ofImport =
    (value: (spent: Spent) => number): Values =>
    (name) =>
      byRound(imports, name, rounds, value);
  const ofFirst =
    (value: (spent: Spent) => number): Values =>
    (name) =>
      byRound(coldStarts, name, rounds, ({ first }) => value(first));
  const ofWarm =
    (value: (spent: Spent) => number): Values =>
    (name) =>
      byRound(warm, name, rounds, value);

  const importMs = ofImport(({ wallMs }) => wallMs);
  const warmCpuMs = ofWarm(({ cpuMs }) => cpuMs / counts.requestsPerTurn);
  const values: Readonly<Record<string, Values>> = {
    importMs,
    importCpuMs: ofImport(({ cpuMs }) => cpuMs),
    rssMb: ofImport(({ rssMb }) => rssMb),
    readyMs: (name) => byRound(coldStarts, name, rounds, ({ ready }) => ready.wallMs),
    firstMs: ofFirst(({ wallMs }) => wallMs),
    firstCpuMs: ofFirst(({ cpuMs }) => cpuMs),
    warmCpuMs,
    warmMs: ofWarm(({ wallMs }) => wallMs / counts.requestsPerTurn),
    warmRssMb: ofWarm(({ rssMb }) => rssMb),
  };
  const rows = contenders.map(({ name, bundleKb }): Row => {
    const figures = Object.entries(values).map(([key, of]) => [key, figureOf(of(name))]);
    return { name: TITLES[name], cells: { bundleKb, ...Object.fromEntries(figures) } };
  });
  const bars = (of: Values) =>
    contenders.map(({ name }) => ({ name: TITLES[name], figure: figureOf(of(name)) }));
  return {
    tables: [startTable(rows), requestTable(rows, counts)],
    targets: toTargets(importMs, warmCpuMs, hasPeers),
    charts: [
      chart('receive-import', 'receive: import in a fresh process', bars(importMs)),
      chart('receive-warm', 'receive: CPU of a warm request', bars(warmCpuMs)),
    ],
  };
}

function toTargets(importMs: Values, warmCpuMs: Values, hasPeers: boolean): Target[] {
  return [
    {
      figure: 'receive, import time: × the bare clients of SQS and Secrets Manager',
      bound: 'at most',
      limit: 1.15,
      measured: ratioOf(importMs('receive'), importMs('bare clients')),
    },
    {
      figure: 'receive, import time: × the usual stack',
      bound: 'at most',
      limit: 0.65,
      measured: hasPeers ? ratioOf(importMs('receive'), importMs('usual stack')) : undefined,
    },
    {
      figure: 'receive, CPU per warm request: × the bare SQS client',
      bound: 'at most',
      limit: 1.3,
      measured: ratioOf(warmCpuMs('receive'), warmCpuMs('bare clients')),
    },
  ];
}

const chart = (name: string, title: string, bars: Chart['bars']): Chart => ({
  name,
  title,
  axis: 'milliseconds',
  bars,
});

const TITLES: Readonly<Record<ContenderName, string>> = {
  receive: 'receive',
  'bare clients': 'bare SDK clients',
  'usual stack': 'usual stack',
};

const startTable = (rows: readonly Row[]): Table => ({
  title: 'receive: a fresh process',
  note:
    'Import is the code alone: nothing is fetched. Ready is another process, which has read the shared secret as well: ' +
    '`receive` two versions of it, at once, the others one. The local services speak plain HTTP, and `receive` loads the ' +
    'client for it only then; the others load it with their code. AWS is spoken to by HTTPS, whose client all of them load ' +
    'with their code.',
  columns: [
    { key: 'bundleKb', title: 'bundle, kB' },
    { key: 'importMs', title: 'import, ms' },
    { key: 'importCpuMs', title: 'import, CPU ms' },
    { key: 'rssMb', title: 'memory after it, MB' },
    { key: 'readyMs', title: 'ready, ms' },
    { key: 'firstMs', title: 'first request, ms' },
    { key: 'firstCpuMs', title: 'first request, CPU ms' },
  ],
  rows,
});

const requestTable = (rows: readonly Row[], { warmUp, turns, requestsPerTurn }: Counts): Table => ({
  title: 'receive: warm requests',
  note:
    'Webhooks one after the other, as in Lambda: the contenders take turns, ' +
    `${turns} of ${requestsPerTurn} each, after ${warmUp.toLocaleString('en')} that are not counted. The bare client only ` +
    'sends: it checks no signature, writes no log and no metric.',
  columns: [
    { key: 'warmCpuMs', title: 'CPU per request, ms' },
    { key: 'warmMs', title: 'time per request, ms' },
    { key: 'warmRssMb', title: 'memory, MB' },
  ],
  rows,
});
