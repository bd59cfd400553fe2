import type { Chart, Results, Table, Target } from '../measure/benchmark.ts';
import { type Figure, figureOf, ratioOf } from '../measure/figure.ts';
import type { Drain } from './drain.ts';
import type { Latency } from './latency.ts';
import type { PathSamples, Sizes } from './samples.ts';
import type { Batching } from './stage.ts';

const count = (value: number) => value.toLocaleString('en');

export function describePath(sizes: Sizes, samples: PathSamples, batching: Batching): Results {
  return {
    tables: [
      latencyTable(sizes, samples, batching),
      drainTable(sizes, samples, batching),
      replayTable(sizes, samples),
    ],
    targets: drainTargets(sizes, samples),
    charts: [latencyChart(sizes, samples), drainChart(sizes, samples)],
  };
}

function latencyTable(
  { rates, seconds }: Sizes,
  { latencies }: PathSamples,
  { batchSize, windowSeconds }: Batching,
): Table {
  const rows = rates.map((perSecond) => {
    const figure = (pick: (latency: Latency) => number) =>
      figureOf((latencies.get(perSecond) ?? []).map(pick));
    return {
      name: `${perSecond} webhooks/s`,
      cells: {
        p50: figure(({ p50Ms }) => p50Ms),
        p99: figure(({ p99Ms }) => p99Ms),
        answer: figure(({ answerP99Ms }) => answerP99Ms),
        together: figure(({ webhooksPerRequest }) => webhooksPerRequest),
        busy: figure(({ busyShare }) => busyShare * 100),
      },
    };
  });
  return {
    title: 'path: from the 200 to the event at Customer.io',
    note:
      `Webhooks that come by chance for ${seconds} s, whether or not earlier ones were answered; at 1 a second there are ` +
      `some ${seconds} in a round, and their p99 is the slowest of them. The event source waits up to ${windowSeconds} s for ` +
      `${batchSize} webhooks (its batching window): that is nearly all of it until ${batchSize} come sooner. One poller ` +
      'takes everything here, and may wait half a second longer, because SQS is asked for whole ones. In AWS several ' +
      'share it, so that batches are smaller and fill later, and with very few webhooks Lambda may wait up to 20 s. ' +
      'Sender, queue, poller, API Gateway and Customer.io are one process, and the functions share the cores with it: ' +
      'where it is busy all the time, it is what is measured. The stand-in answers at once.',
    columns: [
      { key: 'p50', title: 'p50, ms' },
      { key: 'p99', title: 'p99, ms' },
      { key: 'answer', title: 'webhook to 200, p99, ms' },
      { key: 'together', title: 'webhooks per request to Customer.io' },
      { key: 'busy', title: 'process with all servers busy, %' },
    ],
    rows,
  };
}

/** Returns a value of each round for a backlog of this size. */
function byRound({ drains }: PathSamples, webhooks: number, pick: (drain: Drain) => number): number[] {
  return (drains.get(webhooks) ?? []).map(pick);
}

const wallMsOf = ({ wallMs }: Drain) => wallMs;
const peakOf = ({ peakMemoryBytes }: Drain) => peakMemoryBytes;

/** Returns the time relative to a linear extrapolation from the smaller backlog. */
function overLinear(samples: PathSamples, webhooks: number, smaller: number): Figure {
  const linear = byRound(samples, smaller, ({ wallMs }) => (wallMs / smaller) * webhooks);
  return ratioOf(byRound(samples, webhooks, wallMsOf), linear);
}

