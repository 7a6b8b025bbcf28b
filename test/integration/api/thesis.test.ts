import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { isStatistic, metricIds } from '#catalogue';
import { ManualClock } from '#runtime';
import { lagProfileShape } from '../../../apps/api/lag-profile.ts';
import { problemShape } from '../../../apps/api/problem.ts';
import { claimsShape, metricsShape } from '../../../apps/api/shapes.ts';
import type { Api } from '../../../apps/api/start.ts';
import { queryShape } from '../../../apps/api/value-shapes.ts';
import { insertRows, openTestStore, rollupRow, runCoload, startTestApi, type TestStore } from './support.ts';

const quarterMs = 900_000;
const dayMs = 96 * quarterMs;
const days = 35;
/** Midnight of a Monday in Winnipeg. */
const start = Date.UTC(2026, 0, 5, 6);
const end = start + days * dayMs;
/** After every import that a test makes: the command has the time of this machine. */
const now = Date.UTC(2100, 0, 1);
const joules = (megawatts: number): number => megawatts * 1e6 * 900;

let db: TestStore;
let api: Api;
let folder: string;

/** A contract of 10 MW: AI draws 6 MW by day and 2 at night, mining all but 1 MW of what is left, three hours late. */
function loadRows(): Record<string, unknown>[] {
  return Array.from({ length: days * 96 }, (_, at) => {
    const bucket = { grain: '15m' as const, start: start + at * quarterMs, end: start + (at + 1) * quarterMs };
    const ai = (of: number): number => (of % 96 >= 32 && of % 96 < 80 ? 6 : 2);
    const hall = (id: string, workload: string, megawatts: number): Record<string, unknown> =>
      rollupRow(bucket, { hall: id, workload, level_j: joules(megawatts), level_ms: quarterMs });
    return [
      hall('sheds', 'mining', 9 - ai(at + 96 - 12)),
      hall('gpus', 'ai', ai(at)),
      rollupRow(bucket, { hall: '', devices: 7, contracted_j: joules(10), contracted_ms: quarterMs }),
    ];
  }).flat();
}

/** Loads of 28 days that repeat, MW, and what is known of how they go together. */
const vectors = [
  { site: 'mirror', ai: [0, 1], mining: [1, 0], expected: { compl_tv: 1, compl_corr: 1, compl_sd: 1 } },
  { site: 'copy', ai: [0, 1], mining: [0, 1], expected: { compl_tv: 0, compl_corr: 0, compl_sd: 0 } },
  { site: 'double', ai: [0, 2], mining: [1, 0], expected: { compl_tv: 2 / 3, compl_corr: 1, compl_sd: 2 / 3 } },
  {
    site: 'shifts',
    ai: [40, 80, 100, 60],
    mining: [60, 20, 0, 40],
    expected: { coincidence_factor: 0.625, load_factor_uplift: 0.6, diversity_factor: 1.6 },
  },
];

const vectorRows = ({ site, ai, mining }: (typeof vectors)[number]): Record<string, unknown>[] =>
  Array.from({ length: 28 * 96 }, (_, at) => {
    const bucket = { grain: '15m' as const, start: start + at * quarterMs, end: start + (at + 1) * quarterMs };
    const hall = (id: string, workload: string, loads: readonly number[]): Record<string, unknown> =>
      rollupRow(bucket, {
        site,
        hall: id,
        workload,
        level_j: joules(loads[at % loads.length] ?? 0),
        level_ms: quarterMs,
      });
    return [hall('sheds', 'mining', mining), hall('gpus', 'ai', ai), rollupRow(bucket, { site, hall: '' })];
  }).flat();

beforeAll(async () => {
  db = await openTestStore();
  folder = await mkdtemp(join(tmpdir(), 'coload-thesis-'));
  const site = { revision: 1, known_at: start, power_feed: '', chain_feed: '', pool_fee: 0, currency: 'USD' };
  await insertRows(db.store, 'register_site', [
    { ...site, site: 'alpha', zone: 'America/Winnipeg' },
    { ...site, site: 'beta', zone: 'UTC', chain_feed: 'chain' },
    ...vectors.map((vector) => ({ ...site, site: vector.site, zone: 'America/Winnipeg' })),
  ]);
  await insertRows(db.store, 'rollup_site', [...loadRows(), ...vectors.flatMap(vectorRows)]);
  api = await startTestApi(db, new ManualClock(now));
});

