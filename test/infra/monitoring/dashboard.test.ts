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
  template = (await synthesized(configOf({ cinema: relaying }))).toJSON();
  widgets = dashboardWidgets(template);
});

test('the dashboard answers its questions from top to bottom, after the alarms', () => {
  const firsts = widgets
    .filter(({ type }) => type !== 'metric')
    .map(({ type, properties: { title, markdown } }) => [type, title ?? markdown]);

  expect(firsts).toEqual([
    ['alarm', 'Alarms, each with an entry in docs/runbook.md'],
    ['text', '## Are buyers being answered?'],
    ['text', '## Is the backend answering?'],
    ['text', '## Is anything stuck?'],
    ['text', '## Is Customer.io accepting?'],
    ['text', '## Is what people have bought being kept?'],
    ['text', '## What failed?'],
  ]);
});

test.each([
  { what: 'without either', of: connection, row: undefined, graphs: 0 },
  {
    what: 'with a backend alone',
    of: { ...relaying, copies: [] },
    row: '## Is the backend answering?',
    graphs: 2,
  },
  {
    what: 'with copies alone',
    of: { ...connection, copies: relaying.copies ?? [] },
    row: '## Are copies being taken?',
    graphs: 1,
  },
])('the row about backend and copies has $graphs graphs $what', async ({ of, row, graphs }) => {
  const all = dashboardWidgets((await synthesized(configOf({ cinema: of }))).toJSON());
  const texts = all.flatMap(({ properties: { markdown } }) => markdown ?? []);
  const titles = all.map(({ properties: { title = '' } }) => title);

  expect(texts.filter((text) => /backend|copies/.test(text))).toEqual(row === undefined ? [] : [row]);
  expect(titles.filter((title) => /backend|Copies/.test(title))).toHaveLength(graphs);
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
    by.flatMap((dimension) =>
      services.map((service) => {
        const dimensions = { service: '', stage: '', ...(dimension === null ? {} : { [dimension]: '' }) };
        return `${shapeOf({ name, dimensions })} of ${dimension === null ? service : '*'}`;
      }),
    ),
  );

  const shown = dashboardMetrics(template)
    .filter(({ namespace }) => namespace === METRICS_NAMESPACE)
    .map((metric) => `${shapeOf(metric)} of ${metric.dimensions['service']}`);

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
