import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { z } from 'zod';
import { metricIds } from '#catalogue';
import { ManualClock } from '#runtime';
import { problemShape } from '../../../apps/api/problem.ts';
import { explanationShape } from '../../../apps/api/explanation-shapes.ts';
import type { Api } from '../../../apps/api/start.ts';
import { insertRows, openTestStore, rollupRow, runCoload, startTestApi, type TestStore } from './support.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Midnight of the first of a month in Winnipeg. */
const start = Date.UTC(2026, 4, 1, 5);
const days = 31;
const end = start + days * dayMs;
const clock = new ManualClock(end + dayMs);
const may = 'from=2026-05-01&to=2026-06-01';

let db: TestStore;
let api: Api;

type Explanation = z.output<typeof explanationShape>;

async function explained(parameters: string): Promise<Explanation> {
  const response = await fetch(`${api.url}/v1/explain?${parameters}`);
  const body: unknown = await response.json();
  if (response.status !== 200) throw new Error(`${response.status} ${JSON.stringify(body)}`);
  return explanationShape.parse(body);
}

const joulesOf = (device: number, day: number): number => 300_000_000 + device * 1_234_567 + day * 7;
const diffOf = (device: number, day: number): number => 2_000_000 + device * 10_001 + day;

/** Miners m-0 to m-4 of two halls, the last silent half of the time; days, and hours of the first. */
async function fillRollups(): Promise<void> {
  const row = (grain: 'hour' | 'day', at: number, device: number): Record<string, unknown> => {
    const day = Math.floor((at - start) / dayMs);
    const length = grain === 'day' ? dayMs : hourMs;
    const parts = dayMs / length;
    const reported = device === 4 ? length / 2 : length;
    return rollupRow(
      { grain, start: at, end: at + length },
      {
        hall: device < 3 ? 'h1' : 'h2',
        model: 'S21',
        device: `m-${device}`,
        expected_ms: length,
        reported_ms: reported,
        bridged_ms: device === 3 ? length / 24 : 0,
        observed_ms: reported,
        readings: reported / 60_000,
        flags: device === 3 ? 1 : 0,
        wall_j: Math.floor(joulesOf(device, day) / parts),
        wall_diff: Math.floor(diffOf(device, day) / parts),
        wall_ms: length,
      },
    );
  };
  const devices = [0, 1, 2, 3, 4];
  const ofDays = Array.from({ length: days }, (_, day) =>
    devices.map((device) => row('day', start + day * dayMs, device)),
  );
  const ofHours = Array.from({ length: 24 }, (_, hour) =>
    devices.map((device) => row('hour', start + hour * hourMs, device)),
  );
  // The window of the site, without which a recompute seems to be under way.
  const site = Array.from({ length: days }, (_, day) =>
    rollupRow(
      { grain: 'day', start: start + day * dayMs, end: start + (day + 1) * dayMs },
      { hall: '', window_ms: dayMs },
    ),
  );
  await insertRows(db.store, 'rollup_site', site);
  await insertRows(db.store, 'rollup_asic', ofDays.flat());
  await insertRows(db.store, 'rollup_asic', ofHours.flat());
}

