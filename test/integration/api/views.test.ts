import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { createStatistics } from '#claims';
import { type Dimension, type Grain, type MetricId, metricOf } from '#catalogue';
import { type AllowedSite, createKpi, type KpiRow } from '#kpi';
import { ManualClock, projectPath } from '#runtime';
import { insertRows, openTestStore, rollupRow, type TestStore } from './support.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** The first of a month in Chicago. */
const start = Date.parse('2026-05-01T05:00:00Z');
const clock = new ManualClock(start + 62 * dayMs);
const sites: AllowedSite[] = [
  { id: 'alpha', zone: 'America/Chicago', currency: 'USD' },
  { id: 'beta', zone: 'America/Chicago', currency: 'EUR' },
];

let db: TestStore;

/** What each column of a value is as a metric, in the unit of the column's name. */
const ofSites: Readonly<Record<string, readonly [MetricId, perUnit?: number]>> = {
  energy_m0_kwh: ['energy_m0'],
  energy_facility_kwh: ['energy_facility'],
  energy_m3_kwh: ['energy_m3'],
  energy_mc_kwh: ['energy_mc'],
  heat_removed_kwh: ['heat_removed'],
  mean_power_kw: ['mean_power'],
  peak_power_kw: ['peak_power'],
  power_capacity_utilization_share: ['power_capacity_utilization'],
  ipue_ratio: ['ipue'],
  cer_ratio: ['cer'],
  avg_price_paid_currency_per_mwh: ['avg_price_paid'],
  mean_price_currency_per_mwh: ['mean_price'],
  hashprice_usd_per_ph_day: ['hashprice_usd'],
  pool_fee_share: ['pool_fee'],
  fleet_wall_j_per_th: ['fleet_j_per_th_wall'],
  fleet_facility_j_per_th: ['fleet_j_per_th_facility'],
  hash_revenue_usd_per_mwh: ['revenue_per_mwh_hash'],
  ai_revenue_usd_per_mwh: ['revenue_per_mwh_ai'],
  carbon_kg: ['scope2_location'],
  carbon_g_per_kwh: ['carbon_intensity_consumed'],
  cue_kg_per_kwh: ['cue'],
};
const ofHalls = Object.fromEntries([
  ...Object.entries(ofSites).filter(([, [id]]) => {
    const metric = metricOf(id);
    return 'sources' in metric && metric.sources[0].dimensions.includes('hall');
  }),
  ['ppue_ratio', ['ppue'] as const],
]);
const ofDevices = {
  asic: {
    energy_kwh: ['energy_m4_asic'],
    hashrate_realisation_share: ['hashrate_realisation'],
    wall_j_per_th: ['fleet_j_per_th_wall'],
    facility_j_per_th: ['fleet_j_per_th_facility'],
    availability_gross_share: ['availability_time_gross'],
    reject_rate_share: ['reject_rate'],
  },
  gpu: {
    energy_kwh: ['energy_gpu'],
    gpu_power_utilization_share: ['gpu_power_utilization'],
    sm_activity_share: ['sm_activity'],
    tensor_activity_share: ['tensor_activity'],
  },
} as const satisfies Record<string, Readonly<Record<string, readonly [MetricId]>>>;

/** Numbers that differ everywhere and are the same every time. */
let seed = 1;
const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;

const columnRow = z.object({ name: z.string(), type: z.string() });

/** Every column of a table that adds up, filled: times within the length, some short of 0.8, quantities that may be 0. */
async function filled(table: string, length: number): Promise<Record<string, number>> {
  const columns = await db.store.query(
    `SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {table:String} AND name NOT IN ('version', 'flags')`,
    { params: { table }, schema: columnRow },
  );
  const share = 0.6 + 0.5 * random();
  return Object.fromEntries(
    columns
      .filter(({ type }) => /^(U?Int|Float|Decimal)/.test(type))
      .map(({ name }) => {
        const isTime = name.endsWith('_ms') && !name.startsWith('expected') && name !== 'window_ms';
        if (isTime) return [name, Math.round(Math.min(1, share + 0.2 * random()) * length)];
        if (name.endsWith('_ms')) return [name, length];
        return [name, random() < 0.05 ? 0 : Math.round(random() * 1e9)];
      }),
  );
}

async function fill(grain: 'hour' | 'day' | 'month', starts: readonly number[], length: number): Promise<void> {
  for (const at of starts) {
    const bucket = { grain, start: at, end: at + length };
    for (const site of ['alpha', 'beta']) {
      for (const hall of ['', 'h1', 'h2'])
        await insertRows(db.store, 'rollup_site', [
          rollupRow(bucket, { ...(await filled('rollup_site', length)), site, hall }),
        ]);
      if (grain !== 'day') continue;
      for (const table of ['rollup_asic', 'rollup_gpu'])
        for (const device of ['d-1', 'd-2'])
          await insertRows(db.store, table, [
            rollupRow(bucket, { ...(await filled(table, length)), site, hall: 'h1', model: 'X', device }),
          ]);
    }
  }
}

