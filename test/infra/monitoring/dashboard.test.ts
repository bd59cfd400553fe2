import { readFileSync } from 'node:fs';
import { METRICS, METRICS_NAMESPACE, type MetricDescription } from '../../../shared/metrics.ts';
import { dashboardImage } from '../../../tools/docs/dashboard-image.ts';
import { type DashboardWidget, dashboardWidgets } from '../../../tools/docs/dashboard-widgets.ts';
import { withGenerated } from '../../../tools/docs/generated-text.ts';
import { monitoringTexts } from '../../../tools/docs/monitoring-tables.ts';
import { alarmsIn, dashboardMetrics, shapeOf } from '../../support/watched-metrics.ts';
import { configOf, connection, relaying } from '../config-of.ts';
import { synthesized } from '../synthesized.ts';

let template: unknown;
let widgets: readonly DashboardWidget[];
beforeAll(async () => {
  template = (await synthesized(configOf({ cinema: relaying }, { dashboard: true }))).toJSON();
  widgets = dashboardWidgets(template);
});

test('the dashboard answers its questions from top to bottom, after the alarms', () => {
  const firsts = widgets
    .filter(({ type }) => type !== 'metric')
    .map(({ type, properties: { title, markdown } }) => [type, title ?? markdown]);

  expect(firsts).toEqual([
    ['alarm', 'Alarms, each with an entry in docs/runbook.md'],
    ['text', '## Are buyers being answered?'],
    ['text', '## Is anything stuck?'],
    ['text', '## Is what people have bought being kept?'],
    ['text', '## What failed?'],
    ['custom', 'Dead letters, and what to do with them'],
    ['text', '## cinema'],
  ]);
});

test.each([
  { what: 'without either', of: connection, titles: [] },
  {
    what: 'with a backend alone',
    of: { ...relaying, copies: [] },
    titles: ['Answers of the backend', 'How long the backend takes (ms)'],
  },
  {
    what: 'with copies alone',
    of: { ...connection, copies: relaying.copies ?? [] },
    titles: ['Copies not taken, by queue'],
  },
])('of backend and copies it shows what there is, $what', async ({ of, titles }) => {
  const all = dashboardWidgets((await synthesized(configOf({ cinema: of }, { dashboard: true }))).toJSON());
  const shown = all.map(({ properties: { title = '' } }) => title);

  expect(shown.filter((title) => /backend|Copies/.test(title)).sort()).toEqual(titles);
});

test('each connection has its graphs, and each of its workspaces a row', async () => {
  const connections = { cinema: connection, press: connection };
  const all = dashboardWidgets((await synthesized(configOf(connections, { dashboard: true }))).toJSON());
  const texts = all.flatMap(({ type, properties: { markdown, title = '' } }) =>
    type === 'text' ? [markdown] : /events$/.test(title) ? [title] : [],
  );

  expect(texts.slice(-6)).toEqual([
    '## cinema',
    'PRODUCTION: events',
    'SANDBOX: events',
    '## press',
    'PRODUCTION: events',
    'SANDBOX: events',
  ]);
});

test('the dashboard shows every alarm', () => {
  const [{ properties: { alarms = [] } = {} } = {}] = widgets;

  expect(alarms).toHaveLength(alarmsIn(template).length);
});

test('its widgets fill the 24 columns, and none covers another', () => {
  const cells = widgets.flatMap(({ x, y, width, height }) =>
    Array.from(
      { length: width * height },
      (_, cell) => `${x + (cell % width)},${y + Math.floor(cell / width)}`,
    ),
  );
  const rows = Math.max(...widgets.map(({ y, height }) => y + height));

  expect(new Set(cells).size).toBe(cells.length);
  expect(cells).toHaveLength(24 * rows);
});

test('it shows every metric of the functions, in every way there is to look at it', () => {
  const descriptions: [string, MetricDescription][] = Object.entries(METRICS);
  const described = descriptions.flatMap(([name, { services, by }]) =>
    by.flatMap((further) =>
      services.map((service) => {
        const dimensions = Object.fromEntries(['service', 'stage', ...further].map((each) => [each, '']));
        return `${shapeOf({ name, dimensions })} of ${further.length === 0 ? service : 'either'}`;
      }),
    ),
  );

  const shown = dashboardMetrics(template)
    .filter(({ namespace }) => namespace === METRICS_NAMESPACE)
    .map((metric) => {
      const isOfService = Object.keys(metric.dimensions).length === 2;
      return `${shapeOf(metric)} of ${isOfService ? metric.dimensions['service'] : 'either'}`;
    });

  expect(new Set(shown)).toEqual(new Set(described));
});

describe('the documentation', () => {
  const read = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');

  test('has the layout of this dashboard (else: npx tsx tools/docs/monitoring.ts)', () => {
    expect(dashboardImage(widgets)).toBe(read('images/dashboard.svg'));
  });

  test('has the table of these metrics (else: npx tsx tools/docs/monitoring.ts)', () => {
    expect(withGenerated(read('architecture.md'), monitoringTexts())).toBe(read('architecture.md'));
  });
});