async function fill(): Promise<void> {
  const { store } = db;
  const site = {
    zone: 'America/Winnipeg',
    currency: 'USD',
    power_feed: 'ercot',
    chain_feed: '',
    carbon_feed: 'grid',
    gpu_feed: 'rent',
    pool_fee: 0.01,
  };
  await insertRows(store, 'register_site', [
    { ...site, site: 'alpha', revision: 1, known_at: start - dayMs, gpu_usd_per_hour: 2, carbon_g_per_kwh: 400 },
    { ...site, site: 'alpha', revision: 2, known_at: start, pool_fee: 0.02 },
    { ...site, site: 'beta', revision: 1, known_at: start },
  ]);
  const fact = { site: 'alpha', revision: 2, kind: 'tariffs', valid_from: start, valid_to: 10_413_791_999_000 };
  await insertRows(store, 'register_fact', [
    { ...fact, number: 0, body: '{"delivery_per_mwh":7}', valid_to: start },
    { ...fact, number: 1, body: '{"delivery_per_mwh":9}' },
    { ...fact, number: 0, body: '{"delivery_per_mwh":8}', revision: 1 },
  ]);
  const hour = { site: 'grid', source: 'electricity_maps', zone: 'CA-MB', start_at: start, end_at: start + 3_600_000 };
  await insertRows(store, 'market_carbon', [
    { ...hour, g_per_kwh: 30, status: 'estimated', factor_version: 'lifecycle', known_at: start },
    { ...hour, g_per_kwh: 31, status: 'measured', factor_version: 'lifecycle', known_at: start + dayMs },
  ]);
  const rent = {
    site: 'rent',
    venue: 'lambda',
    model: 'H100',
    pricing_type: 'ondemand',
    method_version: 'm-1',
    n_offers: 3,
  };
  await insertRows(store, 'market_gpu', [
    { ...rent, usd_per_gpu_hour: 2.5, p25: 2, p75: 3, observed_at: start - dayMs / 2, known_at: start },
    { ...rent, usd_per_gpu_hour: 2.4, p25: 2, p75: 3, observed_at: start - 2 * dayMs, known_at: start },
  ]);
  await fillRollups();
  const reading = {
    site: 'alpha',
    collector: 'c1',
    incarnation: 'i1',
    src_log: 1,
    src_partition: 3,
    observed_ms: 60_000,
  };
  await insertRows(
    store,
    'reading_asic',
    Array.from({ length: 10 }, (_, index) => ({
      ...reading,
      device: `m-${index % 2}`,
      started_at: start + index * 60_000,
      ended_at: start + (index + 1) * 60_000,
      energy_j: index === 5 ? null : 210_000,
      energy_source: index < 5 ? 'metered' : 'configured',
      hash_gh: 12_000_000,
      hash_source: 'metered',
      sequence: 100 + index,
      src_offset: 40 + index,
    })),
  );
}

beforeAll(async () => {
  db = await openTestStore();
  await fill();
  api = await startTestApi(db, clock);
});

afterAll(async () => {
  await api?.stop();
  await db?.stop();
});

describe('a monthly J/TH', () => {
  test('is the energy and hashes of its devices, to the last joule', async () => {
    const { value, parts, sums } = await explained(`metric=fleet_j_per_th_wall&by=device&site=alpha&${may}`);
    expect(parts.map(({ hall, model, device }) => [hall, model, device])).toEqual([
      ['h1', 'S21', 'm-0'],
      ['h1', 'S21', 'm-1'],
      ['h1', 'S21', 'm-2'],
      ['h2', 'S21', 'm-3'],
      ['h2', 'S21', 'm-4'],
    ]);
    const joules = [0, 1, 2, 3, 4].flatMap((device) => Array.from({ length: days }, (_, day) => joulesOf(device, day)));
    expect(value.numerator).toBe(joules.reduce((sum, one) => sum + one, 0));
    expect(sums).toEqual({ numerator: value.numerator, denominator: value.denominator, add_up: true });
    expect(value.value).toBeCloseTo(((value.numerator ?? NaN) / (value.denominator ?? NaN)) * 1e12, 9);
  });

  test('tells the units that reported, and why there is not more of them', async () => {
    const { units } = await explained(`metric=fleet_j_per_th_wall&by=device&site=alpha&${may}`);
    const half = ((days * dayMs) / 2000).toLocaleString('en');
    expect(units.map(({ device, missing, flags }) => ({ device, missing, flags }))).toEqual([
      { device: 'm-0', missing: null, flags: [] },
      { device: 'm-1', missing: null, flags: [] },
      { device: 'm-2', missing: null, flags: [] },
      {
        device: 'm-3',
        missing: expect.stringMatching(/^111,600 s in readings over a gap/),
        flags: ['bridged'],
      },
      {
        device: 'm-4',
        missing: `not reported for ${half} s of ${((days * dayMs) / 1000).toLocaleString('en')} s`,
        flags: [],
      },
    ]);
  });

  test('tells where its energy came from, and the place of its readings in the log', async () => {
    const { mix, lineage, omitted } = await explained(`metric=fleet_j_per_th_wall&by=device&site=alpha&${may}`);
    expect(mix).toEqual([
      { class: 'asic', quantity: 'energy_j', source: 'configured', readings: 5, unknown: 1, total: 840_000 },
      { class: 'asic', quantity: 'energy_j', source: 'metered', readings: 5, unknown: 0, total: 1_050_000 },
      { class: 'asic', quantity: 'hash_gh', source: 'metered', readings: 10, unknown: 0, total: 120_000_000 },
    ]);
    expect(lineage).toEqual([
      {
        topic: 'telemetry.asic',
        src_log: 1,
        src_partition: 3,
        collector: 'c1',
        incarnation: 'i1',
        first_offset: '40',
        last_offset: '49',
        first_sequence: 100,
        last_sequence: 109,
        readings: 10,
      },
    ]);
    expect(omitted).toBeNull();
  });

  test('of one device rests on the readings of that device only', async () => {
    const { parts, units, mix } = await explained(`metric=fleet_j_per_th_wall&site=alpha&device=m-0&${may}`);
    expect([...parts, ...units].map(({ device }) => device)).toEqual(['m-0', 'm-0']);
    expect(mix.reduce((sum, { readings }) => sum + readings, 0)).toBe(10);
  });

  test('can be had by device and hour', async () => {
    const { parts, sums } = await explained(
      'metric=fleet_j_per_th_wall&by=device&site=alpha&from=2026-05-01T00:00&to=2026-05-01T06:00&grain=hour',
    );
    expect(parts.length).toBe(6 * 5);
    expect(sums.add_up).toBe(true);
  });

  test('names the statement that gave it, and the facts of the register', async () => {
    const { statements, register, formula } = await explained(`metric=fleet_j_per_th_wall&by=device&site=alpha&${may}`);
    expect(statements).toEqual([
      {
        sql: expect.stringContaining('FROM rollup_asic FINAL'),
        params: { site: ['alpha'], grain: 'day', from: start / 1000, to: end / 1000 },
      },
    ]);
    expect(register).toMatchObject({ revision: 2, pool_fee: 0.02, power_feed: 'ercot' });
    expect(formula).toBe('asic_wall_energy ÷ asic_wall_hash');
  });
});

