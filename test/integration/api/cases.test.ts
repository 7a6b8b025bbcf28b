import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createStatistics } from '#claims';
import { isStatistic, type MetricId, metricIds } from '#catalogue';
import { createKpi, type Kpi, type KpiRow } from '#kpi';
import { ManualClock } from '#runtime';
import { type Case, readCase, rowsOf, siteOf, windowOf } from './case-file.ts';
import { storeGiven } from './case-run.ts';
import { openTestStore, type TestStore } from './support.ts';

/** 2025-01-15T00:00:00Z */
const day = 1_736_899_200_000;
const hourMs = 3_600_000;
const clock = new ManualClock(day + 30 * 24 * hourMs);

const cases = metricIds.map((id) => {
  const given = readCase(id);
  const { like = id } = given;
  return {
    id,
    given,
    window: { ...windowOf(given, day), zone: 'UTC' },
    site: siteOf(like.replaceAll('_', '-'), given),
  };
});
/** Several cases may be of one site. */
const ofSites = cases.filter(({ given }) => given.like === undefined);
const summed = cases.filter(({ id }) => !isStatistic(id));

let db: TestStore;
let kpi: Kpi;

beforeAll(async () => {
  db = await openTestStore();
  kpi = createKpi({ store: db.store, clock, statistics: createStatistics(db.store) });
  const given = ofSites.map((one) => ({ site: one.site, rows: rowsOf(one.site, day, one.given) }));
  await storeGiven(db, given, { clock, span: [day, day + hourMs] });
}, 600_000);

afterAll(() => db?.stop());

type Expected = Case['expect'][number]['rows'][number];

/** What the row says of what is expected; figures that agree to 1e-9 are the same. */
function told(row: KpiRow | undefined, expected: Expected): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(expected).map(([name, figure]) => {
      const value: unknown = row?.[name as keyof KpiRow];
      const isSame =
        typeof value === 'number' && typeof figure === 'number' && Math.abs(value - figure) <= Math.abs(figure) * 1e-9;
      return [name, isSame ? figure : value];
    }),
  );
}

type Asked = Case['expect'][number];

interface Window {
  readonly from: number;
  readonly to: number;
  /** Decides which rows make up a total. */
  readonly zone: string;
}

async function ask(id: MetricId, { metric = id, by, grain }: Asked, { from, to, zone }: Window): Promise<KpiRow[]> {
  const site = cases.find((one) => one.id === id)?.site;
  if (!site) throw new Error(`no case ${id}`);
  const sites = [{ id: site.id, zone, currency: site.currency }];
  return await kpi.query({ metrics: [metric], by, grain, from, to, filters: {}, sites });
}

test.each(cases.map(({ id, given, window }) => ({ name: `${id}: ${given.title}`, id, given, window })))(
  '$name',
  async ({ id, given, window }) => {
    for (const asked of given.expect) {
      const rows = await ask(id, asked, window);
      expect(asked.rows.map((expected, index) => told(rows[index], expected))).toEqual(asked.rows);
      expect(rows).toHaveLength(asked.rows.length);
    }
  },
);

test.each(summed.map(({ id, given, window }) => ({ id, given, window })))(
  '$id is the same from rows of any grain',
  async ({ id, given, window }) => {
    const plain = ({ value, numerator, denominator, coverage }: KpiRow): unknown => ({
      value,
      numerator,
      denominator,
      coverage,
    });
    const total = given.expect.find(({ grain }) => grain === 'total');
    if (!total) throw new Error(`the case of ${id} has no total`);
    const whole = (await ask(id, total, window)).map(plain);
    // What is of months has its value in their rows only.
    if (given.span === 'month')
      return expect((await ask(id, { ...total, grain: 'month' }, window)).map(plain)).toEqual(whole);
    expect((await ask(id, total, { ...window, zone: 'Asia/Kolkata' })).map(plain)).toEqual(whole);
    expect((await ask(id, total, { ...window, to: day + 24 * hourMs })).map(plain)).toEqual(whole);
    const month = { ...window, from: day - 14 * 24 * hourMs };
    expect((await ask(id, { ...total, grain: 'month' }, month)).map(plain)).toEqual(whole);
  },
);