function drainTable({ backlogs }: Sizes, samples: PathSamples, { batchSize }: Batching): Table {
  const rows = backlogs.map((webhooks, index) => {
    const figure = (pick: (drain: Drain) => number) => figureOf(byRound(samples, webhooks, pick));
    const smaller = backlogs[index - 1];
    return {
      name: count(webhooks),
      cells: {
        seconds: figure(({ wallMs }) => wallMs / 1000),
        perSecond: figure(({ wallMs }) => webhooks / (wallMs / 1000)),
        cpu: figure(({ cpuMs }) => cpuMs / webhooks),
        peak: figure((drain) => peakOf(drain) / 2 ** 20),
        halves: figure(({ halvesMs: [first, second] }) => second / first),
        linear: smaller === undefined ? '' : overLinear(samples, webhooks, smaller),
      },
    };
  });
  return {
    title: 'path: draining a backlog, one worker',
    note:
      `One execution environment of \`deliver\`, started before, in batches of ${batchSize}; every webhook is checked to ` +
      'arrive exactly once. The queue and Customer.io are the least that will do, in separate processes, so that ' +
      'nothing but the worker and its poller can grow with the backlog. The memory is the most that the process ever ' +
      'held. A small backlog is over before the code is compiled: it takes longer for each webhook. So see also whether ' +
      'the second half of a backlog takes longer than its first.',
    columns: [
      { key: 'seconds', title: 'time, s' },
      { key: 'perSecond', title: 'webhooks/s' },
      { key: 'cpu', title: 'CPU per webhook, ms' },
      { key: 'peak', title: 'peak memory, MB' },
      { key: 'halves', title: 'second half ÷ first half' },
      { key: 'linear', title: 'time ÷ ten times that of a tenth' },
    ],
    rows,
  };
}

function replayTable({ deadLetters }: Sizes, { replaysMs }: PathSamples): Table {
  return {
    title: 'path: replaying dead letters',
    note:
      'The whole command `npm run dlq -- replay` without its start, and without the rate limit that it has by default ' +
      '(`--rate 50`, 50 a second): it looks at all of them, sends each back into the events queue and deletes it. Tool ' +
      'and queue are one process here.',
    columns: [
      { key: 'seconds', title: 'time, s' },
      { key: 'perSecond', title: 'dead letters/s' },
    ],
    rows: [
      {
        name: count(deadLetters),
        cells: {
          seconds: figureOf(replaysMs.map((wallMs) => wallMs / 1000)),
          perSecond: figureOf(replaysMs.map((wallMs) => deadLetters / (wallMs / 1000))),
        },
      },
    ],
  };
}

function drainTargets({ backlogs }: Sizes, samples: PathSamples): Target[] {
  const [smallest = 0] = backlogs;
  const [smaller = 0, largest = 0] = backlogs.slice(-2);
  return [
    {
      figure: `drain of ${count(largest)}: × ${count(largest / smaller)} drains of ${count(smaller)}`,
      bound: 'at most',
      limit: 1.1,
      measured: overLinear(samples, largest, smaller),
    },
    {
      figure: `drain of ${count(largest)}: peak memory of the worker, × that of ${count(smallest)}`,
      bound: 'at most',
      limit: 1.1,
      measured: ratioOf(byRound(samples, largest, peakOf), byRound(samples, smallest, peakOf)),
    },
  ];
}

function latencyChart({ rates }: Sizes, { latencies }: PathSamples): Chart {
  const bar = (perSecond: number, name: string, pick: (latency: Latency) => number) => ({
    name: `${perSecond} webhooks/s, ${name}`,
    figure: figureOf((latencies.get(perSecond) ?? []).map(pick)),
  });
  return {
    name: 'path-latency',
    title: 'From the 200 to the event at Customer.io',
    axis: 'milliseconds',
    bars: rates.flatMap((perSecond) => [
      bar(perSecond, 'p50', ({ p50Ms }) => p50Ms),
      bar(perSecond, 'p99', ({ p99Ms }) => p99Ms),
    ]),
  };
}

function drainChart({ backlogs }: Sizes, samples: PathSamples): Chart {
  return {
    name: 'path-drain',
    title: 'Draining a backlog, one worker',
    axis: 'webhooks a second',
    bars: backlogs.map((webhooks) => ({
      name: `${count(webhooks)} webhooks`,
      figure: figureOf(byRound(samples, webhooks, ({ wallMs }) => webhooks / (wallMs / 1000))),
    })),
  };
}
