import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  claims,
  type Dimension,
  dimensions,
  dimensionsOf,
  type Grain,
  grainsOf,
  isMetricId,
  type MetricId,
  metricIds,
  type Reading,
} from '#catalogue';
import { ask, type Row } from './ask.ts';
import { openReference, type Reference, referenceMetrics, type Scope, unknownThere } from './reference/index.ts';
import { wholeSite } from './scenario.ts';
import { type E2eStack, measureSite } from './stack.ts';

/** How far a KPI may be from the reference, relative: both divide the same whole numbers, and differ in how they add what is none. */
const bound = 1e-9;
/**
 * Costs are kept to 12 decimals. Of a hall with little load in a quarter of an hour of a price near 0 that is more than the bound:
 * half a picodollar for 10^-4 MWh.
 */
const priceBound = 1e-8;
const priced: readonly string[] = [
  'avg_price_paid',
  'price_capture_ratio',
  'hashcost',
  'gross_margin_hash',
  'hash_spread',
  'ai_spread',
  'compute_spread',
];

/** Half of the miners do not say what they draw; the site is not measured for a year. */
const unknownOfSite = ['energy_m4_asic', 'pue', ...unknownThere].sort();

const options = wholeSite();
const quarterMs = 900_000;
const window = { from: options.start - (options.start % quarterMs), to: options.until };

let stack: E2eStack;
let reference: Reference;

beforeAll(async () => {
  stack = await measureSite(options);
  reference = await openReference({ ...stack, pollMs: options.pollMs });
}, 240_000);

afterAll(async () => {
  await stack?.stop();
}, 60_000);

const metricsBy = (dimension: Dimension, grain: Grain = 'total'): MetricId[] =>
  metricIds.filter((id) => dimensionsOf(id).includes(dimension) && grainsOf(id).includes(grain));

async function rowsBy(by: Dimension, grain: Grain): Promise<Row[]> {
  const { rows } = await ask(stack.apiUrl, { metrics: metricsBy(by, grain), by: [by], grain, ...window });
  return rows;
}

function differing(name: string, shown: number | null, expected: number | null, within: number): string[] {
  if (shown === null || expected === null) return shown === expected ? [] : [`${name}: ${shown}, not ${expected}`];
  return Math.abs(shown - expected) <= within ? [] : [`${name}: ${shown}, not ${expected}`];
}

/** What differs from the reference, a line each: the whole picture says more than the first fault. */
function differences(rows: readonly Row[], by: Dimension): string[] {
  const read = rows.filter(({ metric }) => referenceMetrics.includes(metric));
  const lines = read.flatMap((row) => {
    const scope: Scope = by === 'site' ? {} : { [by]: row[by] };
    const expected = reference.kpi(row.metric, scope, { from: Date.parse(row.start), to: Date.parse(row.end) });
    const name = `${row.metric} of ${row[by]} from ${row.start}`;
    const within = Math.max(bound * Math.abs(expected.value ?? 0), priced.includes(row.metric) ? priceBound : 0);
    return [
      ...differing(name, row.value, expected.value, within),
      ...differing(`coverage of ${name}`, row.coverage, expected.coverage, bound),
    ];
  });
  return lines.length > 40 ? [...lines.slice(0, 40), `and ${lines.length - 40} more`] : lines;
}

function namesBy(dimension: Dimension): string[] {
  const { site } = reference;
  if (dimension === 'site') return ['sim-1'];
  if (dimension === 'hall') return site.halls.map(({ id }) => id);
  const units = site.units.filter((unit) => unit.class === 'asic' || unit.class === 'gpu');
  return units.map((unit) => unit[dimension]);
}

const falls = (device: string, counter: string): number => {
  const values = (reference.said.polls.get(device) ?? []).map(({ counters }) => counters[counter]?.value ?? 0n);
  return values.filter((value, index) => value < (values[index - 1] ?? 0n)).length;
};

