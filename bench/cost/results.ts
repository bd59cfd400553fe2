import type { Results, Row, Table, Target } from '../measure/benchmark.ts';
import { type Figure, figureOf, ratioOf } from '../measure/figure.ts';
import { ASSUMED, EMPTY_POLLS_PER_SECOND, type Load, SECONDS_A_MONTH } from './assumptions.ts';
import { billedMsOf, billNaiveDesign, billWebhook, type PerWebhook, SERVICES, totalUsd } from './bill.ts';
import type { CountedDesign } from './count-usage.ts';
import type { Deployment } from './deployment.ts';
import { PRICES, PRICES_OF, usdOf } from './prices.ts';

const MILLION = 1e6;
/** Time that `receive` waits for a backend, which is billed. */
const BACKEND_MS = 100;

/** A column of the tables: a design under a load. */
interface BilledLoad {
  readonly name: string;
  /** Usage of a webhook in each round. */
  readonly webhooks: readonly PerWebhook[];
}

/** Deployments of the billed stages. */
export type Stages = Readonly<Record<'prod' | 'staging', Deployment>>;

/** @param rounds counts of prod, by round */
export function toResults(rounds: readonly CountedDesign[], stages: Stages): Results {
  const deployment = stages.prod;
  const connector = (load: Load): BilledLoad => ({
    name: load,
    webhooks: rounds.map((round) => billWebhook(round, deployment, load)),
  });
  const naive: BilledLoad = {
    name: 'naive, normal',
    webhooks: rounds.map((round) => billNaiveDesign(round, deployment, 'normal')),
  };
  const normal = connector('normal');
  const columns = [connector('idle'), normal, connector('backlog'), naive];
  return {
    tables: [
      callsTable(columns),
      dollarsTable(columns, deployment),
      monthlyTable(rounds, stages),
      memoryTable(rounds, deployment),
      pricesTable(),
    ],
    targets: [...targetsOf(normal, naive), ...monthlyTargets(rounds, stages)],
    charts: [
      {
        name: 'cost-by-service',
        title: `Cost by service, ${ASSUMED.normalPerSecond} webhooks a second`,
        axis: 'dollars per million webhooks',
        bars: SERVICES.flatMap((service) =>
          [normal, naive].map((column) => ({
            name: `${service}, ${column === naive ? 'naive' : 'connector'}`,
            figure: figureIn(column, ({ usd }) => MILLION * usd[service]),
          })),
        ),
      },
    ],
  };
}

function callsTable(columns: readonly BilledLoad[]): Table {
  const perThousand = (name: string, of: (webhook: PerWebhook) => number) =>
    rowOf(columns, name, (webhook) => 1000 * of(webhook));
  return {
    title: 'Cost: calls per 1,000 webhooks',
    note:
      'Calls of the functions, log lines and CPU time are counted on the local servers with the real template and bundles. ' +
      `Idle is one webhook in ${60 / ASSUMED.idlePerMinute} s, normal ${ASSUMED.normalPerSecond} a second, a backlog a full ` +
      `queue. Half of what happens are renewals, each with three webhooks of one person, which come to any poller; the rest ` +
      `is any event, alone. Polls, and how many webhooks a batch has, follow from ${ASSUMED.pollers} pollers that wait ` +
      `${ASSUMED.longPollSeconds} s, as AWS describes Lambda’s. Billed time is CPU time of this machine, stretched by the ` +
      `share of a vCPU that the memory brings, and ${ASSUMED.customerioMs} ms for each request to Customer.io and ` +
      `${ASSUMED.awsMs} ms for each call to AWS. Cold starts and retries are not in it. The naive design is computed.`,
    columns: columns.map(({ name }) => ({ key: name, title: name })),
    rows: [
      perThousand('HTTP API requests, and invocations of receive', () => 1),
      perThousand('invocations of deliver', ({ deliverInvocations }) => deliverInvocations),
      perThousand('SendMessage', ({ sends }) => sends),
      perThousand('ReceiveMessage', ({ receives }) => receives),
      perThousand('DeleteMessageBatch', ({ deletes }) => deletes),
      perThousand('BatchGetItem', ({ tableReads }) => tableReads),
      perThousand('PutItem, BatchExecuteStatement', ({ tableWrites }) => tableWrites),
      perThousand('DynamoDB read request units', ({ readUnits }) => readUnits),
      perThousand('DynamoDB write request units', ({ writeUnits }) => writeUnits),
      perThousand('GetSecretValue', ({ secretReads }) => secretReads),
      perThousand('requests to Customer.io', ({ trackRequests }) => trackRequests),
      perThousand('traces', ({ traces }) => traces),
      perThousand('log, kB', ({ logBytes }) => logBytes / 1000),
      rowOf(columns, 'billed ms of one receive', ({ billedMs }) => billedMs.receive),
      rowOf(columns, 'billed ms of one deliver', ({ billedMs }) => billedMs.deliver),
    ],
  };
}

