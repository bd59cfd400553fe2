import * as echarts from 'echarts';
import type { Chart } from '../measure/benchmark.ts';
import type { Figure } from '../measure/figure.ts';
import { numberText } from './cells.ts';

const WIDTH = 760;
const BAR_HEIGHT = 34;
/** Room for title and axis. */
const MARGIN = { top: 56, bottom: 52 };
const COLOUR = '#0072b2';

/** Returns a chart as SVG. The whiskers are the minimum and the maximum of all rounds. */
export function drawChart({ title, axis, bars }: Chart): string {
  const height = MARGIN.top + MARGIN.bottom + bars.length * BAR_HEIGHT;
  const drawing = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    drawing.setOption({
      animation: false,
      backgroundColor: '#ffffff',
      color: COLOUR,
      title: { text: title, left: 12, top: 10, textStyle: { fontSize: 15 } },
      grid: { left: 12, right: 40, top: MARGIN.top, bottom: MARGIN.bottom, containLabel: true },
      xAxis: { type: 'value', name: axis, nameLocation: 'middle', nameGap: 28 },
      yAxis: {
        type: 'category',
        // The value is beside the name, where no whisker crosses it.
        data: bars.map(({ name, figure }) => `${name}   ${numberText(figure.median)}`),
        inverse: true,
        axisTick: { show: false },
      },
      series: [
        { type: 'bar', barWidth: '60%', data: bars.map(({ figure }) => figure.median) },
        whiskers(bars.map(({ figure }, row) => [row, figure])),
      ],
    });
    return `${drawing.renderToSVGString()}\n`;
  } finally {
    drawing.dispose();
  }
}

/** Draws a line from the minimum to the maximum across the end of each bar. */
function whiskers(rows: readonly (readonly [row: number, figure: Figure])[]): echarts.CustomSeriesOption {
  return {
    type: 'custom',
    data: rows.map(([row, { min, max }]) => [min, max, row]),
    encode: { x: [0, 1], y: 2 },
    z: 10,
    renderItem: (_, api) => {
      const [left, right] = [0, 1].map((dimension) => api.coord([api.value(dimension), api.value(2)]));
      const [x1 = 0, y = 0] = left ?? [];
      const [x2 = 0] = right ?? [];
      const style = { stroke: '#333333', lineWidth: 1.5 };
      const line = (from: number, top: number, to: number, bottom: number) =>
        ({ type: 'line', shape: { x1: from, y1: top, x2: to, y2: bottom }, style }) as const;
      return {
        type: 'group',
        children: [line(x1, y, x2, y), line(x1, y - 4, x1, y + 4), line(x2, y - 4, x2, y + 4)],
      };
    },
  };
}