test('the site has had resets, a wrap, gaps and curtailments', () => {
  expect(falls('asic-a-002', 'accepted')).toBeGreaterThan(0);
  expect(falls('gpu-a-01/0', 'energy')).toBeGreaterThan(0);
  expect(falls('m3-asic-a', 'energy')).toBe(1);
  const units = reference.facts.flatMap(({ bucket }) => bucket.units);
  expect(units.some(({ bridgedMs, unit }) => bridgedMs > 0 && unit.point === 'M0')).toBe(true);
  expect(units.some(({ curtailedMs }) => curtailedMs > 0)).toBe(true);
  expect(reference.facts.some(({ site }) => !site.isCer)).toBe(true);
});

test('the reference knows no KPI that the catalogue lacks', () => {
  expect(referenceMetrics.length).toBeGreaterThan(40);
  expect(referenceMetrics.filter((id) => !isMetricId(id))).toEqual([]);
});

describe('every KPI is what the raw answers give', () => {
  test.each(dimensions)('in total by %s', async (by) => {
    const rows = await rowsBy(by, 'total');
    expect(differences(rows, by)).toEqual([]);
    expect(new Set(rows.map((row) => row[by]))).toEqual(new Set(namesBy(by)));
    const known = new Set(rows.filter(({ value }) => value !== null).map(({ metric }) => metric));
    const unknown = metricsBy(by).filter((id) => !known.has(id));
    expect(unknown).toEqual(by === 'site' ? unknownOfSite : unknown.filter((id) => unknownThere.includes(id)));
  });

  test.each([
    ['day', 'site'],
    ['day', 'device'],
    ['hour', 'site'],
    ['15m', 'hall'],
  ] as const)('by %s and %s', async (grain, by) => {
    const rows = await rowsBy(by, grain);
    expect(differences(rows, by)).toEqual([]);
    expect(areWhole(rows)).toBe(true);
  });
});

interface Judged {
  readonly claim: string;
  readonly reading: string | null;
  readonly verdict: string | null;
  readonly reason: string | null;
}

/** Public tables that nobody has imported here, and twelve adjustments of the difficulty, which take half a year. */
const notRead = [
  /^(train|installed)_compute_growth$/,
  /^curtail.*_(zone|absorbed_mwh)$/,
  /^top_n_/,
  /^owners_/,
  /^vendor_/,
  /^difficulty_adjustment_/,
];

/** What a site of miners and GPUs can say after so few days: mostly that there are too few. */
function verdictAfter(days: number, claim: string, reading: Reading): string | null {
  // No ASIC does work of AI: evidence of it is wanting, whatever the time.
  if (reading.metric === 'asic_ai_work_share') return claim === 'S5.1' ? 'supported' : 'contradicted';
  if (reading.minimumDays > days || notRead.some((name) => name.test(reading.metric))) return 'insufficient_data';
  return reading.threshold === undefined ? null : 'judged';
}

test('the scorecard has every claim, with the verdict that so few days of this site allow', async () => {
  const { from, to } = window;
  const answer = await fetch(`${stack.apiUrl}/v1/claims?site=sim-1&from=${from}&to=${to}`);
  const { claims: judged } = (await answer.json()) as { claims: Judged[] };
  const days = (to - from) / (96 * quarterMs);
  const expected = claims.flatMap(({ id, readings }): [string, string | null, string | null][] =>
    readings.length === 0
      ? [[id, null, 'not_testable']]
      : readings.map((reading) => [id, reading.id, verdictAfter(days, id, reading)]),
  );
  expect(judged.map(({ claim, reading, verdict }) => [claim, reading, verdict])).toEqual(expected);
  const unsaid = judged.filter(({ verdict, reason }) => /^(insufficient|not_)/.test(verdict ?? '') && !reason);
  expect(unsaid).toEqual([]);
});

/** Whether the buckets follow one another without a gap from the first that starts in the window to its end. */
function areWhole(rows: readonly Row[]): boolean {
  const ends = new Map(rows.map(({ start, end }) => [Date.parse(start), Date.parse(end)]));
  const starts = [...ends.keys()].sort((a, b) => a - b);
  const follow = starts.every((start, index) => index === 0 || start === ends.get(starts[index - 1] ?? 0));
  const first = starts[0] ?? Infinity;
  const isFirst = first - window.from < (ends.get(first) ?? 0) - first;
  return follow && isFirst && (ends.get(starts.at(-1) ?? 0) ?? 0) >= window.to;
}