function dollarsTable(columns: readonly BilledLoad[], { receive }: Deployment): Table {
  const backendGbSeconds = (BACKEND_MS / 1000) * (receive.memoryMb / 1024);
  return {
    title: 'Cost: dollars per million webhooks, by service',
    note:
      `At AWS’s prices for ${PRICES_OF.region}, as seen in ${PRICES_OF.seen}, before free tiers. Monthly costs are ` +
      'in a separate table. The naive design does none of what the connector does about repeated events, refused items ' +
      'and dead letters: that is in its favour.',
    columns: columns.map(({ name }) => ({ key: name, title: name })),
    rows: [
      ...SERVICES.map((service) => rowOf(columns, service, ({ usd }) => MILLION * usd[service])),
      rowOf(columns, 'all', (webhook) => MILLION * totalUsd(webhook)),
      rowOf(
        columns,
        'on top, if both functions were traced',
        ({ traces, tracesIfTraced }) => MILLION * usdOf('trace', tracesIfTraced - traces),
      ),
      rowOf(
        columns,
        `on top, with a backend that takes ${BACKEND_MS} ms`,
        () => MILLION * usdOf('lambdaGbSecond', backendGbSeconds),
      ),
      rowOf(columns, 'on top, for each queue of copies', () => MILLION * usdOf('sqsRequest', 1)),
    ],
  };
}

/** Returns the monthly cost of a stage before the first webhook. */
function monthlyItems(rounds: readonly CountedDesign[], deployment: Deployment): Record<string, number> {
  return {
    'custom metrics': usdOf('metricMonth', Math.max(...rounds.map(({ metrics }) => metrics))),
    alarms: usdOf('alarmMetricMonth', deployment.alarmMetrics),
    dashboard: usdOf('dashboardMonth', deployment.dashboards),
    secrets: usdOf('secretMonth', deployment.secrets),
    'polling, if no webhook ever came': usdOf('sqsRequest', EMPTY_POLLS_PER_SECOND * SECONDS_A_MONTH),
  };
}

function monthlyUsd(rounds: readonly CountedDesign[], deployment: Deployment): number {
  return Object.values(monthlyItems(rounds, deployment)).reduce((sum, usd) => sum + usd, 0);
}

function monthlyTable(rounds: readonly CountedDesign[], stages: Stages): Table {
  const itemGb = Math.max(...rounds.map(({ itemBytes }) => itemBytes)) / 1e9;
  const normalMillions = (ASSUMED.normalPerSecond * SECONDS_A_MONTH) / MILLION;
  const columns = Object.entries(stages).map(([stage, deployment]) => {
    const all = monthlyUsd(rounds, deployment);
    const rows: Record<string, number> = {
      ...monthlyItems(rounds, deployment),
      all,
      'for each million webhooks of a month at normal load': all / normalMillions,
      'on top, for each million people in the table, with its backups':
        usdOf('tableGbMonth', MILLION * itemGb) + usdOf('tableBackupGbMonth', MILLION * itemGb),
    };
    return { stage, rows };
  });
  const names = Object.keys(columns[0]?.rows ?? {});
  return {
    title: 'Cost: dollars a month, whatever comes',
    note: 'Alarms, dashboard and secrets are those of the template; metrics those that came up while everything worked.',
    columns: columns.map(({ stage }) => ({ key: stage, title: stage })),
    rows: names.map((name) => ({
      name,
      cells: Object.fromEntries(columns.map(({ stage, rows }) => [stage, rows[name] ?? 0])),
    })),
  };
}