describe('a value of money', () => {
  test('names what the latest revision of the register lists for the window', async () => {
    const { facts } = await explained(`metric=power_cost_c_per_kwh&site=alpha&${may}`);
    const from = new Date(start).toISOString();
    expect(facts).toEqual([{ kind: 'tariffs', entry: { delivery_per_mwh: 9 }, from, to: null }]);
    expect((await explained(`metric=fleet_j_per_th_wall&site=alpha&${may}`)).facts).toEqual([]);
  });
});

describe('a value of carbon', () => {
  test('names the intensities that went into it, and what the latest revision of the register says of them', async () => {
    const { carbon, register, prices } = await explained(`metric=carbon_intensity_grid&site=alpha&${may}`);
    expect(carbon).toEqual({
      source: 'electricity_maps',
      zone: 'CA-MB',
      intervals: 1,
      revisions: 2,
      statuses: ['estimated', 'measured'],
      factor_versions: ['lifecycle'],
      known_at: new Date(start + dayMs).toISOString(),
    });
    expect(register).toMatchObject({ carbon_feed: 'grid', carbon_g_per_kwh: null, gpu_usd_per_hour: null });
    expect(prices).toBeNull();
  });
});

test('a value that a rental price goes into names the venue, and what is offered between what', async () => {
  const { rents, register } = await explained(`metric=gpu_hour_price&site=alpha&${may}`);
  expect(rents).toEqual({
    venue: 'lambda',
    model: 'H100',
    pricing_type: 'ondemand',
    prices: 1,
    revisions: 1,
    least_usd: 2.5,
    most_usd: 2.5,
    method_versions: ['m-1'],
    known_at: new Date(start).toISOString(),
  });
  expect(register).toMatchObject({ gpu_feed: 'rent' });
  expect((await explained(`metric=carbon_intensity_grid&site=alpha&${may}`)).rents).toBeNull();
});

describe('a value of a formula', () => {
  test('is explained by each of its inputs', async () => {
    const { inputs, parts, formula } = await explained(`metric=hash_spread&site=alpha&${may}`);
    expect(formula).toBe('breakeven_power_price − avg_price_paid');
    expect(inputs.map(({ value }) => value.metric)).toEqual(['breakeven_power_price', 'avg_price_paid']);
    expect(parts).toEqual([]);
  });

  test('rests on parts that add up to each sum that goes into it, to the last joule', async () => {
    const at = { grain: 'day' as const, start, end: start + dayMs };
    const facts = { workload: 'mining', mining_facility_ms: dayMs, priced_ms: dayMs, window_ms: dayMs };
    const hall = (name: string, joules: number): Record<string, unknown> =>
      rollupRow(at, {
        ...facts,
        site: 'beta',
        hall: name,
        mining_facility_j: joules,
        mining_facility_diff: joules / 3,
        priced_j: joules,
        cost: joules / 1e6,
      });
    await insertRows(db.store, 'rollup_site', [
      hall('', 9_000_000_003),
      hall('h1', 3_000_000_000),
      hall('h2', 6_000_000_003),
    ]);
    const { inputs, value } = await explained('metric=hashcost&site=beta&from=2026-05-01&to=2026-05-02');
    expect(value.value).not.toBeNull();
    expect(inputs.map(({ value, parts, sums }) => [value.metric, value.numerator, parts.length, sums.add_up])).toEqual([
      ['fleet_j_per_th_facility', 9_000_000_003, 2, true],
      ['avg_price_paid', expect.any(Number), 2, true],
    ]);
  });
});

