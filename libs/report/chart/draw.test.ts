import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { days } from '../../../test/support/issue.ts';
import type { Chart, Point } from '../document.ts';
import { svgOf } from './draw.ts';
import { type Drawing, drawingsOf } from './layout.ts';

const ink = '#24476b';
const utc = new Map([['alpha', 'UTC']]);

const chartOf = (kind: Chart['kind'], points: Point[], sites = ['alpha']): Chart => ({
  metric: 'energy_facility',
  title: 'Energy',
  grain: 'day',
  kind,
  series: sites.map((site) => ({ site, hall: '', unit: 'kWh', points })),
});

function drawn(chart: Chart, zones: ReadonlyMap<string, string> = utc): string {
  const [drawing] = drawingsOf(chart);
  if (!drawing) throw new Error('nothing to draw');
  return svgOf(drawing, zones);
}

const count = (svg: string, what: string): number => svg.split(what).length - 1;
/** Texts of a drawing. */
const textsOf = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text = '']) => text);

test('a bar of zero is drawn, a day without a value is grey, and one of a part of the time is hollow', () => {
  const svg = drawn(chartOf('bar', days([10, 0, null, 20, null, 30], [3])));
  expect(count(svg, 'fill="#ececec"')).toBe(2);
  expect(count(svg, `fill="${ink}"`)).toBe(3);
  expect(count(svg, `fill="#ffffff" stroke="${ink}"`)).toBe(1);
});

test('a line has a gap where values are missing, and a mark where one stands alone or is of a part of the time', () => {
  const svg = drawn(chartOf('line', days([1, 2, null, 3, null, 4, 5, 6], [6])));
  const [line = ''] = [...svg.matchAll(/<path d="([^"]*)"[^>]*stroke-width="1.5"/g)].map(([, path = '']) => path);
  // Each run of values begins anew.
  expect(count(line, 'M')).toBe(3);
  expect(count(svg, `fill="${ink}" stroke="${ink}"`)).toBe(1);
  expect(count(svg, `fill="#ffffff" stroke="${ink}"`)).toBe(1);
  expect(count(svg, 'fill="#ececec"')).toBe(2);
});

test('whatever is missing, a line has as many parts as there are runs of values, and grey as many as there are gaps', () => {
  const values = fc.array(fc.option(fc.integer({ min: 1, max: 9 })), { minLength: 2, maxLength: 31 });
  fc.assert(
    fc.property(values, (given) => {
      const svg = drawn(chartOf('line', days(given)));
      const path = /<path d="([^"]*)"[^>]*stroke-width="1.5"/.exec(svg)?.[1] ?? '';
      const runs = given.filter((value, index) => value !== null && typeof given[index - 1] !== 'number').length;
      expect(count(path, 'M')).toBe(runs);
      expect(count(svg, 'fill="#ececec"')).toBe(given.filter((value) => value === null).length);
    }),
    { numRuns: 50 },
  );
});

test('the axis is in the time of the site, with its unit', () => {
  const first = { start: '2026-09-30T15:00:00Z', value: 1, coverage: 1, quality: 'ok' };
  const chart = chartOf('bar', [first]);
  expect(textsOf(drawn(chart, new Map([['alpha', 'Asia/Tokyo']])))).toEqual(
    expect.arrayContaining(['1', 'alpha, kWh']),
  );
  expect(textsOf(drawn(chart))).toContain('30');
  expect(textsOf(drawn({ ...chart, grain: 'hour' }))).toContain('15');
});

test('a drawing has the same bytes whatever was drawn before it, and nothing in it has a name', () => {
  const line = chartOf('line', days([1, null, 3]));
  const first = drawn(line);
  drawn(chartOf('bar', days([1])));
  expect(drawn(line)).toBe(first);
  expect(first).not.toMatch(/ (id|class)=|<style|zr\d/);
});

test('negative values hang from zero, and the axis says so', () => {
  expect(textsOf(drawn(chartOf('bar', days([-10, 20]))))).toEqual(expect.arrayContaining(['-10', '0', '20']));
});

test('the name of a site stays a text', () => {
  const svg = drawn(chartOf('bar', days([1]), ['<script>&" class="x']), new Map());
  expect(svg).toContain('&lt;script&gt;&amp;');
  expect(svg).not.toContain('<script');
});

test.each([
  [1, [1]],
  [4, [4]],
  [10, [10]],
  [40, [15, 15, 10]],
])('%i panels are drawn in pictures of %j, each once and in order', (panels, pictures) => {
  const sites = Array.from({ length: panels }, (_, index) => `site-${index}`);
  const drawings = drawingsOf(chartOf('line', days([1]), sites));
  expect(drawings.map(({ series }: Drawing) => series.length)).toEqual(pictures);
  expect(drawings.flatMap(({ series }) => series.map(({ site }) => site))).toEqual(sites);
});