beforeAll(async () => {
  db = await openTestStore();
  const register = { known_at: 0, power_feed: '', chain_feed: '', pool_fee: 0 };
  await insertRows(
    db.store,
    'register_site',
    sites.flatMap(({ id, zone, currency }) => [
      { ...register, site: id, revision: 1, zone: 'UTC', currency: 'GBP' },
      { ...register, site: id, revision: 2, zone, currency },
    ]),
  );
  await fill(
    'hour',
    [0, 1, 2, 3].map((n) => start + n * hourMs),
    hourMs,
  );
  await fill(
    'day',
    [0, 1, 2, 3].map((n) => start + n * dayMs),
    dayMs,
  );
  await fill('month', [start], 31 * dayMs);
  // What is no longer in force is not seen.
  const stale = rollupRow(
    { grain: 'day', start, end: start + dayMs },
    { hall: '', window_ms: dayMs, m0_ms: dayMs, m0_j: 1 },
  );
  await insertRows(db.store, 'rollup_site', [{ ...stale, version: 0 }]);
}, 120_000);

afterAll(() => db?.stop());

const viewRow = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
type ViewRow = z.output<typeof viewRow>;

const read = (view: string, where = '1'): Promise<ViewRow[]> =>
  db.store.query(`SELECT * FROM ${view} WHERE ${where} ORDER BY ALL`, { schema: viewRow });

const placeOf = (row: Readonly<Record<string, unknown>>, at: number): string =>
  [row['site'], row['hall'] ?? '', row['device'] ?? '', at].join('/');

interface Asked {
  readonly columns: Readonly<Record<string, readonly [MetricId, perUnit?: number]>>;
  readonly grain: Grain;
  readonly by: readonly Dimension[];
}

/** The rows of the API under the names of the columns, by place. */
async function valuesOf({ columns, grain, by }: Asked): Promise<Map<string, Record<string, number | null>>> {
  const kpi = createKpi({ store: db.store, clock, statistics: createStatistics(db.store) });
  const rows = new Map<string, Record<string, number | null>>();
  for (const [column, [metric]] of Object.entries(columns)) {
    const asked = { metrics: [metric], by, grain, from: start, to: start + 31 * dayMs, filters: {}, sites };
    const answer: KpiRow[] = await kpi.query(asked);
    for (const row of answer) {
      const place = placeOf({ ...row }, row.start);
      rows.set(place, { ...rows.get(place), [column]: row.value });
    }
  }
  return rows;
}

async function compare(found: readonly ViewRow[], asked: Asked): Promise<void> {
  const expected = await valuesOf(asked);
  const seen = new Map(
    found.map((row) => [
      placeOf(row, Date.parse(String(row['start_at']))),
      Object.fromEntries(Object.keys(asked.columns).map((name) => [name, row[name] ?? null])),
    ]),
  );
  expect([...seen.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [place, values] of expected)
    for (const [column, value] of Object.entries(values)) {
      const is = seen.get(place)?.[column];
      const isSame =
        typeof value === 'number' && typeof is === 'number' && Math.abs(value - is) <= 1e-9 * Math.abs(value);
      expect([place, column, isSame ? value : is]).toEqual([place, column, value]);
    }
  const all = [...expected.values()].flatMap((values) => Object.values(values));
  expect([all.includes(null), all.some((value) => value !== null)]).toEqual([true, true]);
}

describe('a view has the values that the API gives', () => {
  test.each(['hour', 'day', 'month'] as const)('of sites by %s', async (grain) => {
    await compare(await read(`kpi_site_${grain}`), { columns: ofSites, grain, by: [] });
  });

  test('of halls by day', async () => {
    await compare(await read('kpi_hall_day'), { columns: ofHalls, grain: 'day', by: ['hall'] });
  });

  test.each(['asic', 'gpu'] as const)('of each %s by day', async (each) => {
    const found = await read('kpi_device_day', `class = '${each}'`);
    await compare(found, { columns: ofDevices[each], grain: 'day', by: ['hall', 'device'] });
  });
});

test('a view tells the zone and currency of the last revision, and amounts whose ratio is the price', async () => {
  const rows = await read('kpi_site_day', "site = 'beta'");
  expect(new Set(rows.map(({ zone, currency }) => `${zone} ${currency}`))).toEqual(new Set(['America/Chicago EUR']));
  const priced = rows.filter((row) => row['energy_cost_currency'] !== null);
  expect(priced.length).toBeGreaterThan(0);
});

describe('a view', () => {
  const names = ['kpi_device_day', 'kpi_hall_day', 'kpi_site_day', 'kpi_site_hour', 'kpi_site_month'];

  test('says what it is and what each column is', async () => {
    const comment = z.object({ name: z.string(), comment: z.string() });
    const views = await db.store.query(
      `SELECT name, comment FROM system.tables WHERE database = currentDatabase() AND name LIKE 'kpi\\_%' ORDER BY name`,
      { schema: comment },
    );
    expect(views.map(({ name }) => name)).toEqual(names);
    const columns = await db.store.query(
      `SELECT concat(table, '.', name) AS name, comment FROM system.columns WHERE database = currentDatabase() AND table LIKE 'kpi\\_%'`,
      { schema: comment },
    );
    expect([...views, ...columns].filter((each) => each.comment === '')).toEqual([]);
  });

  test('is in docs/sql-views.md with every column', async () => {
    const text = readFileSync(projectPath('docs/sql-views.md'), 'utf8');
    for (const file of readdirSync(projectPath('schemas/clickhouse')).filter((name) =>
      name.includes('_create_view_'),
    )) {
      const ddl = readFileSync(projectPath('schemas/clickhouse', file), 'utf8');
      for (const [, column = ''] of ddl.matchAll(/^ {2}(\w+) .* COMMENT '/gm))
        expect(text).toContain(`| \`${column}\``);
    }
    for (const name of names) expect(text).toContain(`## ${name}`);
  });
});
