import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { assert, asyncProperty, integer } from 'fast-check';
import { type Dimension, metricIds } from '#catalogue';
import { createStatistics } from '#claims';
import { type AllowedSite, createKpi, type Kpi, type KpiQuery, type KpiRow } from '#kpi';
import { ManualClock } from '#runtime';
import { insertRows, openTestStore, rollupRow, type TestStore } from './support.ts';

const quarterMs = 900_000;
const dayMs = 86_400_000;
/** 2025-01-15T00:15:00Z, off the hour, so that totals are made of quarter hours. */
const start = 1_736_900_100_000;
const buckets = 8;
const end = start + buckets * quarterMs;
const sites: AllowedSite[] = [
  { id: 'alpha', zone: 'UTC', currency: 'USD' },
  { id: 'beta', zone: 'America/Chicago', currency: 'EUR' },
];

let db: TestStore;
let kpi: Kpi;
const clock = new ManualClock(end + dayMs);

const ask = (query: Partial<KpiQuery> & Pick<KpiQuery, 'metrics'>): Promise<KpiRow[]> =>
  kpi.query({ by: [], grain: 'total', from: start, to: end, filters: {}, sites, ...query });

const first = async (query: Partial<KpiQuery> & Pick<KpiQuery, 'metrics'>): Promise<KpiRow> => {
  const [row] = await ask({ filters: { site: ['alpha'] }, ...query });
  if (!row) throw new Error('no row');
  return row;
};

/** Two halls of miners, one of two models; rows by device and bucket with numbers that differ everywhere. */
function asicRows(): Record<string, unknown>[] {
  return Array.from({ length: buckets }, (_, bucket) =>
    Array.from({ length: 6 }, (_unused, unit) => {
      const at = { grain: '15m' as const, start: start + bucket * quarterMs, end: start + (bucket + 1) * quarterMs };
      const wall = { wall_j: 3_000_000 + unit * 1000 + bucket, wall_diff: 20_000 + unit * 10 + bucket };
      return rollupRow(at, {
        hall: unit < 4 ? 'h1' : 'h2',
        model: unit % 2 === 0 ? 'S19' : 'S21',
        device: `m-${unit}`,
        expected_ms: quarterMs,
        reported_ms: quarterMs,
        observed_ms: quarterMs,
        energy_j: 3_000_000 + unit * 1000 + bucket,
        energy_ms: quarterMs,
        rate_gh: 100_000 * 900,
        rate_ms: quarterMs,
        accepted_diff: 20_000 + unit * 10 + bucket,
        rejected_diff: 20,
        shares_ms: quarterMs,
        nominal_gh: 100_000 * 900,
        up_ms: quarterMs,
        rejects_ms: quarterMs,
        ...wall,
        wall_ms: quarterMs,
        facility_ms: quarterMs,
        facility_j: 3_300_000,
        facility_diff: wall.wall_diff,
      });
    }),
  ).flat();
}

function siteRows(): Record<string, unknown>[] {
  return Array.from({ length: buckets }, (_, bucket) => {
    const at = { grain: '15m' as const, start: start + bucket * quarterMs, end: start + (bucket + 1) * quarterMs };
    const whole = { window_ms: quarterMs, devices: 8, it_ms: quarterMs, pue_ms: quarterMs, level_ms: quarterMs };
    return [
      rollupRow(at, {
        ...whole,
        hall: '',
        m0_j: 1000 + bucket,
        m0_ms: quarterMs,
        it_j: 900,
        level_j: 900_000 * (bucket + 1),
        peak_w: 1000 * (bucket + 1),
        pue_facility_j: 100 + bucket,
        pue_it_j: 60 + bucket,
      }),
      rollupRow(at, {
        ...whole,
        devices: 5,
        hall: 'h1',
        it_j: 500,
        peak_w: 7,
        level_j: 900,
        pue_facility_j: 60,
        pue_it_j: 40,
      }),
      rollupRow(at, {
        ...whole,
        devices: 3,
        hall: 'h2',
        it_j: 400,
        peak_w: 5,
        level_j: 900,
        pue_facility_j: 40 + bucket,
        pue_it_j: 20 + bucket,
      }),
    ];
  }).flat();
}

beforeAll(async () => {
  db = await openTestStore();
  kpi = createKpi({ store: db.store, clock, statistics: createStatistics(db.store) });
  await insertRows(db.store, 'rollup_asic', asicRows());
  await insertRows(db.store, 'rollup_site', siteRows());
});

afterAll(() => db?.stop());

