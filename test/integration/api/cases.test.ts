import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type MetricId, metricIds } from '#catalogue';
import { createKpi, type Kpi, type KpiRow } from '#kpi';
import { ManualClock } from '#runtime';
import { type Case, readCase, rowsOf, siteOf, windowOf } from './case-file.ts';
import { storeGiven } from './case-run.ts';
import { openTestStore, type TestStore } from './support.ts';

/** 2025-01-15T00:00:00Z */
const day = 1_736_899_200_000;
const hourMs = 3_600_000;
const clock = new ManualClock(day + 30 * 24 * hourMs);
const cases = metricIds.map((id) => ({ id, given: readCase(id), site: siteOf(id.replaceAll('_', '-'), readCase(id)) }));

let db: TestStore;
let kpi: Kpi;

beforeAll(async () => {
  db = await openTestStore();
  kpi = createKpi({ store: db.store, clock });
  const given = cases.map((one) => ({ site: one.site, rows: rowsOf(one.site, day, one.given) }));
  await storeGiven(db, given, { clock, span: [day, day + hourMs] });
}, 300_000);

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

const windowFor = (given: Case): Window => ({ ...windowOf(given, day), zone: 'UTC' });

async function ask(id: MetricId, { by, grain }: Asked, { from, to, zone }: Window): Promise<KpiRow[]> {
  const site = cases.find((one) => one.id === id)?.site;
  if (!site) throw new Error(`no case ${id}`);
  const sites = [{ id: site.id, zone, currency: site.currency }];
  return await kpi.query({ metrics: [id], by, grain, from, to, filters: {}, sites });
}

test.each(cases.map(({ id, given }) => [id, given.title, given] as const))('%s: %s', async (id, _, given) => {
  for (const asked of given.expect) {
    const rows = await ask(id, asked, windowFor(given));
    expect(asked.rows.map((expected, index) => told(rows[index], expected))).toEqual(asked.rows);
    expect(rows).toHaveLength(asked.rows.length);
  }
});

test.each(cases.map(({ id, given }) => [id, given] as const))(
  '%s is the same from rows of any grain',
  async (id, given) => {
    const plain = ({ value, numerator, denominator, coverage }: KpiRow): unknown => ({
      value,
      numerator,
      denominator,
      coverage,
    });
    const total = given.expect.find(({ grain }) => grain === 'total');
    if (!total) throw new Error(`the case of ${id} has no total`);
    const hour = windowFor(given);
    const hours = (await ask(id, total, hour)).map(plain);
    // What is of months has its value in their rows only.
    if (given.span === 'month')
      return expect((await ask(id, { ...total, grain: 'month' }, hour)).map(plain)).toEqual(hours);
    expect((await ask(id, total, { ...hour, zone: 'Asia/Kolkata' })).map(plain)).toEqual(hours);
    expect((await ask(id, total, { ...hour, to: day + 24 * hourMs })).map(plain)).toEqual(hours);
    const month = { ...hour, from: day - 14 * 24 * hourMs };
    expect((await ask(id, { ...total, grain: 'month' }, month)).map(plain)).toEqual(hours);
  },
);
