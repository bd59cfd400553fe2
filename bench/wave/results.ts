import { ASSUMED } from '../cost/assumptions.ts';
import { billWebhook, totalUsd } from '../cost/bill.ts';
import type { CountedDesign } from '../cost/count-usage.ts';
import type { Deployment } from '../cost/deployment.ts';
import type { Results, Table, Target } from '../measure/benchmark.ts';
import { type Figure, figureOf } from '../measure/figure.ts';
import { type App, ARRIVALS, type Arrival, waveOf, webhooksOf } from './apps.ts';
import { leastConcurrency } from './least-concurrency.ts';
import { LIMITS } from './limits.ts';
import type { WorkerSample } from './measure-worker.ts';
import { type Outcome, simulateWave } from './simulate.ts';
import { ANSWER_MS, type Round, secondsInLambda, stageOf } from './stage-of.ts';

export function toResults(rounds: readonly Round[], deployment: Deployment, apps: readonly App[]): Results {
  return {
    tables: [
      workerTable(rounds, deployment),
      waveTable(rounds, deployment, apps),
      settingsTable(rounds, deployment, apps),
    ],
    targets: targetsOf(rounds, deployment, apps),
    charts: [],
  };
}

function workerTable(rounds: readonly Round[], { deliver, batchSize }: Deployment): Table {
  const latencies = [...(rounds[0]?.workers.keys() ?? [])];
  const rows = latencies.map((answerMs) => {
    const samples = rounds.flatMap(({ workers }) => workers.get(answerMs) ?? []);
    const figure = (of: (sample: WorkerSample) => number) => figureOf(samples.map(of));
    const perSecond = (sample: WorkerSample) => batchSize / secondsInLambda(sample, deliver.memoryMb);
    return {
      name: `${answerMs} ms`,
      cells: {
        here: figure(({ webhooks, wallMs }) => (webhooks / wallMs) * 1000),
        lambda: figure(perSecond),
        cpu: figure(({ cpuMs, webhooks }) => cpuMs / webhooks),
        inFlight: figure(({ mostInFlight }) => mostInFlight),
        requests: figure((sample) => (perSecond(sample) * sample.requests) / sample.webhooks),
        memory: figure(({ peakMemoryMb }) => peakMemoryMb),
      },
    };
  });
  return {
    title: 'wave: one worker, by the answer time of Customer.io',
    note:
      `The template and the bundle of prod, batches of ${batchSize} webhooks of renewals by people who are known, each call to the ` +
      `people table ${ASSUMED.awsMs} ms away. “In Lambda” its CPU time is stretched by the share of a vCPU that comes with ` +
      `${deliver.memoryMb} MB, as if it never computed while it waits. The memory is the most that the process ever held.`,
    columns: [
      { key: 'here', title: 'webhooks/s here' },
      { key: 'lambda', title: 'webhooks/s in Lambda' },
      { key: 'cpu', title: 'CPU per webhook, ms' },
      { key: 'inFlight', title: 'requests in flight' },
      { key: 'requests', title: 'requests/s in Lambda' },
      { key: 'memory', title: 'peak memory, MB' },
    ],
    rows,
  };
}

function waveTable(rounds: readonly Round[], deployment: Deployment, apps: readonly App[]): Table {
  const rows = apps.flatMap((app) =>
    ARRIVALS.map((arrival) => {
      const outcomes = rounds.map((round) =>
        simulateWave(stageOf(round, deployment, app), waveOf(app, arrival)),
      );
      const figure = (of: (outcome: Outcome) => number) => figureOf(outcomes.map(of));
      return {
        name: `${app.name}: ${app.renewals.toLocaleString('en')}, ${arrival}`,
        cells: {
          minutes: figure(({ seconds }) => seconds / 60),
          age: figure(({ worstAgeSeconds }) => worstAgeSeconds / 60),
          workers: figure(({ mostWorkers }) => mostWorkers),
          answered429: figure(({ answered429 }) => answered429),
          answered503: figure(({ answered503 }) => answered503),
          buyersRefused: figure(({ buyersRefused }) => buyersRefused),
          buyersSlow: figure(({ buyersSlow }) => buyersSlow),
          requests: figure(({ mostTrackRequestsPerSecond }) => mostTrackRequestsPerSecond),
          reads: figure(({ mostReadsPerSecond }) => mostReadsPerSecond),
          usd: figureOf(rounds.map(({ counted }) => usdOf(counted, deployment) * webhooksOf(app))),
        },
      };
    }),
  );
  return {
    title: 'wave: renewals of one day, simulated',
    note:
      `Three webhooks a renewal, Customer.io answers after ${ANSWER_MS} ms, AWS’s limits are the default ones. Sent at once is ` +
      'more than any API takes: Purchasely sends again what was refused, by its table of waits. A buyer is slow whose ' +
      `webhook has to start an environment of receive, for which ${LIMITS.coldStartSeconds} s is counted. Nothing fails, and a ` +
      'request that is answered 429 costs nothing.',
    columns: [
      { key: 'minutes', title: 'minutes until done' },
      { key: 'age', title: 'worst age, minutes' },
      { key: 'workers', title: 'copies of deliver' },
      { key: 'answered429', title: 'answered 429' },
      { key: 'answered503', title: 'answered 503' },
      { key: 'buyersRefused', title: 'buyers refused' },
      { key: 'buyersSlow', title: 'buyers over 1 s' },
      { key: 'requests', title: 'requests/s at Customer.io' },
      { key: 'reads', title: 'reads/s of the table' },
      { key: 'usd', title: 'dollars' },
    ],
    rows,
  };
}