test('a PUE is that of twelve months: below that it is null and says how much is measured', async () => {
  const site = { id: 'gamma', zone: 'UTC', currency: 'USD' };
  const from = Date.parse('2023-01-01T00:00:00Z');
  const day = (index: number): number => from + index * 86_400_000;
  const days = Array.from({ length: 365 }, (_, index) =>
    rollupRow(
      { grain: 'day', start: day(index), end: day(index + 1) },
      { site: 'gamma', hall: '', window_ms: 86_400_000, pue_facility_j: 120, pue_it_j: 100, pue_ms: 86_400_000 },
    ),
  );
  // A block is of one month.
  for (let month = 0; month < 12; month += 1) {
    const isOfMonth = ({ bucket_start }: Record<string, unknown>): boolean =>
      new Date(Number(bucket_start) * 1000).getUTCMonth() === month;
    await insertRows(db.store, 'rollup_site', days.filter(isOfMonth));
  }
  const over = async (count: number): Promise<KpiRow | undefined> => {
    const query = { metrics: ['pue' as const], by: [], grain: 'total' as const, from, to: day(count), filters: {} };
    const [row] = await kpi.query({ ...query, sites: [site] });
    return row;
  };
  expect(await over(365)).toMatchObject({ value: 1.2, quality: 'ok', coverage: 1 });
  expect(await over(364)).toMatchObject({
    value: null,
    quality: 'insufficient',
    reason: '364.0 days are measured, and 365 are needed',
  });
});

describe('sums', () => {
  test('of devices are those of halls and of the site, exactly', async () => {
    const metrics = ['energy_m4_asic', 'fleet_j_per_th_wall', 'hashrate_accepted'] as const;
    const total = (rows: KpiRow[], metric: string): number =>
      rows
        .filter((row) => row.metric === metric && row.site === 'alpha')
        .reduce((sum, row) => sum + (row.numerator ?? NaN), 0);
    const parts = await Promise.all(
      [['device'], ['hall', 'model'], ['model']].map((by) => ask({ metrics, by: by as Dimension[] })),
    );
    const whole = await ask({ metrics: ['energy_m4_asic', 'hashrate_accepted'] });
    for (const metric of ['energy_m4_asic', 'hashrate_accepted']) {
      for (const rows of parts) expect(total(rows, metric)).toBe(total(whole, metric));
    }
    expect(total(parts[0] ?? [], 'fleet_j_per_th_wall')).toBe(total(parts[2] ?? [], 'fleet_j_per_th_wall'));
  });

  test('of neighbouring windows add up to the whole, wherever it is cut', async () => {
    const whole = await first({ metrics: ['energy_m0'] });
    await assert(
      asyncProperty(integer({ min: 1, max: end - start - 1 }), async (cut) => {
        const left = await first({ metrics: ['energy_m0'], to: start + cut });
        const right = await first({ metrics: ['energy_m0'], from: start + cut });
        expect((left.numerator ?? 0) + (right.numerator ?? 0)).toBe(whole.numerator);
      }),
      { numRuns: 20 },
    );
  });

  test('of buckets add up to the total', async () => {
    const rows = await ask({ metrics: ['energy_m0'], grain: '15m', filters: { site: ['alpha'] } });
    expect(rows.map((row) => row.numerator)).toEqual([1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007]);
    expect((await first({ metrics: ['energy_m0'] })).numerator).toBe(8028);
  });
});

describe('a ratio', () => {
  test('is the ratio of the sums, not the mean of ratios', async () => {
    const row = await first({ metrics: ['ipue'] });
    expect(row).toMatchObject({
      numerator: 828,
      denominator: 508,
      value: 828 / 508,
      quality: 'ok',
      coverage: 1,
      devices: 8,
    });
  });

  test('names the metering point of its level', async () => {
    const bySite = await kpi.query({
      metrics: ['fleet_j_per_th_wall'],
      by: [],
      grain: 'total',
      from: start,
      to: end,
      filters: {},
      sites,
    });
    const byModel = await ask({ metrics: ['fleet_j_per_th_wall'], by: ['model'] });
    expect(bySite[0]).toMatchObject({ point: 'M3' });
    expect(byModel.map((row) => [row.model, row.point, row.devices])).toEqual([
      ['S19', 'M4', 3],
      ['S21', 'M4', 3],
    ]);
  });

  test('of rates adds up over devices', async () => {
    const site = await first({ metrics: ['hashrate_device'] });
    const devices = await ask({ metrics: ['hashrate_device'], by: ['device'] });
    expect(site.value).toBeCloseTo(600, 9);
    expect(devices.map((row) => row.value)).toEqual(Array.from({ length: 6 }, () => expect.closeTo(100, 9)));
  });

  test('of hashes to time is the rate in TH/s', async () => {
    const row = await first({
      metrics: ['hashrate_accepted'],
      by: ['device'],
      filters: { site: ['alpha'], device: ['m-0'] },
    });
    expect(row.value).toBeCloseTo((160_028 * 2 ** 32) / 7200 / 1e12, 9);
    expect(row.denominator).toBe(7200);
  });
});

