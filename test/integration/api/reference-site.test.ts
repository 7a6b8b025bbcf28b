import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  type Dimension,
  dimensions,
  dimensionsOf,
  type Grain,
  isStatistic,
  type MetricId,
  metricIds,
  metricOf,
  operandsOf,
} from '#catalogue';
import { factKindNames } from '#register';
import { ManualClock } from '#runtime';
import type { Api } from '../../../apps/api/start.ts';
import { queryShape } from '../../../apps/api/value-shapes.ts';
import { expectedValues } from './reference-site/expected.ts';
import { storeReference } from './reference-site/index.ts';
import { referenceSite } from './reference-site/site.ts';
import { dayMs, end, season, year } from './reference-site/span.ts';
import { openTestStore, startTestApi, type TestStore } from './support.ts';

const clock = new ManualClock(end + dayMs);
/** Three months of everything are rolled up in a minute or two. */
const timeoutMs = 600_000;

let db: TestStore;
let api: Api;

beforeAll(async () => {
  db = await openTestStore();
  await storeReference(db, clock);
  api = await startTestApi(db, clock);
}, timeoutMs);

afterAll(async () => {
  await api?.stop();
  await db?.stop();
});

interface Value {
  readonly metric: string;
  readonly value: number | null;
}

interface Asked {
  readonly grain: Grain;
  readonly by?: Dimension;
  readonly from?: number;
}

async function ask(metrics: readonly string[], { grain, by = 'site', from = season }: Asked): Promise<Value[]> {
  const path = `metrics=${metrics.join()}&grain=${grain}&by=${by}&from=${from}&to=${end}`;
  const response = await fetch(`${api.url}/v1/query?site=${referenceSite.id}&${path}`);
  if (response.status !== 200) throw new Error(await response.text());
  return queryShape.parse(await response.json()).rows;
}

/** What is of twelve months is asked for a year, everything else for the three months of the season. */
const ofYear: readonly string[] = ['pue'];
const ofSeason = metricIds.filter((id) => !ofYear.includes(id));
const totals = async (): Promise<Value[]> => [
  ...(await ask(ofSeason, { grain: 'total' })),
  ...(await ask(ofYear, { grain: 'total', from: year })),
];

function unknownIn(metrics: readonly MetricId[], rows: readonly Value[]): MetricId[] {
  const known = new Set(rows.filter(({ value }) => value !== null).map(({ metric }) => metric));
  return metrics.filter((id) => !known.has(id));
}

test('the register of the site lists facts of every kind', () => {
  expect(factKindNames.filter((kind) => referenceSite.facts[kind].length === 0)).toEqual([]);
});

test('no metric is unknown of the site', async () => {
  expect(unknownIn(metricIds, await totals())).toEqual([]);
});

/** Parts of halls are whole joules in each quarter of an hour: of a thousandth of a MWh that is so much. */
const bound = 5e-7;

test('metrics are what the model of the site gives', async () => {
  const expected = new Map(Object.entries(expectedValues()));
  const shown = new Map((await totals()).map(({ metric, value }) => [metric, value]));
  const differing = [...expected].flatMap(([metric, of]) => {
    const value = shown.get(metric) ?? NaN;
    return Math.abs(value - of) <= bound * Math.abs(of) ? [] : [`${metric}: ${value}, not ${of}`];
  });
  expect(differing).toEqual([]);
  expect(expected.size).toBeGreaterThan(190);
});

test.each(dimensions)('no metric that is known by %s is unknown by it', async (by) => {
  const metrics = ofSeason.filter((id) => dimensionsOf(id).includes(by));
  expect(unknownIn(metrics, await ask(metrics, { grain: 'total', by }))).toEqual([]);
});

test('no metric is unknown of all months', async () => {
  expect(unknownIn(ofSeason, await ask(ofSeason, { grain: 'month' }))).toEqual([]);
});

/** Whether a metric has its value by whole months only. */
function isOfMonths(id: MetricId): boolean {
  const metric = metricOf(id);
  if (metric.kind === 'derived') return operandsOf(metric.formula).some(isOfMonths);
  return metric.kind !== 'statistic' && metric.sources.some((source) => source.isOfMonths === true);
}

test('no sum but those of months is unknown of all days', async () => {
  const sums = ofSeason.filter((id) => !isStatistic(id) && !isOfMonths(id));
  expect(unknownIn(sums, await ask(sums, { grain: 'day' }))).toEqual([]);
});