afterAll(async () => {
  await api?.stop();
  await db?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function get<Shape extends z.ZodType>(path: string, shape: Shape): Promise<z.output<Shape>> {
  const response = await fetch(`${api.url}${path}`);
  expect(response.status).toBe(200);
  return shape.parse(await response.json());
}
const query = (metrics: string, more = `&from=${start}&to=${end}`): Promise<z.output<typeof queryShape>> =>
  get(`/v1/query?site=alpha&metrics=${metrics}${more}`, queryShape);
const refused = async (path: string): Promise<z.output<typeof problemShape>> => {
  const response = await fetch(`${api.url}${path}`);
  expect(response.status).toBeGreaterThanOrEqual(400);
  return problemShape.parse(await response.json());
};

describe('a statistic', () => {
  test('is a value like any other: with coverage, quality, units, and the days that it is made from', async () => {
    const { rows } = await query('coincidence_factor,mixed_site_hours,interconnect_headroom_mw');
    expect(rows).toMatchObject([
      { metric: 'coincidence_factor', value: 1, coverage: 1, quality: 'ok', days, devices: 7, state: 'provisional' },
      { metric: 'mixed_site_hours', value: days * 24, unit: 'h' },
      { metric: 'interconnect_headroom_mw', value: null, quality: 'none' },
    ]);
    expect(rows[0]?.through).toBe(new Date(end).toISOString());
  });

  test('of a window with fewer days than it needs says so', async () => {
    const { rows } = await query('compl_tv', `&from=${start}&to=${start + 20 * dayMs}`);
    expect(rows).toMatchObject([
      { value: null, quality: 'insufficient', reason: '20 of the 28 days that it needs are known', days: 20 },
    ]);
  });

  test('of a day is that of the days that it needs up to its end, of a month that of the month', async () => {
    const byDay = await query('compl_tv,mixed_site_hours', `&grain=day&from=${start}&to=${end}`);
    const of = (metric: string) => byDay.rows.filter((row) => row.metric === metric);
    expect(of('mixed_site_hours').map(({ value }) => value)).toEqual(Array.from({ length: days }, () => 24));
    const [whole] = (await query('stranded_mw_hours')).rows;
    const stranded = (await query('stranded_mw_hours', `&grain=day&from=${start}&to=${end}`)).rows;
    const sum = stranded.reduce((all, { value }) => all + (value ?? 0), 0);
    expect(sum).toBeCloseTo(whole?.value ?? NaN, 9);
    expect(of('compl_tv').filter(({ value }) => value !== null)).toHaveLength(days - 27);
    expect(of('compl_tv').at(-1)).toMatchObject({ days: 28, end: new Date(end).toISOString() });
    const byMonth = await query('mixed_site_hours', `&grain=month&from=2026-01-01&to=2026-02-01`);
    expect(byMonth.rows).toMatchObject([{ value: 27 * 24, start: '2026-01-01T06:00:00.000Z' }]);
  });

  test.each(vectors)('of known loads is what it is known to be: $site', async ({ site, expected }) => {
    const window = `site=${site}&from=${start}&to=${start + 28 * dayMs}`;
    const { rows } = await get(`/v1/query?metrics=${Object.keys(expected).join()}&${window}`, queryShape);
    expect(Object.fromEntries(rows.map(({ metric, value }) => [metric, value]))).toEqual(
      Object.fromEntries(Object.entries(expected).map(([metric, value]) => [metric, expect.closeTo(value, 12)])),
    );
  });

  test('stands beside sums in one answer, in the order that was asked for', async () => {
    const { rows } = await query('stranded_mw_hours,mean_power,headroom_fill_ratio');
    expect(rows.map(({ metric }) => metric)).toEqual(['stranded_mw_hours', 'mean_power', 'headroom_fill_ratio']);
  });

  test.each([
    ['metrics=compl_tv&grain=hour', 'grain', 'known by day, month, total'],
    ['metrics=compl_tv&by=hall', 'by', 'not known by hall'],
    ['metrics=uplift_ex_mix&as_of=2026-03-01', 'as_of', 'ask without as_of'],
    ['metrics=compl_tv&from=2000-01-01', 'from', 'longer than 1100 days'],
  ])('that cannot be had is refused: %s names %s', async (path, parameter, detail) => {
    const window = path.includes('from=') ? '' : `&from=${start}`;
    const problem = await refused(`/v1/query?site=alpha&${path}${window}&to=${end}`);
    expect(problem).toMatchObject({ parameter });
    expect(problem.detail).toContain(detail);
  });

  test('is in the dictionary with its method in words, and is explained by metrics of the same facts', async () => {
    const { metrics } = await get('/v1/metrics', metricsShape);
    expect(metrics.filter(({ kind }) => kind === 'statistic').map(({ id }) => id)).toEqual(
      metricIds.filter(isStatistic),
    );
    expect(metrics.find(({ id }) => id === 'compl_tv')).toMatchObject({
      formula: '1 − Σ|Δ(a + m)| ÷ (Σ|Δa| + Σ|Δm|)',
      grains: ['day', 'month', 'total'],
      least_days: 28,
    });
    const explained = await get(
      `/v1/explain?metric=compl_tv&site=alpha&from=${start}&to=${end}`,
      z.object({ inputs: z.array(z.object({ value: z.object({ metric: z.string() }) })) }),
    );
    expect(explained.inputs.map(({ value }) => value.metric)).toEqual(['mean_power']);
  });
});

test('adjustments of the difficulty are those between stretches of blocks that follow one another', async () => {
  const told = Array.from({ length: 14 }, (_, at) => ({
    site: 'chain',
    observed_at: start + at * 2 * dayMs,
    known_at: start,
    height: 2016 * (400 + at) + 7,
    difficulty: 1e14 * (at % 2 === 0 ? 1 : 1.1),
  }));
  await insertRows(db.store, 'market_chain', told);
  const { claims } = await get(`/v1/claims/S1.6?site=beta&from=${start}&to=${end}`, claimsShape);
  const [up, down] = [0.1, 1 / 1.1 - 1];
  const changes = Array.from({ length: 13 }, (_, at) => (at % 2 === 0 ? up : down));
  const mean = changes.reduce((sum, each) => sum + each, 0) / 13;
  const spread = Math.sqrt(changes.reduce((sum, each) => sum + (each - mean) ** 2, 0) / 12);
  expect(claims[0]).toMatchObject({ value: expect.closeTo(spread, 9), reason: null });
});

describe('the lag profile', () => {
  test('shows by how much mining comes after AI', async () => {
    const { lags, reason } = await get(`/v1/lag-profile?site=alpha&from=${start}&to=${end}`, lagProfileShape);
    expect(reason).toBeNull();
    const at = (hours: number): number => lags.find((lag) => lag.hours === hours)?.correlation ?? NaN;
    expect(at(3)).toBeCloseTo(-1, 6);
    expect(at(0)).toBeGreaterThan(at(3));
  });

  test('of nothing has no lags and says why', async () => {
    const path = `/v1/lag-profile?site=alpha&from=${start - 60 * dayMs}&to=${start - 30 * dayMs}`;
    expect(await get(path, lagProfileShape)).toMatchObject({
      lags: [],
      reason: 'nothing is known of the site in the window',
    });
  });
});

describe('coload import', () => {
  const head =
    'End date,Chip manufacturer,Compute estimate in H100e (95th percentile),Compute estimate in H100e (median),Compute estimate in H100e (5th percentile)';
  const quarters = (growth: number): string[] =>
    Array.from({ length: 13 }, (_, at) => {
      const [year, month] = [2022 + Math.floor((at + 3) / 4), ((at + 3) % 4) * 3 + 3];
      const value = 1e5 * growth ** (at / 4);
      return `${month}/28/${year},Chipper,${value * 1.1},${value},${value * 0.9}`;
    });
  const file = async (name: string, lines: readonly string[]): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, [head, ...lines, ''].join('\n'));
    return path;
  };
  const run = (...args: string[]): Promise<{ stdout: string }> => runCoload(db, ['import', ...args]);
  const installed = async (
    more = '',
  ): Promise<{ value: number | null; verdict: string | null; reason: string | null }> => {
    const { claims } = await get(`/v1/claims/S1.2?site=alpha${more}`, claimsShape);
    const row = claims.find(({ reading }) => reading === 'installed_2023');
    return { value: row?.value ?? null, verdict: row?.verdict ?? null, reason: row?.reason ?? null };
  };

  test('brings a table by the titles of its columns, loses only rows that are wrong, and is audited', async () => {
    expect(await installed()).toMatchObject({
      value: null,
      reason: expect.stringContaining('coload import epoch-chips'),
    });
    const path = await file('fast.csv', [...quarters(3), '12/31/2025,Chipper,1,2,x']);
    const { stdout } = await run('epoch-chips', path);
    expect(JSON.parse(stdout)).toMatchObject({ dataset: 'epoch-chips', part: 'Chipper', figures: 13, known: false });
    expect(await installed()).toMatchObject({ value: expect.closeTo(3 ** 7, -2), verdict: 'supported' });
    const audit = await db.store.query('SELECT file, figures, problems, length(digest) AS n FROM public_import', {
      schema: z.object({ file: z.string(), figures: z.number(), problems: z.number(), n: z.coerce.number() }),
    });
    expect(audit).toEqual([{ file: 'fast.csv', figures: 13, problems: 1, n: 64 }]);
    expect(JSON.parse((await run('epoch-chips', path)).stdout)).toMatchObject({ known: true });
  });

  test('replaces what it was from then on; as of before, it is what it was', async () => {
    const before = await installed();
    const [imported] = await db.store.query('SELECT toUnixTimestamp64Milli(max(known_at)) AS at FROM public_import', {
      schema: z.object({ at: z.coerce.number() }),
    });
    await run('epoch-chips', await file('slow.csv', quarters(1.2)));
    expect(await installed()).toMatchObject({ value: expect.closeTo(1.2 ** 7, 0), verdict: 'contradicted' });
    await db.store.command(`INSERT INTO publication (site, grain, bucket_start, bucket_end, edition, known_at)
      SELECT site, grain, bucket_start, bucket_end, 1, fromUnixTimestamp64Milli(${end}) FROM rollup_site WHERE hall = ''`);
    expect(await installed(`&from=${start}&to=${end}&as_of=${imported?.at}`)).toMatchObject({ value: before.value });
  });

  test.each([
    [['epoch-chip', 'x.csv'], 'did you mean epoch-chips?'],
    [['cbeci', '/nowhere.csv'], '/nowhere.csv cannot be read'],
  ])('refuses %j with what to do', async (args, message) => {
    await expect(run(...args)).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
});