describe('peaks', () => {
  test('are the greatest of the window, and the load factor divides the mean by them', async () => {
    const [peak, factor] = await ask({ metrics: ['peak_power', 'load_factor'], filters: { site: ['alpha'] } });
    expect(peak).toMatchObject({ value: 8, unit: 'kW' });
    expect(factor).toMatchObject({ value: 4500 / 8000, numerator: 4500, denominator: 8000 });
  });

  test('of several halls together are refused', async () => {
    await expect(ask({ metrics: ['load_factor'], filters: { hall: ['h1', 'h2'] } })).rejects.toMatchObject({
      code: 'QUERY_INVALID',
      details: { parameter: 'hall' },
    });
    expect(await ask({ metrics: ['peak_power'], by: ['hall'] })).toHaveLength(2);
  });
});

describe('what is not there', () => {
  test('is a row with a reason in a total by site, and no row elsewhere', async () => {
    const [row] = await ask({ metrics: ['energy_gpu'], filters: { site: ['alpha'] } });
    expect(row).toMatchObject({
      value: null,
      quality: 'none',
      coverage: null,
      through: null,
      reason: expect.stringContaining('registered'),
    });
    expect(await ask({ metrics: ['energy_gpu'], by: ['device'] })).toEqual([]);
  });

  test('is no group where a unit stood before the register was corrected', async () => {
    const moved = { grain: '15m' as const, start, end: start + quarterMs };
    await insertRows(db.store, 'rollup_asic', [
      rollupRow(moved, { hall: 'old', model: 'S19', device: 'm-0', through: 0 }),
    ]);
    const rows = await ask({ metrics: ['energy_m4_asic'], by: ['hall', 'device'], filters: { device: ['m-0'] } });
    expect(rows.map((row) => row.hall)).toEqual(['h1']);
  });

  test('does not exist for those who may not see it', async () => {
    expect(await ask({ metrics: ['energy_m0'], sites: [] })).toEqual([]);
    expect(await ask({ metrics: ['energy_m0'], filters: { site: ['alpha'] }, sites: sites.slice(1) })).toEqual([]);
  });
});

describe('a question that cannot be answered', () => {
  test.each([
    [{ metrics: ['ipue'], by: ['hall'] }, 'by'],
    [{ metrics: ['energy_m0'], filters: { device: ['x'] } }, 'device'],
    [{ metrics: ['energy_m0'], to: start }, 'to'],
    [{ metrics: ['energy_m0'], from: NaN }, 'from'],
    [{ metrics: [] }, 'metrics'],
  ] as const)('is refused naming the parameter: %j', async (query, parameter) => {
    await expect(ask(query)).rejects.toMatchObject({ code: 'QUERY_INVALID', details: { parameter } });
  });

  test('for too many rows is refused before it is read', async () => {
    const small = createKpi({
      store: db.store,
      clock,
      statistics: createStatistics(db.store),
      maxRows: 10,
    });
    const query = {
      metrics: ['energy_m4_asic'],
      by: ['device'],
      grain: '15m',
      from: start,
      to: end,
      filters: {},
      sites,
    } as const;
    await expect(small.query(query)).rejects.toMatchObject({ details: { parameter: 'to', reason: 'too_large' } });
  });

  test('for more units than the store may hold at once is refused as too large, not as a failure of the store', async () => {
    const { query } = createKpi({ store: db.store, clock, statistics: createStatistics(db.store), maxRows: 1 });
    const asked = { metrics: ['energy_m4_asic'], by: ['device'], grain: 'total', from: start, to: end } as const;
    await expect(query({ ...asked, filters: {}, sites })).rejects.toMatchObject({
      code: 'QUERY_INVALID',
      details: { reason: 'too_large' },
    });
  });
});

describe('values from outside', () => {
  const nasty = ["'; DROP TABLE rollup_asic; --", '{grain:String}', "\\' OR 1=1 --", '\0', 'ä\n\t"', 'm-0'];
  test.each(nasty)('never become part of a statement: %j', async (value) => {
    const rows = await ask({
      metrics: ['energy_m4_asic'],
      by: ['device'],
      filters: { hall: [value], model: [value], device: [value] },
    });
    expect(rows).toEqual([]);
    const found = await ask({ metrics: ['energy_m4_asic'], by: ['device'], filters: { device: [value, 'm-1'] } });
    expect(found.map((row) => row.device)).toEqual(value === 'm-0' ? ['m-0', 'm-1'] : ['m-1']);
  });
});

test('every metric is answered by every dimension that it knows', async () => {
  for (const id of metricIds) await expect(ask({ metrics: [id] })).resolves.toHaveLength(2);
});