function settingsTable(rounds: readonly Round[], deployment: Deployment, apps: readonly App[]): Table {
  const rows = apps.map((app) => {
    const { throttle, maximumConcurrency, table } = app.settings;
    return {
      name: `${app.name}: ${app.renewals.toLocaleString('en')}`,
      cells: {
        maximumConcurrency,
        throttle: `${throttle.requestsPerSecond.toLocaleString('en')}, ${throttle.burst.toLocaleString('en')}`,
        table: `${table.reads.toLocaleString('en')}, ${table.writes.toLocaleString('en')}`,
        within: app.withinSeconds / 60,
        least: leastFigure(rounds, deployment, app),
        hour: webhooksOf(app) / 3600,
      },
    };
  });
  return {
    title: 'wave: settings',
    note:
      'The least maximumConcurrency is that which has a wave done in that time that was queued at once; there is none where ' +
      'another limit is in the way.',
    columns: [
      { key: 'maximumConcurrency', title: 'maximumConcurrency' },
      { key: 'throttle', title: 'throttle: requests a second, burst' },
      { key: 'table', title: 'table: reads, writes a second' },
      { key: 'within', title: 'done within, minutes' },
      { key: 'least', title: 'least maximumConcurrency' },
      { key: 'hour', title: 'webhooks/s within an hour' },
    ],
    rows,
  };
}

function leastFigure(rounds: readonly Round[], deployment: Deployment, app: App): Figure | string {
  const least = rounds.map((round) => leastConcurrency(stageOf(round, deployment, app), app));
  return least.includes(undefined) ? 'none' : figureOf(least.filter((each) => each !== undefined));
}

const usdOf = (counted: CountedDesign, deployment: Deployment) =>
  totalUsd(billWebhook(counted, deployment, 'backlog'));

function targetsOf(rounds: readonly Round[], deployment: Deployment, apps: readonly App[]): Target[] {
  const large = apps.find(({ renewals }) => renewals === 1_000_000);
  if (large === undefined) return [];
  const stages = (answerMs: number) => rounds.map((round) => stageOf(round, deployment, large, answerMs));
  const outcomes = (arrival: Arrival) =>
    stages(ANSWER_MS).map((stage) => simulateWave(stage, waveOf(large, arrival)));
  const quickest = Math.min(...(rounds[0]?.workers.keys() ?? []));
  return [
    {
      figure: `wave, 1,000,000 renewals queued at once, answers of ${ANSWER_MS} ms: minutes until done`,
      bound: 'at most',
      limit: 10,
      measured: figureOf(outcomes('queued at once').map(({ seconds }) => seconds / 60)),
    },
    {
      // Computed without the limit of the simulation, which would hide an excess.
      figure: `… requests/s that all copies would make, answers of ${quickest} ms`,
      bound: 'at most',
      limit: LIMITS.trackRequestsPerSecond,
      measured: figureOf(
        stages(quickest).map(
          ({ maximumConcurrency, deliver }) => (maximumConcurrency * deliver.trackRequests) / deliver.seconds,
        ),
      ),
    },
    {
      figure: 'wave, 1,000,000 renewals sent within an hour: requests answered 429',
      bound: 'at most',
      limit: 0,
      measured: figureOf(outcomes('sent within an hour').map(({ answered429 }) => answered429)),
    },
  ];
}