describe('a value as of an instant', () => {
  const firstWeek = 'from=2026-05-01&to=2026-05-08';
  const [firstTold, toldAgain] = [end - 20 * dayMs, end - 10 * dayMs];
  const iso = (ms: number): string => new Date(ms).toISOString();
  const wall = `metric=fleet_j_per_th_wall&by=device&site=alpha&${firstWeek}`;

  beforeAll(async () => {
    const { store } = db;
    const published = (device: number, day: number, joules: number): Record<string, unknown> => ({
      site: 'alpha',
      grain: 'day',
      bucket_start: (start + day * dayMs) / 1000,
      bucket_end: (start + (day + 1) * dayMs) / 1000,
      through: start + (day + 1) * dayMs,
      hall: 'h1',
      model: 'S21',
      device: `m-${device}`,
      expected_ms: dayMs,
      reported_ms: dayMs,
      readings: 1440,
      wall_j: joules,
      wall_diff: 1_000_000,
      wall_ms: dayMs,
      edition: 1,
    });
    const week = Array.from({ length: 7 }, (_, day) => day);
    await insertRows(
      store,
      'published_asic',
      week.flatMap((day) => [published(0, day, 1_000 + day), published(1, day, 2_000 + day)]),
    );
    // Of the first day one device was told again; the other stands as it did.
    await insertRows(store, 'published_asic', [{ ...published(0, 0, 5_000), edition: 2, readings: 1_450 }]);
    await insertRows(
      store,
      'published_site',
      week.map((day) => {
        const { hall: _hall, model: _model, device: _device, ...bucket } = published(0, day, 0);
        const { site, grain, bucket_start, bucket_end, through, edition } = bucket;
        return {
          site,
          grain,
          bucket_start,
          bucket_end,
          through,
          edition,
          hall: '',
          window_ms: dayMs,
          m0_j: 3_600_000,
          m0_ms: dayMs,
        };
      }),
    );
    const word = (day: number, edition: number, known_at: number): Record<string, unknown> => ({
      site: 'alpha',
      grain: 'day',
      bucket_start: (start + day * dayMs) / 1000,
      bucket_end: (start + (day + 1) * dayMs) / 1000,
      edition,
      known_at,
      causes: [],
    });
    await insertRows(store, 'publication', [...week.map((day) => word(day, 1, firstTold)), word(0, 2, toldAgain)]);
  });

  test('is made of the devices as they were published by then, to the last joule', async () => {
    const then = await explained(`${wall}&as_of=${iso(firstTold)}`);
    const joules = { 'm-0': 7_021, 'm-1': 14_021 };
    expect(Object.fromEntries(then.parts.map(({ device, numerator }) => [device, numerator]))).toEqual(joules);
    expect([then.value.numerator, then.sums.add_up, then.as_of]).toEqual([21_042, true, iso(firstTold)]);
    const later = await explained(`${wall}&as_of=${iso(toldAgain)}`);
    expect([later.value.numerator, later.sums.add_up]).toEqual([25_042, true]);
    expect(then.units.map(({ device, readings }) => [device, readings])).toEqual([
      ['m-0', 7 * 1_440],
      ['m-1', 7 * 1_440],
    ]);
    expect(later.units[0]).toMatchObject({ device: 'm-0', readings: 7 * 1_440 + 10 });
  });

  test('names the statement of the published rows', async () => {
    const { statements } = await explained(`${wall}&as_of=${iso(firstTold)}`);
    expect(statements).toEqual([
      {
        sql: expect.stringContaining('FROM published_asic'),
        params: { site: ['alpha'], grain: 'day', from: start / 1000, to: start / 1000 + 7 * 86_400, as_of: firstTold },
      },
    ]);
  });

  test('rests on the register and the intensities as they were known by then', async () => {
    const asked = `metric=energy_m0&site=alpha&${firstWeek}&as_of=${iso(firstTold)}`;
    expect((await explained(asked)).register).toMatchObject({ revision: 2, pool_fee: 0.02 });
    await insertRows(db.store, 'register_site', [
      { site: 'alpha', revision: 3, known_at: toldAgain, zone: 'America/Winnipeg', currency: 'USD', pool_fee: 0.03 },
    ]);
    expect((await explained(asked)).register).toMatchObject({ revision: 2, pool_fee: 0.02 });
    expect((await explained(asked.replace(iso(firstTold), iso(toldAgain)))).register).toMatchObject({ revision: 3 });
  });

  test('says of meters, which are not published one by one, that it cannot tell', async () => {
    const { value, units, omitted } = await explained(
      `metric=energy_m0&site=alpha&${firstWeek}&as_of=${iso(firstTold)}`,
    );
    expect([value.value, units]).toEqual([7, []]);
    expect(omitted).toContain('what each meter and cooling unit reported is not published');
  });

  test.each([
    [`${wall}&as_of=${iso(firstTold - 1)}`, 'was published up to 2026-05-01T05:00:00.000Z'],
    [`${wall}&as_of=${iso(firstTold)}&grain=hour`, 'of what is read by device only days and months are published'],
    [`${wall}&as_of=2027-01-01`, 'is not an instant of the past'],
    [`${wall}&as_of=2026-05-25&to=2026-05-07T12:00`, 'to'],
  ])('%s is refused: %s', async (parameters, says) => {
    const response = await fetch(`${api.url}/v1/explain?${parameters}`);
    expect(response.status).toBe(400);
    expect(problemShape.parse(await response.json()).detail).toContain(says);
  });

  test('is explained by coload too', async () => {
    const args = ['explain', 'fleet_j_per_th_wall', '--by', 'device', '--site', 'alpha', '--from', '2026-05-01'];
    const { stdout } = await runCoload(db, [...args, '--to', '2026-05-08', '--as-of', iso(firstTold)]);
    expect(JSON.parse(stdout)).toMatchObject({ value: { numerator: 21_042 }, numerator: 21_042 });
    await expect(runCoload(db, [...args, '--to', '2026-05-09', '--as-of', iso(firstTold)])).rejects.toMatchObject({
      stderr: expect.stringContaining('let the window end there'),
    });
  });
});