/** Memory sizes of a function in megabytes, up to a whole CPU. */
const MEMORY_SIZES = [128, 256, 512, 1024, ASSUMED.vcpuMemoryMb];

function memoryTable(rounds: readonly CountedDesign[], { batchSize }: Deployment): Table {
  const work = {
    receive: ({ usage: { backlog } }: CountedDesign) => backlog.receiveCpuMs / backlog.webhooks,
    'deliver, 1': ({ usage: { idle } }: CountedDesign) => idle.deliverCpuMs / idle.webhooks,
    [`deliver, ${batchSize}`]: ({ usage: { backlog } }: CountedDesign) =>
      (backlog.deliverCpuMs / backlog.webhooks) * backlog.batchSize,
  };
  const waitOf = (name: string) => (name === 'receive' ? ASSUMED.awsMs : ASSUMED.customerioMs);
  return {
    title: 'Cost: a warm invocation by memory size',
    note: 'Milliseconds, and dollars for the duration of a million of them: computed like the billed time above.',
    columns: Object.keys(work).flatMap((name) => [
      { key: `${name} ms`, title: `${name}: ms` },
      { key: `${name} usd`, title: '$' },
    ]),
    rows: MEMORY_SIZES.map((memoryMb) => ({
      name: `${memoryMb} MB`,
      cells: Object.fromEntries(
        Object.entries(work).flatMap(([name, cpuMs]) => {
          const ms = rounds.map((round) => billedMsOf(cpuMs(round), memoryMb, waitOf(name)));
          const usd = ms.map((each) => usdOf('lambdaGbSecond', (each * 1000 * memoryMb) / 1024));
          return [
            [`${name} ms`, figureOf(ms)],
            [`${name} usd`, figureOf(usd)],
          ];
        }),
      ),
    })),
  };
}

function pricesTable(): Table {
  return {
    title: `Cost: prices in ${PRICES_OF.region}, ${PRICES_OF.seen}`,
    note:
      'Of the first tier. “Stated”: AWS’s own words were seen; “reported”: others say that it is what AWS’s page says. ' +
      'Free tiers are not subtracted.',
    columns: [
      { key: 'usd', title: 'dollars' },
      { key: 'per', title: 'for this number' },
      { key: 'certainty', title: 'how sure' },
      { key: 'free', title: 'free' },
      { key: 'source', title: 'source' },
    ],
    rows: Object.values(PRICES).map(({ usd, per, unit, certainty, free, source }) => ({
      name: unit,
      cells: { usd, per, certainty, free, source },
    })),
  };
}

function targetsOf(normal: BilledLoad, naive: BilledLoad): Target[] {
  const usdOfMillion = ({ webhooks }: BilledLoad) => webhooks.map((webhook) => MILLION * totalUsd(webhook));
  return [
    {
      figure: 'cost, normal load: dollars per million webhooks',
      bound: 'at most',
      limit: 3.2,
      measured: figureOf(usdOfMillion(normal)),
    },
    {
      figure: 'cost, normal load: × the naive design',
      bound: 'at most',
      limit: 1 / 3,
      measured: ratioOf(usdOfMillion(normal), usdOfMillion(naive)),
    },
  ];
}

function monthlyTargets(rounds: readonly CountedDesign[], stages: Stages): Target[] {
  const limits = { prod: 7, staging: 3 } as const;
  return (['prod', 'staging'] as const).map((stage) => ({
    figure: `cost of ${stage} before the first webhook: dollars a month`,
    bound: 'at most',
    limit: limits[stage],
    measured: figureOf([monthlyUsd(rounds, stages[stage])]),
  }));
}

function rowOf(columns: readonly BilledLoad[], name: string, of: (webhook: PerWebhook) => number): Row {
  const cells = columns.map((column) => [column.name, figureIn(column, of)] as const);
  return { name, cells: Object.fromEntries(cells) };
}

function figureIn({ webhooks }: BilledLoad, of: (webhook: PerWebhook) => number): Figure {
  return figureOf(webhooks.map(of));
}
