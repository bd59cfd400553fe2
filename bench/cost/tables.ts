import type { Chart, Column, Row, Table, Target } from '../measure/benchmark.ts';
import { type Figure, figureOf, ratioOf } from '../measure/figure.ts';
import { ASSUMED, SECONDS_A_MONTH } from './assumptions.ts';
import { billWebhook, EMPTY_POLLS_PER_SECOND, type PerWebhook, SERVICES, totalUsd } from './bill.ts';
import type { CountedDesign, Load } from './count-usage.ts';
import type { Deployment } from './deployment.ts';
import { PRICES, PRICES_OF, usdOf } from './prices.ts';

/** A design and what was counted of it, round by round. */
export interface BilledDesign {
  readonly name: string;
  readonly deployment: Deployment;
  readonly rounds: readonly CountedDesign[];
}

const LOADS: readonly Load[] = ['idle', 'normal', 'backlog'];
const MILLION = 1e6;

export function callsTable(designs: readonly BilledDesign[]): Table {
  const perThousand = (name: string, of: (webhook: PerWebhook) => number | undefined): Row => ({
    name,
    cells: cellsOf(designs, (webhook) => 1000 * (of(webhook) ?? 0)),
  });
  const call = (action: string) => perThousand(action, ({ calls }) => calls[action]);
  return {
    title: 'Cost: calls per 1,000 webhooks',
    note:
      `Counted on the local servers with the real template and bundles. Idle is one webhook in ${60 / ASSUMED.idlePerMinute} s, ` +
      `normal ${ASSUMED.normalPerSecond} a second by chance, a backlog a full queue. ${ASSUMED.pollers} pollers that wait ` +
      `${ASSUMED.longPollSeconds} s, as AWS describes Lambda’s; their empty polls while idle, the traces, and the time that ` +
      'is billed are computed. Billed time is CPU time measured on this machine, stretched by the share of a vCPU that the ' +
      `memory brings, and ${ASSUMED.customerioMs} ms for each request to Customer.io and ${ASSUMED.awsMs} ms for each call to AWS. ` +
      'Cold starts and retries are not in it.',
    columns: columnsOf(designs),
    rows: [
      perThousand('HTTP API requests', ({ httpRequests }) => httpRequests),
      perThousand('invocations of receive', ({ receiveInvocations }) => receiveInvocations),
      perThousand('invocations of deliver', ({ deliverInvocations }) => deliverInvocations),
      call('SendMessage'),
      call('ReceiveMessage'),
      call('DeleteMessageBatch'),
      call('GetSecretValue'),
      perThousand('requests to Customer.io', ({ trackRequests }) => trackRequests),
      perThousand('traces', ({ traces }) => traces),
      perThousand('log, kB', ({ logBytes }) => logBytes / 1000),
      { name: 'billed ms of one receive', cells: cellsOf(designs, ({ billedMs }) => billedMs.receive) },
      { name: 'billed ms of one deliver', cells: cellsOf(designs, ({ billedMs }) => billedMs.deliver) },
    ],
  };
}

export function dollarsTable(designs: readonly BilledDesign[]): Table {
  return {
    title: 'Cost: dollars per million webhooks, by service',
    note:
      `At AWS’s prices for ${PRICES_OF.region}, as seen in ${PRICES_OF.seen}, before free tiers. What comes by the month is ` +
      'in a table of its own. The naive design reads the secret and calls Customer.io twice for each webhook, and has the ' +
      'log lines, the metrics and the lines of Lambda itself that one gets by default. It has no access log, and does none ' +
      'of what the connector does about repeated events, refused items and dead letters: that is in its favour.',
    columns: columnsOf(designs),
    rows: [
      ...SERVICES.map((service) => ({
        name: service,
        cells: cellsOf(designs, ({ usd }) => MILLION * usd[service]),
      })),
      { name: 'all', cells: cellsOf(designs, (webhook) => MILLION * totalUsd(webhook)) },
      {
        name: 'on top, if both functions were traced',
        cells: cellsOf(
          designs,
          ({ traces, tracesIfTraced }) => MILLION * usdOf('trace', tracesIfTraced - traces),
        ),
      },
    ],
  };
}

