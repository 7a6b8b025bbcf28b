import { BarChart, type BarSeriesOption, LineChart, type LineSeriesOption } from 'echarts/charts';
import { GridComponent, type GridComponentOption, TitleComponent, type TitleComponentOption } from 'echarts/components';
import { type ComposeOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { Temporal } from 'temporal-polyfill';
import type { Chart, Point, Series } from '../document.ts';
import { digits, placeText, unitText } from '../format.ts';
import { type Drawing, drawingHeight, drawingWidth } from './layout.ts';

use([BarChart, LineChart, GridComponent, TitleComponent, SVGRenderer]);

type Option = ComposeOption<BarSeriesOption | LineSeriesOption | GridComponentOption | TitleComponentOption>;

/** They differ in grey as well. */
const colours = { ink: '#24476b', paper: '#ffffff', text: '#1c2430', line: '#dfe4ea', missing: '#ececec' };
const fontFamily = 'Roboto, Helvetica, Arial, sans-serif';
const text = { fontFamily, fontSize: 11, color: colours.text };
/** Space around a panel's axes for what is written there, px. */
const margin = { left: 58, right: 14, top: 30, bottom: 24 };

/** Day of the month, or hour of the day, at the site. */
function labelOf({ start }: Point, grain: Chart['grain'], zone: string): string {
  const local = Temporal.Instant.from(start).toZonedDateTimeISO(zone);
  return grain === 'day' ? String(local.day) : String(local.hour).padStart(2, '0');
}

const isPartial = ({ quality }: Point): boolean => quality === 'partial';

const barsOf = (points: readonly Point[]): BarSeriesOption => ({
  type: 'bar',
  barCategoryGap: '30%',
  data: points.map((point) => ({
    value: point.value ?? '-',
    itemStyle: { color: isPartial(point) ? colours.paper : colours.ink, borderColor: colours.ink, borderWidth: 1 },
  })),
});

/** A line has marks where a value is partial, and where it stands alone: a line through one point is nothing. */
function lineOf(points: readonly Point[]): LineSeriesOption {
  const isThere = (at: number): boolean => typeof points[at]?.value === 'number';
  return {
    type: 'line',
    connectNulls: false,
    showAllSymbol: true,
    lineStyle: { color: colours.ink, width: 1.5 },
    data: points.map((point, at) => ({
      value: point.value ?? '-',
      symbol: isPartial(point) || !(isThere(at - 1) || isThere(at + 1)) ? 'circle' : 'none',
      symbolSize: 6,
      itemStyle: { color: isPartial(point) ? colours.paper : colours.ink, borderColor: colours.ink, borderWidth: 1 },
    })),
  };
}

/** The buckets without a value, in grey from top to bottom: a bar of nothing would look like one of zero. */
const missingOf = (points: readonly Point[]): BarSeriesOption => ({
  type: 'bar',
  barWidth: '100%',
  z: 0,
  itemStyle: { color: colours.missing },
  data: points.map(({ value }) => (value === null ? 1 : '-')),
});

interface Place {
  readonly index: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function axesOf({ points }: Series, { kind, grain }: Chart, zone: string, gridIndex: number) {
  const data = points.map((point) => labelOf(point, grain, zone));
  const hidden = { gridIndex, show: false } as const;
  return {
    xAxis: [
      {
        type: 'category' as const,
        gridIndex,
        data,
        axisLine: { onZero: false, lineStyle: { color: colours.text } },
        axisTick: { show: false },
        axisLabel: text,
      },
      { ...hidden, type: 'category' as const, data },
    ],
    yAxis: [
      {
        type: 'value' as const,
        gridIndex,
        scale: kind === 'line',
        splitNumber: 3,
        splitLine: { lineStyle: { color: colours.line } },
        axisLabel: { ...text, formatter: digits },
      },
      { ...hidden, type: 'value' as const, min: 0, max: 1 },
    ],
  };
}

function panelOf(series: Series, chart: Chart, zone: string, { index, left, top, width, height }: Place) {
  const { points } = series;
  const own = chart.kind === 'bar' ? barsOf(points) : lineOf(points);
  const [axis, hiddenAxis] = [2 * index, 2 * index + 1];
  const common = { silent: true, clip: false };
  return {
    grid: {
      left: left + margin.left,
      top: top + margin.top,
      width: width - margin.left - margin.right,
      height: height - margin.top - margin.bottom,
    },
    title: {
      text: [placeText(series), unitText(series.unit)].filter((part) => part !== '').join(', '),
      left: left + margin.left - 5,
      top: top + 4,
      textStyle: { ...text, fontWeight: 500 as const },
    },
    ...axesOf(series, chart, zone, index),
    series: [
      { ...missingOf(points), ...common, xAxisIndex: hiddenAxis, yAxisIndex: hiddenAxis },
      { ...own, ...common, xAxisIndex: axis, yAxisIndex: axis },
    ],
  };
}

function optionOf({ chart, series, across, height }: Drawing, zones: ReadonlyMap<string, string>): Option {
  const width = drawingWidth / across;
  const panels = series.map((each, index) => {
    const place = { index, left: (index % across) * width, top: Math.floor(index / across) * height, width, height };
    return panelOf(each, chart, zones.get(each.site) ?? 'UTC', place);
  });
  return {
    animation: false,
    textStyle: text,
    grid: panels.map(({ grid }) => grid),
    title: panels.map(({ title }) => title),
    xAxis: panels.flatMap(({ xAxis }) => xAxis),
    yAxis: panels.flatMap(({ yAxis }) => yAxis),
    series: panels.flatMap((panel) => panel.series),
  };
}

/** What the renderer adds for a browser's pointer, and clips that cut nothing; their names differ from one drawing to the next. */
const needless = / (?:class|pointer-events|ecmeta_\w+|clip-path)="[^"]*"|<(style|defs) >.*?<\/\1>\n/gs;

/** A drawing as SVG, the same bytes whenever it is drawn. `zones` has the zone of each site: labels are of its time. */
export function svgOf(drawing: Drawing, zones: ReadonlyMap<string, string>): string {
  const size = { width: drawingWidth, height: drawingHeight(drawing) };
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption(optionOf(drawing, zones));
    return chart.renderToSVGString().replaceAll(needless, '');
  } finally {
    chart.dispose();
  }
}
