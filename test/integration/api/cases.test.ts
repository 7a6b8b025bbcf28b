import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createStatistics } from '#claims';
import { dimensionsOf, isStatistic, latenessOf, type MetricId, metricIds } from '#catalogue';
import { createKpi, type Kpi, type KpiRow } from '#kpi';
import type { Site } from '#register';
import { ManualClock } from '#runtime';
import { type Case, readCase, rowsOf, siteOf, windowOf } from './case-file.ts';
import { storeGiven } from './case-run.ts';
import { openTestStore, startTestApi, type TestStore } from './support.ts';

/** 2025-01-15T00:00:00Z */
const day = 1_736_899_200_000;
const hourMs = 3_600_000;
const clock = new ManualClock(day + 90 * 24 * hourMs);

const inputsOf = ({ title: _title, expect: _expect, like: _like, ...inputs }: Case): string => JSON.stringify(inputs);
/** Cases of the same inputs are about one site. */
const sites = new Map<string, Site>();
const cases = metricIds.map((id) => {
  const given = readCase(id);
  const key = inputsOf(given);
  const site = sites.get(key) ?? siteOf(id.replaceAll('_', '-'), given);
  sites.set(key, site);
  return { id, given, window: { ...windowOf(given, day), zone: 'UTC' }, site };
});
const summed = cases.filter(({ id }) => !isStatistic(id));

let db: TestStore;
let kpi: Kpi;

beforeAll(async () => {
  db = await openTestStore();
  kpi = createKpi({ store: db.store, clock, statistics: createStatistics(db.store) });
});

afterAll(() => db?.stop());

/** Statistics need months of quarter hours. */
const timeoutMs = 300_000;

/** By site the cases that are measured with it, one of each site, which takes a fifth of the time; months of readings by themselves. */
const groups = new Map<Site, typeof cases>();
const isShort = ({ given }: (typeof cases)[number]): boolean => given.days === undefined && given.span === 'hour';
let group: typeof cases = [];
for (const one of cases) {
  if (groups.has(one.site)) continue;
  if (group.length === 16 || ![...group, one].every(isShort)) group = [];
  group.push(one);
  groups.set(one.site, group);
}
const stored = new Map<typeof cases, Promise<void>>();

async function measure(together: typeof cases): Promise<void> {
  const given = together.map((one) => ({ site: one.site, rows: rowsOf(one.site, day, one.given) }));
  await storeGiven(db, given, { clock, span: [day, day + hourMs] });
}

/** The site of a case is measured when it is first asked for: one case alone takes seconds. */
function measured({ site }: { readonly site: Site }): Promise<void> {
  const together = groups.get(site);
  if (!together) throw new Error(`no case has the site ${site.id}`);
  const known = stored.get(together) ?? measure(together);
  stored.set(together, known);
  return known;
}

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

async function ask(id: MetricId, { by, grain }: Asked, { from, to, zone }: Window): Promise<KpiRow[]> {
  const found = cases.find((one) => one.id === id);
  if (!found) throw new Error(`no case ${id}`);
  await measured(found);
  const { site } = found;
  const allowed = [{ id: site.id, zone, currency: site.currency }];
  return await kpi.query({ metrics: [id], by, grain, from, to, filters: {}, sites: allowed });
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
  timeoutMs,
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
  timeoutMs,
);

interface Exposed {
  readonly series: ReadonlyMap<string, number>;
  readonly faults: readonly string[];
}

/** Reads Prometheus' text format as strictly as it is written: a family once, its HELP and TYPE before its samples, a series once. */
function parseExposition(text: string): Exposed {
  const series = new Map<string, number>();
  const families: string[] = [];
  const faults: string[] = [];
  for (const line of text.split('\n').slice(0, -1)) {
    const [, help] = /^# HELP (\w+) .+/.exec(line) ?? [];
    const [, type] = /^# TYPE (\w+) gauge$/.exec(line) ?? [];
    const [, sample = '', name, value] = /^((\w+)\{[^}]+\}) (\S+)$/.exec(line) ?? [];
    if (help !== undefined && !families.includes(help)) families.push(help);
    else if (type !== undefined && type === families.at(-1)) continue;
    else if (name !== undefined && name === families.at(-1) && !series.has(sample)) series.set(sample, Number(value));
    else faults.push(line);
  }
  return { series, faults };
}

test(
  'every metric with a value is scraped by Prometheus, once, with what it is',
  async () => {
    for (const one of cases) await measured(one);
    const quarterMs = 900_000;
    const [from, to] = [day, day + quarterMs];
    const api = await startTestApi(db, new ManualClock(to + 60_000));
    try {
      const response = await fetch(`${api.url}/v1/metrics.prom`);
      const { series, faults } = parseExposition(await response.text());
      expect(faults).toEqual([]);
      const known = new Map<string, number>();
      for (const { id, site } of summed.filter(({ id }) => dimensionsOf(id).includes('site') && latenessOf(id) === 0)) {
        const allowed = [{ id: site.id, zone: 'UTC', currency: site.currency }];
        const asked = { metrics: [id], by: [], grain: 'total' as const, from, to, filters: {}, sites: allowed };
        const [row] = await kpi.query(asked);
        if (typeof row?.value === 'number') known.set(`coload_${id}{site="${site.id}"}`, row.value);
      }
      expect(known.size).toBeGreaterThan(20);
      expect(new Map([...known.keys()].map((name) => [name, series.get(name)]))).toEqual(known);
      expect([...series.values()].filter((value) => !Number.isFinite(value))).toEqual([]);
    } finally {
      await api.stop();
    }
  },
  timeoutMs * 2,
);