export function monthlyTable(designs: readonly BilledDesign[]): Table {
  const row = (name: string, usd: (design: BilledDesign) => number): Row => ({
    name,
    cells: Object.fromEntries(designs.map((design) => [design.name, usd(design)])),
  });
  const items = {
    'custom metrics': ({ rounds }: BilledDesign) =>
      usdOf('metricMonth', Math.max(...rounds.map(({ metrics }) => metrics))),
    alarms: ({ deployment }: BilledDesign) => usdOf('alarmMetricMonth', deployment.alarmMetrics),
    dashboard: ({ deployment }: BilledDesign) => usdOf('dashboardMonth', deployment.dashboards),
    secrets: ({ deployment }: BilledDesign) => usdOf('secretMonth', deployment.secrets),
    'polling, if no webhook ever came': () => usdOf('sqsRequest', EMPTY_POLLS_PER_SECOND * SECONDS_A_MONTH),
  };
  const all = (design: BilledDesign) => Object.values(items).reduce((sum, usd) => sum + usd(design), 0);
  const normalMillions = (ASSUMED.normalPerSecond * SECONDS_A_MONTH) / MILLION;
  return {
    title: 'Cost: dollars a month, whatever comes',
    note: 'Alarms, dashboard and secrets are those of the template; metrics those that came up while everything worked.',
    columns: designs.map(({ name }) => ({ key: name, title: name })),
    rows: [
      ...Object.entries(items).map(([name, usd]) => row(name, usd)),
      row('all', all),
      row('for each million webhooks of a month at normal load', (design) => all(design) / normalMillions),
    ],
  };
}

export function pricesTable(): Table {
  return {
    title: `Cost: prices in ${PRICES_OF.region}, ${PRICES_OF.seen}`,
    note:
      'Of the first tier. “Stated”: AWS’s own words were seen; “reported”: others say that it is what AWS’s page says. ' +
      'What is free is not taken off anywhere.',
    columns: [
      { key: 'usd', title: 'dollars' },
      { key: 'per', title: 'for so many' },
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

export function targetsOf(connector: BilledDesign, naive: BilledDesign | undefined): Target[] {
  const ours = normalUsd(connector);
  return [
    {
      figure: 'cost, normal load: dollars per million webhooks',
      bound: 'at most',
      limit: 3,
      measured: figureOf(ours),
    },
    {
      figure: 'cost, normal load: × the naive design',
      bound: 'at most',
      limit: 1 / 3,
      measured: naive === undefined ? undefined : ratioOf(ours, normalUsd(naive)),
    },
  ];
}

export function chartOf(designs: readonly BilledDesign[]): Chart {
  return {
    kind: 'bars',
    name: 'cost-by-service',
    title: `Cost by service, ${ASSUMED.normalPerSecond} webhooks a second`,
    axis: 'dollars per million webhooks',
    bars: SERVICES.flatMap((service) =>
      designs.map((design) => ({
        name: `${service}, ${design.name}`,
        figure: figureUnder(design, 'normal', ({ usd }) => MILLION * usd[service]),
      })),
    ),
  };
}

function normalUsd({ rounds, deployment }: BilledDesign): number[] {
  return rounds.map((round) => MILLION * totalUsd(billWebhook(round, deployment, 'normal')));
}

function columnsOf(designs: readonly BilledDesign[]): Column[] {
  return designs.flatMap(({ name }) =>
    LOADS.map((load) => ({ key: `${name} ${load}`, title: `${name}, ${load}` })),
  );
}

function cellsOf(
  designs: readonly BilledDesign[],
  of: (webhook: PerWebhook) => number,
): Readonly<Record<string, Figure>> {
  const cells = designs.flatMap((design) =>
    LOADS.map((load) => [`${design.name} ${load}`, figureUnder(design, load, of)] as const),
  );
  return Object.fromEntries(cells);
}

function figureUnder(
  { rounds, deployment }: BilledDesign,
  load: Load,
  of: (webhook: PerWebhook) => number,
): Figure {
  return figureOf(rounds.map((round) => of(billWebhook(round, deployment, load))));
}
