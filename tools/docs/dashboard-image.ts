import type { DashboardWidget } from './dashboard-widgets.ts';

const COLUMN = 46;
const ROW = 27;
const GAP = 4;
/** From CloudWatch's palette for lines. */
const COLOURS = ['#1f77b4', '#ff7f0e', '#2ca02c', '#d62728', '#9467bd'];

/** Returns the layout of a dashboard as an SVG: its widgets and the lines of each graph, without data. */
export function dashboardImage(widgets: readonly DashboardWidget[]): string {
  const width = 24 * COLUMN;
  const height = Math.max(...widgets.map((widget) => widget.y + widget.height)) * ROW;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    '<title>The layout of the dashboard, without data</title>',
    `<rect width="${width}" height="${height}" fill="#f4f6f8"/>`,
    ...widgets.map(toGroup),
    '</svg>',
    '',
  ].join('\n');
}

function toGroup(widget: DashboardWidget): string {
  const { type, x, y, width, height } = widget;
  const box = { width: width * COLUMN - 2 * GAP, height: height * ROW - 2 * GAP };
  const content = CONTENTS[type](widget, box);
  const position = `translate(${x * COLUMN + GAP} ${y * ROW + GAP})`;
  return [`<g transform="${position}">`, ...content, '</g>'].join('\n');
}

const CONTENTS: Record<DashboardWidget['type'], (widget: DashboardWidget, box: Box) => string[]> = {
  alarm: alarmContent,
  text: textContent,
  metric: metricContent,
  custom: customContent,
};

interface Box {
  readonly width: number;
  readonly height: number;
}

function textContent({ properties: { markdown = '' } }: DashboardWidget, { height }: Box): string[] {
  return [text(markdown.replace(/^#+ /, ''), 4, height - 4, 'font-size="17" font-weight="bold"')];
}

const CHIP = { width: 205, height: 22 };

function alarmContent({ properties: { title = '', alarms = [] } }: DashboardWidget, box: Box): string[] {
  const perRow = Math.floor(box.width / CHIP.width);
  return [
    ...frame(box, title),
    ...alarms.flatMap((arn, index) => {
      const x = 10 + (index % perRow) * CHIP.width;
      const y = 26 + Math.floor(index / perRow) * CHIP.height;
      const size = `width="${CHIP.width - 8}" height="${CHIP.height - 4}"`;
      return [
        `<rect x="${x}" y="${y}" ${size} rx="3" fill="#e7f5ec" stroke="#7fc29b"/>`,
        text(alarmName(arn), x + 8, y + 13),
      ];
    }),
  ];
}

/** The contents of a function's widget are unknown here. */
function customContent({ properties: { title = '' } }: DashboardWidget, box: Box): string[] {
  return frame(box, title);
}

/** `MonitoringDeadLettersNotEmpty.Arn` → `dead-letters-not-empty`. */
function alarmName(arn: string): string {
  const name = arn.replace(/^Monitoring|\.Arn$/g, '');
  return name.replace(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}

function metricContent({ properties: { title = '', metrics = [] } }: DashboardWidget, box: Box): string[] {
  const labels = metrics.map(labelOf);
  const legend = labels.flatMap((label, index) => {
    const y = box.height - 12 - (labels.length - 1 - index) * 16;
    const colour = COLOURS[index % COLOURS.length];
    return [`<rect x="12" y="${y - 9}" width="10" height="10" fill="${colour}"/>`, text(label, 28, y)];
  });
  const bottom = box.height - 18 - labels.length * 16;
  const axes = `<path d="M12 32V${bottom}H${box.width - 12}" fill="none" stroke="#c3ccd5"/>`;
  return [...frame(box, title), axes, ...legend];
}

function labelOf(metric: readonly (string | { readonly label?: string })[]): string {
  const last = metric.at(-1);
  const label = (typeof last === 'object' ? last.label : undefined) ?? String(metric[1]);
  return label.replace(/\$\{PROP\('Dim\.(\w+)'\)\}/, 'one line for each $1');
}

function frame({ width, height }: Box, title: string): string[] {
  return [
    `<rect width="${width}" height="${height}" rx="4" fill="#fff" stroke="#c3ccd5"/>`,
    text(title, 12, 20, 'font-weight="bold"'),
  ];
}

function text(words: string, x: number, y: number, attributes = ''): string {
  const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}" fill="#16191f"${attributes === '' ? '' : ` ${attributes}`}>${escaped}</text>`;
}