describe('coload explain', () => {
  const coload = (...args: string[]): Promise<{ stdout: string }> => runCoload(db, ['explain', ...args]);
  const ofMay = ['--site', 'alpha', '--from', '2026-05-01', '--to', '2026-06-01'];

  test('lists the devices of a monthly J/TH, whose sum is the value', async () => {
    const { stdout } = await coload('fleet_j_per_th_wall', '--by', 'device', ...ofMay);
    const { value, parts, numerator } = JSON.parse(stdout) as {
      value: { numerator: number };
      parts: { device: string; numerator: number }[];
      numerator: number;
    };
    expect(parts.map(({ device }) => device)).toEqual(['m-0', 'm-1', 'm-2', 'm-3', 'm-4']);
    expect(parts.reduce((sum, part) => sum + part.numerator, 0)).toBe(value.numerator);
    expect(numerator).toBe(value.numerator);
  });

  test.each([
    { args: ['fleet_j_per_th_wal', ...ofMay], says: 'did you mean fleet_j_per_th_wall?' },
    { args: ['ipue', '--from', '2026-05-01'], says: '--site: name one of alpha, beta' },
    { args: ['ipue', '--site', 'alpha', '--from', 'May'], says: '--from May: write 2026-01-31' },
  ])('refuses $args with what to do', async ({ args, says }) => {
    await expect(coload(...args)).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(says) });
  });
});

describe('every metric', () => {
  test.each(metricIds)('%s can be explained', async (metric) => {
    const { value } = await explained(`metric=${metric}&site=alpha&${may}`);
    expect(value.metric).toBe(metric);
  });
});

describe('a request that cannot be explained', () => {
  test.each([
    { path: `metric=ipue&${may}`, status: 400, parameter: 'site' },
    { path: `metric=ipue,load_factor&site=alpha&${may}`, status: 400, parameter: 'metric' },
    { path: `metric=ipeu&site=alpha&${may}`, status: 400, parameter: 'metric' },
    { path: `metric=ipue&site=alpha&device=m-1&${may}`, status: 400, parameter: 'device' },
  ])('$path is refused and names $parameter', async ({ path, status, parameter }) => {
    const response = await fetch(`${api.url}/v1/explain?${path}`);
    expect(response.status).toBe(status);
    expect(problemShape.parse(await response.json())).toMatchObject({ parameter });
  });
});
